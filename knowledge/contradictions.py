"""What speaks against a sentence: source clauses that say the opposite of one of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from knowledge.closed_classes import ALIKE, CLOSED
from knowledge.denials import borrows_its_denial
from knowledge.lexicon import OPPOSITES
from knowledge.moments import names_a_moment, tied
from knowledge.opposition import denies_whole, limits, of_another_party, opposed, outright, pays
from knowledge.support import ALIGNED, ASKED, FACT_FIT, NEAR_BEST, RIVAL_MARGIN, SENTENCE
from knowledge.text import words
from knowledge.wording import concepts, spellings, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.clauses import Clause
    from knowledge.evidence import Line
    from knowledge.support import Support

__all__ = ["Contradictions"]

AROUND: Final = 0.15
"""How much the rest of a sentence counts when one clause is compared with the sources."""
_INSTRUCTION: Final = re.compile(r"(?:please |and |but )*never\b")  # "do not" with more force
_DUTY: Final = re.compile(
    r"\b(?:must|ha(?:s|ve) to|needs? to|(?:is|are) (?:obliged|required) to)\b"
)
_ONLY_SO_MANY: Final = re.compile(r"\bonly (?:\w+ )?[$€£]?\d")  # which figures are judged by
_CHOICE: Final = re.compile(r"\b(?:can|could|may|able to|choose|optional|welcome to)\b")
_BINDING: Final = re.compile(
    rf"{_DUTY.pattern}|\b(?:cannot|if|necessary|not|only|please|provided|requires?|required|should"
    r"|unless|until|when)\b"
)
MOSTLY: Final = 0.6
_ABSOLUTE: Final = frozenset({"always", "forever", "never", "unlimited"})


class Contradictions:
    """Looks for what the lines say against the clauses of a sentence."""

    def __init__(self, support: Support) -> None:
        self._support = support

    def other_moments(self, parts: Sequence[Clause]) -> Iterator[str]:
        """Clauses that are tied to another moment than the source clauses of their matter."""
        for claim in tied(parts):
            part = parts[claim.place]
            topic = self._support.topic(
                (self._support.asked, ASKED),
                (self._support.sentence, AROUND),
                (part.concepts | part.beside, 1.0),
            )
            fits = [
                (self._support.fit(topic, line, other.place), other.moment == claim.moment)
                for line in self._support.lines
                for other in tied(line.parts)
                if self._support.qualifies(line, other.place)
            ]
            best = max((fit for fit, _ in fits), default=0.0)
            if best >= ALIGNED and not any(same for fit, same in fits if fit >= NEAR_BEST * best):
                yield part.text

    def contradicts(self, part: Clause, *, tied: bool) -> bool:
        """Whether the nearest source clauses say the opposite, or one denies it as a whole.

        A claim that is `tied` to a case or a time is not opposed by what holds in another.
        """
        if names_a_moment(part):
            return False
        topic = self._support.topic(
            (self._support.sentence, AROUND), (part.concepts | part.beside, 1.0)
        )
        fits = [
            (
                self._support.fit(topic, line, place),
                (
                    (
                        opposed(part, _as_headed(clause, line, part))
                        or (part.negated and borrows_its_denial(clause, line, part))
                    )
                    and not (tied and self._other_case(clause))
                )
                or pays(part, clause, line)
                or of_another_party(part, clause)
                or not self._support.qualifies(line, place),
            )
            for line, place, clause in self._support.clauses()
            if part.concepts & (clause.concepts | line.concepts | line.denied)
            or (line.question and line.place == place == 0 and part.concepts & line.context)
        ]
        best = max((fit for fit, _ in fits), default=0.0)
        if best >= ALIGNED and all(wrong for fit, wrong in fits if fit >= NEAR_BEST * best):
            return True
        denials = [clause for _, _, clause in self._support.clauses() if denies_whole(clause, part)]
        return any(not self._affirmed(denial, part) for denial in denials) or any(
            outright(clause, line)
            and self._support.qualifies(line, place)
            and clause.concepts <= part.concepts
            and self._mostly(part.concepts, clause.concepts)
            and opposed(part, clause)
            for line, place, clause in self._support.clauses()
        )

    def _mostly(self, spoken: frozenset[str], there: frozenset[str]) -> bool:
        """Whether what is spoken of is there for the most part, by rarity."""
        total = self._support.evidence.total
        return total(spoken & there) >= MOSTLY * total(spoken)

    def answers_otherwise(self, part: Clause) -> bool:
        """Whether a clause that has the question's matter says yes where the sources say no.

        The question must be one of yes or no.
        """
        known = frozenset(filter(self._support.evidence.knows, self._support.asked))
        said = part.concepts
        if self._support.predicate in said:
            said = self._support.sentence
        if not part.concepts or not self._mostly(known, said):
            return False
        affirmed = not self._support.denies(part)
        return self._support.answers(affirmed=affirmed, near=NEAR_BEST) is False

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

    def unlimited(self, part: Clause, *, denying: bool) -> bool:
        """Whether a clause says "only" and the source clauses of its matter limit nothing.

        A sentence that is `denying` something else may be about a line that does so too.
        """
        if "only" not in words(part.text) or _ONLY_SO_MANY.search(part.text):
            return False
        topic = self._support.topic((self._support.sentence, SENTENCE), (part.concepts, 1.0))
        limited = other = 0.0
        for line, place, clause in self._support.clauses():
            if not self._support.qualifies(line, place):
                continue
            fit = self._support.fit(topic, line, place)
            if limits(clause) or (denying and any(one.negated for one in line.parts)):
                limited = max(limited, fit)
            else:
                other = max(other, fit)
        return limited < max(FACT_FIT, NEAR_BEST * other - RIVAL_MARGIN)

    def oblige(self, part: Clause) -> Iterator[str]:
        """A duty that the source clauses of its matter state as a choice."""
        duty = _DUTY.search(part.text)
        if duty is None or part.negated:
            return
        topic = self._support.topic((self._support.sentence, SENTENCE), (part.concepts, 1.0))
        fits = [
            (self._support.fit(topic, line, place), line.text.lower())
            for line, place, _ in self._support.clauses()
            if self._support.qualifies(line, place)
        ]
        least = NEAR_BEST * max((fit for fit, _ in fits), default=0.0)
        near = [text for fit, text in fits if fit >= max(least, ALIGNED)]
        if any(map(_CHOICE.search, near)) and not any(map(_BINDING.search, near)):
            yield duty[0]

    def unsupported_words(self, part: Clause, said: str) -> Iterator[str]:
        """Words that are facts by themselves which no line has in this matter."""
        topic = self._support.topic((self._support.sentence, SENTENCE), (part.concepts, 1.0))
        clauses = [
            (line, clause, self._support.fit(topic, line, place))
            for line, place, clause in self._support.clauses()
            if self._support.qualifies(line, place)
        ]
        for word in spellings(part.text):
            if stem(word) not in CLOSED:
                continue
            instructs = word == "never" and _INSTRUCTION.match(part.text) is not None
            having = frozenset(concepts(word)) or frozenset({word})
            others = frozenset[str]().union(*(alike for alike in ALIKE if word in alike)) - {word}
            if others & spellings(said):
                others = frozenset()  # a list of them is no choice among them
            best = rival = 0.0
            for line, clause, fit in clauses:
                if (
                    (instructs and clause.negated)
                    or word in line.words
                    or having <= line.concepts | line.context
                ):
                    asked = word in line.question.lower() and word not in line.text.lower()
                    here = asked or word in clause.text
                    elsewhere = line.place if asked else not here and word in line.text.lower()
                    if not elsewhere and (not here or clause.negated == part.negated):
                        best = max(best, fit)
                elif others & line.words or word in _ABSOLUTE:
                    rival = max(rival, fit)
            if best < FACT_FIT or rival > best + RIVAL_MARGIN:
                yield word

    def _affirmed(self, denial: Clause, part: Clause) -> bool:
        """Whether a source affirms what another, or another part of it, denies."""
        topic = self._support.topic((self._support.sentence, AROUND), (part.concepts, 1.0))
        least = NEAR_BEST * max(
            self._support.fit(topic, line, place)
            for line, place, clause in self._support.clauses()
            if clause is denial
        )
        return any(
            denial.concepts <= clause.concepts
            and not opposed(part, clause)
            and self._support.fit(topic, line, place) >= least
            for line, place, clause in self._support.clauses()
        )

    def _other_case(self, clause: Clause) -> bool:
        """Whether a clause holds in a case or at a time that the sentence does not name."""
        named = len(clause.concepts) > 1 and clause.concepts <= self._support.sentence
        return clause.conditional and not named

    def _only(self, side: frozenset[str], other: frozenset[str]) -> bool:
        """Whether the lines that fit the sentence, `side` aside, have `other` in its place."""
        topic = self._support.topic(
            (self._support.sentence - frozenset(concepts(" ".join(side))), 1.0)
        )
        fits = [
            (self._support.fit(topic, line, place), line)
            for line, place, clause in self._support.clauses()
            if topic.keys() & (clause.concepts | line.concepts)
        ]
        least = max(ALIGNED, NEAR_BEST * max((fit for fit, _ in fits), default=0.0))
        near = [line for fit, line in fits if fit >= least]
        return bool(near) and all(
            not line.words & side
            and any(spellings(c.text) & other and not c.negated for c in line.parts)
            for line in near
        )


def _as_headed(clause: Clause, line: Line, part: Clause) -> Clause:
    """A clause denied where its heading denies just what a claim says of it, and it does not.

    "Batteries that hold less charge with age" under "What is not covered" are not covered.
    """
    only_above = part.concepts <= line.denied and not part.concepts & line.concepts
    return replace(clause, negated=True) if only_above else clause
