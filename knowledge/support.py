"""How the lines of the sources bear on a claim: support it, contradict it, or neither.

Everything rests on one measure, `fit`: the share of what a claim speaks of, weighted by
rarity, that stands at or near a clause of a source line.
"""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from knowledge.closed_classes import ALIKE, CLOSED, QUALIFIERS
from knowledge.denials import borrows_its_denial, states_denied
from knowledge.lexicon import OPPOSITES
from knowledge.opposition import denies_whole, opposed, pays
from knowledge.size_words import size_of
from knowledge.wording import concepts, spellings, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.chunks import Chunk
    from knowledge.clauses import Clause
    from knowledge.evidence import Evidence, Line
    from knowledge.quantities import Quantity

__all__ = ["Support"]

Topic = "Mapping[str, float]"
"""What a claim speaks of: concepts and how much each counts (0 to 1)."""

FIGURE_FIT: Final = 0.3
"""The least fit of a source's figure to the claim that repeats it."""
RIVAL_MARGIN: Final = 0.03
"""By how much another figure may fit the claim better before the claim is refused."""
NEAR_BEST: Final = 0.9
"""Share of the best fit from which a clause has a say in what is affirmed or denied."""
ALIGNED: Final = 0.34
"""The least fit of a clause that can contradict."""
PRECISION: Final = 0.15
"""What a clause gains by speaking of nothing but the claim's topic."""
HAVING: Final = frozenset(concepts("included available"))
"""Words for "has", which a source may say without any."""
MOST_OF: Final = 0.6
AROUND: Final = 0.15
"""How much the rest of a sentence counts when one clause is compared with the sources."""
ASKED, SENTENCE, BEFORE = 0.45, 0.45, 0.7
"""How much the question, the sentence and the clause before count beside a claim's clause."""

_ABSOLUTE: Final = frozenset({"always", "forever", "never", "unlimited"})
_UNIVERSAL = re.compile(r"\b(?:all|any|anything|every|everything|everyone|everybody)\b(?! \d)")
_ANCHOR = re.compile(
    r"^[^\d;]{0,14}?\b(?:of|after|from|following|since|before|prior to)\s+"
    r"(?:the |your |its |their |our |you |we |date of |day of |it |item |was |is )*"
    r"(?P<anchor>[a-z]+)"
)
_RATE = re.compile(r"^\s*(?:per|each|every|an?)\s+(?P<each>[a-z]{3,})")
_ANCHORS: Final = frozenset(
    concepts(
        "purchase delivery arrival receipt order payment shipping activation return request"
        " dispatch registration approval"
    )
)


