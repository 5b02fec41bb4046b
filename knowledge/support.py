"""How the lines of the sources bear on a claim: support it, contradict it, or neither.

Everything rests on one measure, `fit`: the share of what a claim speaks of, weighted by
rarity, that stands at or near a clause of a source line.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Final

from knowledge.clauses import names_a_case
from knowledge.closed_classes import QUALIFIERS
from knowledge.opposition import INCLUDED, PAYING, outright, without
from knowledge.outright import predicate_of
from knowledge.size_words import size_of
from knowledge.text import words
from knowledge.wording import concepts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from knowledge.chunks import Chunk
    from knowledge.clauses import Clause
    from knowledge.evidence import Evidence, Line

    Topic = Mapping[str, float]
__all__ = [
    "ALIGNED", "ASKED", "BEFORE", "FACT_FIT", "NEAR_BEST", "RIVAL_MARGIN", "SENTENCE", "Support",
]  # fmt: skip

FACT_FIT: Final = 0.3
"""The least fit of a source's figure, or of a word that is a fact, to the claim that repeats it."""
RIVAL_MARGIN: Final = 0.03
"""By how much another one may fit the claim better before the claim is refused."""
NEAR_BEST: Final = 0.9
"""Share of the best fit from which a clause has a say in what is affirmed or denied."""
LOOSELY: Final = 0.75
"""How near to the best a clause may be to back a "Yes" that its own sentence bears out."""
ALIGNED: Final = 0.34
"""The least fit of a clause that can contradict."""
PRECISION: Final = 0.15
"""What a clause gains by speaking of nothing but the claim's topic."""
HAVING: Final = frozenset(concepts("included available"))
"""Words for "has", which a source may say without any."""
MEASURING: Final = frozenset(
    concepts("last take weigh cost measure hold fit need require carry bear support")
)
"""Verbs of figures, which a table does without."""
ASKS_THE_SAME: Final = 0.6
"""The share of two questions' matter in common from which an FAQ's "yes" or "no" answers both."""
MOST_OF: Final = 0.6
ASKED, SENTENCE, BEFORE = 0.45, 0.45, 0.7
"""How much the question, the sentence and the clause before count beside a claim's clause."""


