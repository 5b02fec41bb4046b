"""Switches single defences of the product off, so that an attack can be seen to succeed."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from knowledge.claims import Checked, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["DEFENCES", "switched_off"]


def _passing(self: Any, sentence: str) -> Checked:
    """A claim check that lets everything through."""
    return Checked(
        Verdict(sentence, supported=True, unsupported=()), sentence, self._evidence.chunks
    )


def _nothing(*_: object) -> list[str]:
    return []


def _as_it_is(text: str, _: object) -> str:
    return text


def _false(*_: object) -> bool:
    return False


DEFENCES: Final[dict[str, tuple[tuple[str, Any], ...]]] = {
    "claims": (("knowledge.claims.ClaimCheck.check", _passing),),
    "links": (
        ("knowledge.claims.outside_links", _nothing),
        ("knowledge.answers.without_outside_links", _as_it_is),
    ),
    "prices": (("knowledge.price_records.states_another_price", _false),),
    "policies": (("knowledge.policy_records.states_policy", _false),),
    "contacts": (
        ("knowledge.price_records.names_a_contact", _false),
        ("knowledge.assertions.contacts", _nothing),
    ),
    "instructions": (
        ("knowledge.prompt.reads_as_instruction", _false),
        ("knowledge.answers.reads_as_instruction", _false),
        ("knowledge.extractive.reads_as_instruction", _false),
    ),
}
"""Each by name, and what stands in its place."""


@contextmanager
def switched_off(names: Iterable[str]) -> Iterator[None]:
    """The product without these defences."""
    with ExitStack() as stack:
        for name in names:
            for target, without in DEFENCES[name]:
                stack.enter_context(mock.patch(target, without))
        yield
