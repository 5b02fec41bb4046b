"""Sentences that deny: a "not" too many turns a true sentence into a lie with the same words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from knowledge.wording import negated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.clauses import Clause
    from knowledge.evidence import Line
    from knowledge.quantities import Quantity

__all__ = ["borrows_its_denial", "denies_what_is_affirmed", "states_denied"]

MOST: Final = 0.5
"""The share of a sentence's matter that a line must deny to bear out its denial."""
_OUTRIGHT: Final = re.compile(r"\b(?:not(?! only)|never|cannot)\b|n't\b")


def borrows_its_denial(clause: Clause, line: Line) -> bool:
    """Whether a source's clause counts as denied only for the denial that it stands beside."""
    asked = clause.text == line.question.lower()
    own = clause.denied or line.item or asked or negated(clause.text)
    return clause.negated and not own


def states_denied(part: Clause, line: Line, claim: Quantity) -> bool:
    """Whether a clause denies a figure outright that a line affirms: "it is not $84.00"."""
    return _OUTRIGHT.search(part.text) is not None and not any(
        clause.negated and any(stated.states(claim) for stated in clause.quantities)
        for clause in line.parts
    )


def denies_what_is_affirmed(
    parts: Sequence[Clause], spoken: frozenset[str], lines: Sequence[Line]
) -> bool:
    """Whether a sentence denies what a line affirms in the same words, and none denies.

    `spoken` is what the whole sentence speaks of.
    """
    if not spoken or not any(_OUTRIGHT.search(part.text) for part in parts):
        return False
    affirmed = any(
        spoken <= line.concepts | line.context and not any(clause.negated for clause in line.parts)
        for line in lines
    )
    return affirmed and not any(
        clause.negated
        and not borrows_its_denial(clause, line)
        and len(spoken & (clause.concepts | line.context)) >= MOST * len(spoken)
        for line in lines
        for clause in line.parts
    )