class Support:
    """The lines that may bear on one sentence, and the question it answers."""

    def __init__(
        self,
        evidence: Evidence,
        lines: Sequence[Line],
        asked: frozenset[str],
        sentence: frozenset[str],
        sizes: frozenset[str] = frozenset(),
        units: frozenset[str] = frozenset(),
        question: str = "",
    ) -> None:
        """`asked` and `sentence` are what the question and the whole sentence speak of.

        `sizes` are those that they name: a table's row about another size says nothing. `units`
        are those of the figure that is asked for, which an answer may leave out.
        """
        self.units = units
        self.predicate = predicate_of(question)
        self._question = question
        self._sizes = sizes
        self.evidence = evidence
        self.lines = lines
        self.asked = asked
        self.sentence = sentence
        self._once = math.log(1 + (len(evidence.lines) + 1) / 1.5)

    def coverage(self, *, asked: bool = False) -> float:
        """The share of what the sentence speaks of that one chunk speaks of too.

        A word that stands nowhere counts no more than one that stands in one line; one that
        the question has already claims nothing where `asked` words are left out.
        """
        whole = sum(
            self.evidence.weight(concept) if self.evidence.knows(concept) else self._once
            for concept in self.sentence
            if not (asked and concept in MEASURING)
            and (
                (concept not in HAVING and not (asked and concept in self.asked))
                or self.evidence.knows(concept)
            )
        )
        if not whole:
            return 1.0
        return max(map(self._spoken, self._by_chunk.values()), default=0.0) / whole

    def covers(self, part: Clause) -> bool:
        """Whether a chunk that speaks of the sentence speaks of most of one clause of it."""
        shares = {rank: self._spoken(there) for rank, there in self._by_chunk.items()}
        best = max(shares.values(), default=0.0)
        known = {concept for concept in part.concepts if self.evidence.knows(concept)}
        return any(
            len(known & self._by_chunk[rank]) >= MOST_OF * len(known)
            for rank, share in shares.items()
            if share >= NEAR_BEST * best
        )

    def answers(self, *, affirmed: bool, near: float) -> bool | None:
        """Whether the lines nearest to the question affirm (or deny) it; None if none is near.

        `near` is the share of the best fit from which a clause has a say.
        """
        said = self._said_outright()
        if said is not None:
            return said == affirmed
        topic = self.topic((self.asked, 1.0))
        known = {concept for concept in self.asked if self.evidence.knows(concept)}
        whole = {id(line) for line in self.lines if known <= line.concepts | line.context}
        fits = [
            (
                self.fit(topic, line, place),
                self.denies(clause) != affirmed,
                self.predicate in clause.concepts,
            )
            for line, place, clause in self.clauses()
            if (self.asked & clause.concepts or (line.question and line.place == place == 0))
            and (not whole or id(line) in whole)
            and (self.qualifies(line, place) or (self.denies(clause) and not clause.negated))
        ]
        asserting = [each for each in fits if each[2]] if near == NEAR_BEST else []
        best = max((fit for fit, _, _ in asserting or fits), default=0.0)
        if best < 2 * near * ALIGNED:
            return None
        return any(agrees for fit, agrees, _ in asserting or fits if fit >= near * best)

    def holds(self, particle: str, parts: Sequence[Clause]) -> bool:
        """Whether the "Yes" or "No" before a sentence is what the sources say to the question."""
        affirmed = particle.lower() not in {"no", "nope"}
        if parts and all(map(names_a_case, parts)):  # "Yes, as long as it is unused."
            return self.answers(affirmed=affirmed, near=NEAR_BEST) is True
        own = max(parts, key=lambda part: len(part.concepts & self.asked), default=None)
        if own is not None and affirmed != self.denies(own):
            return self.answers(affirmed=affirmed, near=LOOSELY) is not False
        said = self.answers(affirmed=affirmed, near=NEAR_BEST) is True
        return said and not (parts and self.answers(affirmed=not affirmed, near=NEAR_BEST) is True)

    def denies(self, part: Clause) -> bool:
        """Whether a clause answers the question with a no, in whatever words.

        "It is free" does to "do I pay?", and "only in the United States" to "in Canada?".
        """
        free = any(q.unit.startswith("money") and not q.value for q in part.quantities)
        paid_for = free or INCLUDED in part.concepts
        if part.negated ^ without(self._question, part.text) or (paid_for and PAYING in self.asked):
            return True
        return "only" in words(part.text) and any(
            self.asked & members
            and part.concepts & members
            and not self.asked & part.concepts & members
            for members in QUALIFIERS
        )

    def _said_outright(self) -> bool | None:
        """The yes or no to an FAQ's question that asks the same; None where there is none."""
        total = self.evidence.total
        likeness = [
            (total(self.asked & clause.concepts) / total(self.asked | clause.concepts), clause)
            for line, place, clause in self.clauses()
            if outright(clause, line) and self.qualifies(line, place)
        ]
        best = max((like for like, _ in likeness), default=0.0)
        said = {not clause.negated for like, clause in likeness if like == best}
        return said.pop() if best >= ASKS_THE_SAME and len(said) == 1 else None

    def chunks(self, parts: Sequence[Clause]) -> tuple[Chunk, ...]:
        """The chunks that the sentence rests on: of each clause the best, best first."""
        found: dict[str, tuple[float, Chunk]] = {}
        for part in parts:
            topic = self.topic((self.sentence, SENTENCE), (part.concepts, 1.0))
            best: tuple[float, Chunk] | None = None
            for line, place, clause in self.clauses():
                fit = self.fit(topic, line, place) + sum(
                    any(stated.states(claim) for stated in clause.quantities)
                    for claim in part.quantities
                )
                if best is None or fit > best[0]:
                    best = fit, line.chunk
            if best is not None and best[0] > found.get(best[1].id, (0.0, best[1]))[0]:
                found[best[1].id] = best
        return tuple(chunk for _, chunk in sorted(found.values(), key=lambda pair: -pair[0]))

    @cached_property
    def _by_chunk(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for line in self.lines:
            found.setdefault(line.rank, set()).update(line.concepts | line.context)
        return found

    def _spoken(self, there: set[str]) -> float:
        return self.evidence.total(self.sentence & there)

    def topic(self, *spoken: tuple[Iterable[str], float]) -> Topic:
        """What a claim speaks of, with how much each counts; the last word on one prevails.

        What stands in no line tells none from another; `coverage` counts it against a claim.
        """
        whole: dict[str, float] = {}
        for some, share in spoken:
            whole |= dict.fromkeys(some, share)
        known = {one: share for one, share in whole.items() if self.evidence.knows(one)}
        return known or whole

    def clauses(self) -> Iterator[tuple[Line, int, Clause]]:
        """Every clause of the lines, with its line and its place there."""
        for line in self.lines:
            for place, clause in enumerate(line.parts):
                yield line, place, clause

    def fit(self, topic: Topic, line: Line, place: int) -> float:
        """How much of a topic stands at or near a clause, and how little else (0 to 1.15)."""
        near = line.weights[place]
        weight = self.evidence.weight
        whole = sum(share * weight(concept) for concept, share in topic.items())
        found = sum(share * weight(c) * near[c] for c, share in topic.items() if c in near)
        own = line.parts[place].concepts
        about = self.evidence.total(own)
        shared = self.evidence.total(own & topic.keys())
        recall = found / whole if whole else 1.0
        return recall + PRECISION * (shared / about if about else 1.0)

    def qualifies(self, line: Line, place: int) -> bool:
        """False when the line is of another tier, region or speed than the one spoken of."""
        size = size_of(line, place)
        if size and self._sizes and size not in self._sizes:
            return False
        clause = line.parts[place]
        near = clause.concepts | clause.beside | frozenset(concepts(line.label))
        for members in QUALIFIERS:
            mine = (self.sentence & members) or (self.asked & members)
            its = (near & members) or ((line.concepts | line.context) & members)
            if mine and its and not mine & its:
                return False
        return True
