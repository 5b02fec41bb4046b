"""Whether two clauses, one of a claim and one of a source, say the opposite."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from knowledge.lexicon import OPPOSITES, UNDONE
from knowledge.wording import concepts, spellings

if TYPE_CHECKING:
    from decimal import Decimal

    from knowledge.clauses import Clause
    from knowledge.evidence import Line

__all__ = [
    "INCLUDED", "PAYING", "denies_whole", "limits", "of_another_party", "opposed", "outright",
    "pays", "without",
]  # fmt: skip

GENERIC: Final = frozenset(concepts("suitable use included available"))
"""What may be denied of one thing and true of the next."""
_ALONE: Final = re.compile(
    r"(?:and |but )?only (?:the )?(?P<subject>(?:[\w-]+ ){1,3}?)(?:is|are|can|may|has|have|will)\b"
)
_WHO: Final = (
    r"(?:(?P<us>we|us|(?:the )?(?:company|retailer|seller|shop|store))"
    r"|(?:you|(?:the )?(?:buyer|client|customer|member|shopper)s?))"
)
_BEARING: Final = re.compile(
    rf"\b{_WHO}(?:'ll| will| must| have to| has to| need to| can| may)?(?: \w+ly)?"
    r" (?:pays?|covers?|bears?|arranges?|organi[sz]es?|takes? care of|sees? to"
    r"|(?:am|are|is|be) responsible for)\b"
)
_BORNE_BY: Final = re.compile(
    rf"\b(?:borne|covered|organi[sz]ed|arranged|paid(?: for)?) by {_WHO}\b"
)
_LIMITING: Final = re.compile(
    r"\b(?:only|unless|except|otherwise|as a whole|alone|first|certain|select(?:ed)?|single"
    r"|one (?:[\w-]+ ){1,3}?(?:at a time|per))\b"
)
INCLUDED: Final = concepts("included")[0]
PAYING: Final = concepts("pay")[0]


def opposed(part: Clause, clause: Clause) -> bool:
    """Whether one affirms what the other denies."""
    if clause.denied and not part.concepts & clause.denied:
        return False  # its heading denies something that the claim does not speak of
    denied = clause.negated ^ _of_another_alone(part, clause)
    return part.negated ^ denied ^ _switched(part.text, clause.text)


def _of_another_alone(part: Clause, clause: Clause) -> bool:
    """Whether a source says "only shipping is added" and the claim is about something else."""
    alone = _ALONE.match(clause.text)
    subject = frozenset(concepts(alone["subject"])) if alone else frozenset()
    return bool(subject) and not subject & part.concepts


def limits(clause: Clause) -> bool:
    """Whether a clause says that something holds in one case and in no other."""
    return _LIMITING.search(clause.text) is not None


def pays(part: Clause, clause: Clause, line: Line) -> bool:
    """Whether a claim without a price says that something costs, and a source that it is free."""
    costs = PAYING in part.concepts and not part.negated and not part.quantities
    amounts = _amounts(clause) or [amount for each in line.parts for amount in _amounts(each)]
    return costs and bool(amounts) and not any(amounts)


def _amounts(clause: Clause) -> list[Decimal]:
    return [q.value for q in clause.quantities if q.unit.startswith("money")]


def of_another_party(part: Clause, clause: Clause) -> bool:
    """Whether one has the shop pay or see to something, and the other the shopper."""
    if part.negated or clause.negated:
        return False
    mine, its = _bearing(part), _bearing(clause)
    return bool(mine and its) and mine != its


def _bearing(clause: Clause) -> str:
    """Who pays or sees to something in a clause: "us", "you" or nobody that it names."""
    match = _BEARING.search(clause.text) or _BORNE_BY.search(clause.text)
    if match is None:
        return ""
    free = any(q.unit.startswith("money") and not q.value for q in clause.quantities)
    return "us" if free or match["us"] else "you"


def outright(clause: Clause, line: Line) -> bool:
    """Whether a clause is a question that its line answers with "yes" or "no", in every case."""
    return clause.text == line.question.lower() and not clause.conditional


def denies_whole(clause: Clause, part: Clause) -> bool:
    """Whether a source clause denies something that the claim affirms in full."""
    specific = bool(clause.concepts - GENERIC) and (
        not clause.denied or bool(clause.denied & part.concepts)
    )
    whole = clause.negated and not clause.conditional and clause.concepts <= part.concepts
    return specific and whole and opposed(part, clause)


@lru_cache(maxsize=8192)
def without(question: str, said: str) -> bool:
    """Whether words deny what a question asks about, without a "not".

    "Unused" does to "after I used it?", and "sold separately" to "does it come with one?".
    """
    asked, there = spellings(question.lower()), spellings(said)
    undone = any(
        word in there and word not in asked and base in asked for word, base in UNDONE.items()
    )
    apart = "separately" in there - asked and INCLUDED in concepts(question)
    return undone or apart


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
