"""Where the shop's own texts say what its records decide: the passage to cite beside a judgment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from knowledge.chunks import Hit
    from knowledge.retrieval import Retriever

__all__ = ["policy_text"]

KINDS: Final = frozenset({"policy", "faq"})
LOOKED_AT: Final = 3


def policy_text(
    retriever: Retriever, matter: str, *, sure: float, on: date | None = None
) -> Hit | None:
    """The passage that states the rule; None when the texts do not surely have one.

    `matter` names the rule in the words of a policy ("return window for shoes"), `sure` is the
    least confidence (0 to 1), `on` the day whose version of the texts is meant, today's by default.
    A policy comes before an FAQ entry that says the same.
    """
    found = retriever.retrieve(matter, LOOKED_AT, kinds=KINDS, on=on)
    if found.confidence < sure:
        return None
    return next((hit for hit in found.hits if hit.chunk.kind == "policy"), found.hits[0])
