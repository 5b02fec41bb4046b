"""What the bot's domain knows: the names that corrections and stories may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["UNTAUGHT", "BotDomain", "read_domain"]

UNTAUGHT: Final = frozenset({"nlu_fallback"})
"""What NLU says when it recognises nothing: no sentence is an example of that."""
BUILT_IN: Final = frozenset({"action_default_fallback", "action_default_ask_rephrase"})
"""Actions of Rasa's own that a policy may choose without the domain naming them."""


@dataclass(frozen=True)
class BotDomain:
    """The names in a `domain.yml`; `slots` are those that rules and stories can see."""

    intents: frozenset[str]
    entities: frozenset[str]
    actions: frozenset[str]
    forms: frozenset[str]
    slots: frozenset[str]

    @property
    def taught(self) -> list[str]:
        """The intents that a sentence can be an example of, by name."""
        return sorted(self.intents - UNTAUGHT)


def read_domain(path: Path) -> BotDomain:
    """The domain in a file."""
    domain = yaml.safe_load(path.read_text(encoding="utf-8"))
    forms = frozenset(domain.get("forms") or ())
    return BotDomain(
        intents=_names(domain.get("intents")),
        entities=_names(domain.get("entities")),
        actions=_names(domain.get("actions")) | _names(domain.get("responses")) | forms | BUILT_IN,
        forms=forms,
        slots=frozenset(
            name
            for name, slot in (domain.get("slots") or {}).items()
            if slot.get("influence_conversation", slot["type"] != "any")
        ),
    )


def _names(listed: Iterable[Any] | None) -> frozenset[str]:
    """Names, each alone or as the one key of its settings."""
    return frozenset(next(iter(each)) if isinstance(each, dict) else each for each in listed or ())
