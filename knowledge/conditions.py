"""In which case something holds: "if it is faulty" is not "if it is not faulty".

A clause that holds in a case only is compared with the source clauses of the same matter that hold
in the same case. Turning the case round, or what holds in it, makes a lie; turning both does not
("you pay unless it is faulty", "if it is faulty, you don't pay").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.wording import negated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.clauses import Clause
    from knowledge.evidence import Evidence, Line

__all__ = ["in_another_case"]

SAME_CASE: Final = 0.5
"""The share of the matter of a claim's case that the case of a source must have."""
SAME_MATTER: Final = 0.3
"""The share of what a claim says of its case that a source must say of it."""
AS_NEAR: Final = 0.9
_CASE: Final = re.compile(r"^(?:and |or |but )?(?P<word>if|once|unless|when|where|while)\b")
_FAILING: Final = re.compile(r"\b(?:fail(?:s|ed)?|otherwise)\b")


@dataclass(frozen=True)
class _Tied:
    """What holds and in which case; `turned` is whether one of the two is denied, and not both."""

    case: Clause
    main: Clause
    turned: bool


def in_another_case(
    parts: Sequence[Clause], lines: Sequence[Line], evidence: Evidence
) -> Iterator[str]:
    """The cases of a sentence that the sources tie to the opposite."""
    others = [(other, line) for line in lines for other in _tied(line.parts)]
    for case in dict.fromkeys(claim.case for claim in _tied(parts)):
        borne_out = [
            _borne_out(claim, others, evidence) for claim in _tied(parts) if claim.case is case
        ]
        if False in borne_out and True not in borne_out:
            yield case.text


def _borne_out(
    claim: _Tied, others: Sequence[tuple[_Tied, Line]], evidence: Evidence
) -> bool | None:
    """Whether the nearest sources hold in the same case; None where none speaks of it."""
    fits = [
        (fit, other.turned == claim.turned)
        for other, line in others
        if (fit := _fit(claim, other, line, evidence))
    ]
    best = max((fit for fit, _ in fits), default=0.0)
    return any(same for fit, same in fits if fit >= AS_NEAR * best) if best else None


def _tied(parts: Sequence[Clause]) -> Iterator[_Tied]:
    """Each case with what may hold in it: the clause before it, and the one after it."""
    cases = [_CASE.match(part.text) is not None for part in parts]
    for place, part in enumerate(parts):
        if not cases[place]:
            continue
        before = (parts[other] for other in range(place - 1, -1, -1) if not cases[other])
        after = (parts[other] for other in range(place + 1, len(parts)) if not cases[other])
        denied = negated(part.text) or _FAILING.search(part.text) is not None
        denied ^= part.text.startswith("unless")
        for main in (next(before, None), next(after, None)):
            if main is not None:
                yield _Tied(part, main, turned=denied ^ main.negated)


def _fit(claim: _Tied, other: _Tied, line: Line, evidence: Evidence) -> float:
    """How much of a claim's case and of what holds in it a source speaks of; 0 for another."""
    there = other.main.concepts | other.main.beside | line.context
    case = _share(claim.case, other.case.concepts | line.context, evidence)
    main = _share(claim.main, there, evidence)
    return case + main if case >= SAME_CASE and main >= SAME_MATTER else 0.0


def _share(clause: Clause, there: frozenset[str], evidence: Evidence) -> float:
    known = frozenset(filter(evidence.knows, clause.concepts))
    return evidence.total(known & there) / evidence.total(known) if known else 1.0
