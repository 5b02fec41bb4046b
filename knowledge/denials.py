"""Sentences that deny: a "not" too many turns a true sentence into a lie with the same words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from knowledge.moments import names_a_moment
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


def borrows_its_denial(clause: Clause, line: Line, part: Clause | None = None) -> bool:
    """Whether a source's clause counts as denied only for the denial that it stands beside.

    What follows a verb that is denied is denied with it ("we accept no cheques or bank transfers").
    Of a subject before one, something is denied; `part` must say more than the subject.
    """
    asked = clause.text == line.question.lower()
    own = clause.denied or line.item or asked or negated(clause.text)
    if clause.beside and not own:
        own = not clause.subject or bool(
            part and part.concepts - clause.concepts - (line.context - line.denied)
        )
    return clause.negated and not own


def states_denied(part: Clause, line: Line, claim: Quantity) -> bool:
    """Whether a clause denies a figure outright that a line affirms, or the other way round.

    "It is not $84.00" does, and "charge it below 0 °C" where a line says not to.
    """
    stating = [c for c in line.parts if any(one.states(claim) for one in c.quantities)]
    if _OUTRIGHT.search(part.text):
        return not any(clause.negated for clause in stating)
    return (
        bool(stating)
        and not part.negated
        and all(clause.negated and _OUTRIGHT.search(clause.text) for clause in stating)
    )


def denies_what_is_affirmed(
    parts: Sequence[Clause], spoken: frozenset[str], lines: Sequence[Line]
) -> bool:
    """Whether a sentence denies what a line affirms in the same words, and none denies.

    `spoken` is what the whole sentence speaks of.
    """
    denying = (
        part.concepts and _OUTRIGHT.search(part.text) and not names_a_moment(part) for part in parts
    )
    if not spoken or not any(denying):
        return False
    affirmed = any(
        spoken <= line.concepts | line.context
        and not spoken & line.denied
        and not any(clause.negated for clause in line.parts)
        for line in lines
    )
    return affirmed and not any(
        clause.negated
        and not borrows_its_denial(clause, line)
        and len(spoken & (clause.concepts | line.context)) >= MOST * len(spoken)
        for line in lines
        for clause in line.parts
    )
