"""Whether two clauses, one of a claim and one of a source, say the opposite."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from knowledge.lexicon import OPPOSITES, UNDONE
from knowledge.wording import concepts, spellings

if TYPE_CHECKING:
    from knowledge.clauses import Clause

__all__ = ["denies_whole", "opposed", "pays"]

GENERIC: Final = frozenset(concepts("suitable use included available"))
"""What may be denied of one thing and true of the next."""
PAYING: Final = concepts("pay")[0]


def opposed(part: Clause, clause: Clause) -> bool:
    """Whether one affirms what the other denies."""
    if clause.denied and not part.concepts & clause.denied:
        return False  # its heading denies something that the claim does not speak of
    return part.negated ^ clause.negated ^ _switched(part.text, clause.text)


def pays(part: Clause, clause: Clause) -> bool:
    """Whether a claim without a price says that something costs, and a source that it is free."""
    costs = PAYING in part.concepts and not part.negated and not part.quantities
    return costs and any(q.unit == "money" and not q.value for q in clause.quantities)


def denies_whole(clause: Clause, part: Clause) -> bool:
    """Whether a source clause denies something that the claim affirms in full."""
    specific = bool(clause.concepts - GENERIC) and (
        not clause.denied or bool(clause.denied & part.concepts)
    )
    whole = clause.negated and not clause.conditional and clause.concepts <= part.concepts
    return specific and whole and opposed(part, clause)


@lru_cache(maxsize=8192)
def _switched(one: str, other: str) -> bool:
    """Whether one says a word and the other its opposite ("included", "sold separately")."""
    mine, its = spellings(one), spellings(other)
    switches = 0
    for left, right in OPPOSITES:
        first = bool(mine & left and not mine & right and its & right and not its & left)
        second = bool(mine & right and not mine & left and its & left and not its & right)
        switches += first or second
    for word, base in UNDONE.items():
        first = word in mine and base in its and word not in its
        second = word in its and base in mine and word not in mine
        switches += first or second
    return switches % 2 == 1
