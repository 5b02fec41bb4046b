"""What the bot says in a request: a response of domain.yml, what fills its gaps, its buttons."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Button", "Option", "Utterance", "choice_of", "option_button"]

Button = dict[str, str]


@dataclass(frozen=True)
class Option:
    """One of the answers that a question lists; `key` tells the field which.

    `also` are further words that point at it.
    """

    key: str
    title: str
    also: str = ""


@dataclass(frozen=True)
class Utterance:
    """A response by name; `custom` is what the widget shows beside it.

    `refuses` is set on a refusal: what of whose records, so that they can be asked again.
    """

    response: str
    facts: Mapping[str, str] = field(default_factory=dict)
    buttons: Sequence[Button] = ()
    custom: Mapping[str, Any] | None = None
    refuses: Mapping[str, Any] | None = None


def option_button(field_name: str, option: Option) -> Button:
    """The button that gives an answer, as `/inform` with the entity `choice`."""
    choice = json.dumps({"choice": f"{field_name}={option.key}"})
    return {"title": option.title, "payload": f"/inform{choice}"}


def choice_of(token: str) -> tuple[str, str]:
    """The field and the key that a button's `choice` names."""
    name, _, key = token.partition("=")
    return name, key