class Support:
    """The lines that may bear on one sentence, and the question it answers."""

    def __init__(
        self,
        evidence: Evidence,
        lines: Sequence[Line],
        asked: frozenset[str],
        sentence: frozenset[str],
        sizes: frozenset[str] = frozenset(),
    ) -> None:
        """`asked` and `sentence` are what the question and the whole sentence speak of.

        `sizes` are those that they name: a table's row about another size says nothing.
        """
        self._sizes = sizes
        self._evidence = evidence
        self._lines = lines
        self._asked = asked
        self._sentence = sentence
        self._once = math.log(1 + (len(evidence.lines) + 1) / 1.5)

    def coverage(self, *, asked: bool = False) -> float:
        """The share of what the sentence speaks of that one chunk speaks of too.

        A word that stands nowhere counts no more than one that stands in one line; one that
        the question has already claims nothing where `asked` words are left out.
        """
        whole = sum(
            self._evidence.weight(concept) if self._evidence.knows(concept) else self._once
            for concept in self._sentence
            if (concept not in HAVING and not (asked and concept in self._asked))
            or self._evidence.knows(concept)
        )
        if not whole:
            return 1.0
        return max(map(self._spoken, self._by_chunk.values()), default=0.0) / whole

    def covers(self, part: Clause) -> bool:
        """Whether a chunk that speaks of the sentence speaks of most of one clause of it."""
        shares = {rank: self._spoken(there) for rank, there in self._by_chunk.items()}
        best = max(shares.values(), default=0.0)
        return any(
            len(part.concepts & self._by_chunk[rank]) >= MOST_OF * len(part.concepts)
            for rank, share in shares.items()
            if share >= NEAR_BEST * best
        )

    def unsupported_figures(self, parts: Sequence[Clause], place: int) -> Iterator[str]:
        """The figures of a clause of a sentence that no line states of the same matter."""
        part = parts[place]
        elsewhere = {c for other in parts if other.quantities for c in other.concepts}
        topic = dict.fromkeys(self._asked, ASKED)
        topic |= dict.fromkeys(self._sentence - elsewhere, SENTENCE)
        topic |= dict.fromkeys(parts[place - 1].concepts - elsewhere if place else (), BEFORE)
        topic |= dict.fromkeys(part.concepts, 1.0)
        for claim in part.quantities:
            line = self._stating(claim, topic, FIGURE_FIT if part.concepts else 0.0)
            if line is None:
                yield claim.text
            elif states_denied(part, line, claim):
                yield f"not {claim.text}"
            elif _UNIVERSAL.search(part.text) and not _UNIVERSAL.search(line.text.lower()):
                yield f"{claim.text} for all"
            elif (rate := _RATE.match(part.text[claim.end :])) and not re.search(
                rf"\b(?:per|each|every|an?|one)\s+(?:\w+\s+)?{rate['each']}", line.text.lower()
            ):
                yield f"{claim.text} {rate[0].strip()}"
            elif anchor := _ANCHOR.match(part.text[claim.end :]):
                wanted = _ANCHORS.intersection(concepts(anchor["anchor"]))
                if wanted and not wanted & (line.concepts | line.context):
                    yield f"{claim.text} {anchor[0].strip()}"

    def contradicts(self, part: Clause, *, tied: bool) -> bool:
        """Whether the nearest source clauses say the opposite, or one denies it as a whole.

        A claim that is `tied` to a case or a time is not opposed by what holds in another.
        """
        topic = dict.fromkeys(self._sentence, AROUND) | dict.fromkeys(part.concepts, 1.0)
        fits = [
            (
                self._fit(topic, line, place),
                (
                    (opposed(part, clause) or (part.negated and borrows_its_denial(clause, line)))
                    and not (tied and self._other_case(clause))
                )
                or pays(part, clause)
                or not self._qualifies(line, place),
            )
            for line, place, clause in self._clauses()
            if part.concepts & (clause.concepts | line.concepts)
            or (line.question and line.place == place == 0 and part.concepts & line.context)
        ]
        best = max((fit for fit, _ in fits), default=0.0)
        if best >= ALIGNED and all(wrong for fit, wrong in fits if fit >= NEAR_BEST * best):
            return True
        denials = [clause for _, _, clause in self._clauses() if denies_whole(clause, part)]
        return any(not self._affirmed(denial, part) for denial in denials)

    def unsupported_words(self, part: Clause, said: str) -> Iterator[str]:
        """Words that are facts by themselves which no line has in this matter."""
        topic = dict.fromkeys(self._sentence, SENTENCE) | dict.fromkeys(part.concepts, 1.0)
        clauses = [
            (line, clause, self._fit(topic, line, place))
            for line, place, clause in self._clauses()
            if self._qualifies(line, place)
        ]
        for word in spellings(part.text):
            if stem(word) not in CLOSED:
                continue
            having = frozenset(concepts(word)) or frozenset({word})
            others = frozenset[str]().union(*(alike for alike in ALIKE if word in alike)) - {word}
            if others & spellings(said):
                others = frozenset()  # a list of them is no choice among them
            best = rival = 0.0
            for line, clause, fit in clauses:
                if word in line.words or having <= line.concepts | line.context:
                    asked = word in line.question.lower() and word not in line.text.lower()
                    here = asked or word in clause.text
                    elsewhere = line.place if asked else not here and word in line.text.lower()
                    if not elsewhere and (not here or clause.negated == part.negated):
                        best = max(best, fit)
                elif others & line.words or word in _ABSOLUTE:
                    rival = max(rival, fit)
            if best < FIGURE_FIT or rival > best + RIVAL_MARGIN:
                yield word

    def opposites(self, part: Clause) -> Iterator[str]:
        """Words whose opposite, and not themselves, stand in the lines that fit the rest."""
        said = spellings(part.text)
        for pair in OPPOSITES:
            for side, other in (pair, pair[::-1]):
                if (
                    not part.negated
                    and said & side
                    and not said & other
                    and self._only(side, other)
                ):
                    yield " ".join(sorted(said & side))

    def answers(self, *, affirmed: bool, near: float) -> bool | None:
        """Whether the lines nearest to the question affirm (or deny) it; None if none is near.

        `near` is the share of the best fit from which a clause has a say.
        """
        topic = dict.fromkeys(self._asked, 1.0)
        known = {concept for concept in self._asked if self._evidence.knows(concept)}
        whole = {id(line) for line in self._lines if known <= line.concepts | line.context}
        fits = [
            (self._fit(topic, line, place), clause.negated != affirmed)
            for line, place, clause in self._clauses()
            if (self._asked & clause.concepts or (line.question and line.place == place == 0))
            and (not whole or id(line) in whole)
        ]
        best = max((fit for fit, _ in fits), default=0.0)
        if best < 2 * near * ALIGNED:
            return None
        return any(agrees for fit, agrees in fits if fit >= near * best)

    def chunks(self, parts: Sequence[Clause]) -> tuple[Chunk, ...]:
        """The chunks that the sentence rests on: of each clause the best, best first."""
        found: dict[str, tuple[float, Chunk]] = {}
        for part in parts:
            topic = dict.fromkeys(self._sentence, SENTENCE) | dict.fromkeys(part.concepts, 1.0)
            best: tuple[float, Chunk] | None = None
            for line, place, clause in self._clauses():
                fit = self._fit(topic, line, place) + sum(
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
        for line in self._lines:
            found.setdefault(line.rank, set()).update(line.concepts | line.context)
        return found

    def _spoken(self, there: set[str]) -> float:
        return self._evidence.total(self._sentence & there)

    def _affirmed(self, denial: Clause, part: Clause) -> bool:
        """Whether a source affirms what another, or another part of it, denies."""
        return any(
            denial.concepts <= clause.concepts <= part.concepts and not opposed(part, clause)
            for _, _, clause in self._clauses()
        )

    def _other_case(self, clause: Clause) -> bool:
        """Whether a clause holds in a case or at a time that the sentence does not name."""
        named = len(clause.concepts) > 1 and clause.concepts <= self._sentence
        return clause.conditional and not named

    def _clauses(self) -> Iterator[tuple[Line, int, Clause]]:
        for line in self._lines:
            for place, clause in enumerate(line.parts):
                yield line, place, clause

    def _fit(self, topic: Mapping[str, float], line: Line, place: int) -> float:
        near = line.weights[place]
        weight = self._evidence.weight
        whole = sum(share * weight(concept) for concept, share in topic.items())
        found = sum(share * weight(c) * near[c] for c, share in topic.items() if c in near)
        own = line.parts[place].concepts
        about = self._evidence.total(own)
        shared = self._evidence.total(own & topic.keys())
        recall = found / whole if whole else 1.0
        return recall + PRECISION * (shared / about if about else 1.0)

    def _stating(self, claim: Quantity, topic: Mapping[str, float], least: float) -> Line | None:
        """The line that has the claimed figure and speaks of its matter.

        None when another figure of the kind speaks of that matter better.
        """
        noun = concepts(claim.noun)[:1]
        best, rival = 0.0, 0.0
        stating: Line | None = None
        for line, place, clause in self._clauses():
            fits_noun = not noun or noun[0] in line.concepts or noun[0] in line.context
            for quantity in clause.quantities:
                if quantity.states(claim) and fits_noun:
                    fit = self._fit(topic, line, place)
                    if fit > best and self._qualifies(line, place):
                        best, stating = fit, line
                elif quantity.same_family(claim) and (claim.unit or fits_noun):
                    rival = max(rival, self._fit(topic, line, place))
        return stating if best >= least and rival <= best + RIVAL_MARGIN else None

    def _qualifies(self, line: Line, place: int) -> bool:
        """False when the line is of another tier, region or speed than the one spoken of."""
        size = size_of(line, place)
        if size and self._sizes and size not in self._sizes:
            return False
        near = line.parts[place].concepts | frozenset(concepts(line.label))
        for members in QUALIFIERS:
            mine = (self._sentence & members) or (self._asked & members)
            its = (near & members) or ((line.concepts | line.context) & members)
            if mine and its and not mine & its:
                return False
        return True

    def _only(self, side: frozenset[str], other: frozenset[str]) -> bool:
        """Whether the lines that fit the sentence, `side` aside, have `other` in its place."""
        topic = dict.fromkeys(self._sentence - frozenset(concepts(" ".join(side))), 1.0)
        fits = [
            (self._fit(topic, line, place), line)
            for line, place, clause in self._clauses()
            if topic.keys() & (clause.concepts | line.concepts)
        ]
        least = max(ALIGNED, NEAR_BEST * max((fit for fit, _ in fits), default=0.0))
        near = [line for fit, line in fits if fit >= least]
        return bool(near) and all(
            not line.words & side
            and any(spellings(c.text) & other and not c.negated for c in line.parts)
            for line in near
        )
