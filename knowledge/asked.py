"""What a question asks for: its matter, the kind of figure, whose opinion, which tier."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from knowledge.asking import asked_for_opinions, parts_of
from knowledge.clauses import spoken_of
from knowledge.closed_classes import QUALIFIERS
from knowledge.demanded import counted, demanded
from knowledge.dimensions import agreement, asked_dimensions, stated_dimensions
from knowledge.figure_kinds import LENGTH, MASS, asking_words, stated_in_words, units_asked_for
from knowledge.text import STOP_WORDS, words
from knowledge.wording import BROADER, concepts, negated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from knowledge.evidence import Evidence, Line

_LIST = re.compile(
    r"\bwhat(?:'s| is| are| comes?| do| does)?\b.*\b(?:includ\w+|in the (?:box|package|kit)"
    r"|contents|components|features|steps|comes? with)|\blist\b"
    r"|\bwhat (?:colou?rs|sizes|payment)\b",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"\bhow (?:do|can|should|to|would|must)\b|\bsteps\b|\bwhat should i\b", re.IGNORECASE
)

ASIDE: Final = 0.35
"""What a word of the story around a question weighs."""
INTERROGATIVE: Final = 0.15
SHORTEST_PART: Final = 4
"""Letters of a word that may be part of a name: "Compact" of the CompactCook."""
_INTERROGATIVES: Final = frozenset(words("what which who whose when where how why"))
_DEMANDING: Final = frozenset(words("what which whose many"))
"""The word after one of these is the kind of thing that is asked for."""
_PACKED: Final = re.compile(
    r"\b(?:packed|folded|folds|rolled|rolls up|stuffed|stuff sack|collapsed|stowed|compress\w*"
    r"|put away|packs? (?:down|away|up|into)|in its bag)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"^\W*price:|\bcosts? [$\u20ac\u00a3]\d|, price [$\u20ac\u00a3]\d", re.IGNORECASE
)
_LABEL = re.compile(r"^(?P<label>[^.:!?]{2,60}):\s")
_CONDITION = re.compile(r"^(?:if|when|in case|once)\b(?!.{0,30}:)", re.IGNORECASE)
_GUIDE = re.compile(r"\b(?:step|set-?up|assembl|instructions|guide|usage|how to)", re.IGNORECASE)
_EMPTY = re.compile(
    r"^(?:thank you|thanks|please read|we (?:hope|are confident|strive)|welcome|congratulations"
    r"|certainly|sure|if you have any|this (?:user )?guide|following these|read and understand)\b",
    re.IGNORECASE,
)
# What a thing bears is not what it weighs.
_LOAD = re.compile(
    r"\b(?:hold|holds|carry|carries|support|supports|load|put (?:on|in)|pile|bear|bears|take|takes"
    r"|too much|weight limit|max(?:imum)? (?:\w+ )?(?:weight|load))\b",
    re.IGNORECASE,
)
_OWN_WEIGHT = re.compile(r"^(?:(?:net|total|packed|item) )?weight\b[^.]{0,40}:", re.IGNORECASE)
_BEARS = re.compile(
    r"\b(?:capacity|load|limit|hold|holds|support|supports|carry|carries|bear|bears|up to)\b",
    re.IGNORECASE,
)
_SPEAKERS: Final = frozenset(
    concepts("customers people opinions users owners think complaints feedback")
)


def _whole(names: frozenset[str]) -> frozenset[str]:
    """Names without the parts of compounds: "same" of "same-day" names no speed."""
    parts = (concepts(re.sub(r"[-_]", " ", name)) for name in names if re.search(r"[-_]", name))
    return names - {part for found in parts if len(found) > 1 for part in found}


_CASES: Final = tuple(map(_whole, QUALIFIERS))


class Asked:
    """A question, weighed against the lines that might answer it."""

    def __init__(
        self,
        question: str,
        evidence: Evidence,
        products: Collection[str] = (),
        manuals: Collection[str] = (),
    ) -> None:
        """`products` are the ids of those that are asked about, `manuals` titles of pages."""
        self.question = question
        self.evidence = evidence
        self.products = frozenset(products)
        self._manuals = frozenset(manuals)
        low = question.lower()
        self.units = units_asked_for(low)
        self.for_opinions = asked_for_opinions(low)
        self.for_list = _LIST.search(low) is not None
        self.how_to = _HOW_TO.search(low) is not None
        self.for_load = _LOAD.search(low) is not None and (
            bool(self.units & MASS)
            or re.search(r"\bhow much can\b|\bheav|\bmost\b", low) is not None
        )
        self.denies = negated(question) and not re.match(r"\W*\w+n't\b", low)
        self._words = frozenset(words(question))

    @cached_property
    def _names(self) -> frozenset[str]:
        """What the things are called that it is about."""
        return self._manuals | {
            chunk.product_title
            for chunk in self.evidence.chunks
            if chunk.product_id in self.products and chunk.product_title
        }

    @cached_property
    def named(self) -> frozenset[str]:
        """The concepts in the names of the things that it is about."""
        return frozenset(concept for name in self._names for concept in concepts(name))

    @cached_property
    def matter(self) -> frozenset[str]:
        """What the question is about, without the name of the product it is about."""
        matter = spoken_of(self.question) - (_SPEAKERS if self.for_opinions else frozenset())
        return matter if matter <= self.named and not self.for_opinions else matter - self.named

    def weights(self) -> list[float]:
        """What each word of the question weighs: the rarer the more, less outside what asks.

        The name of the product says nothing about which of its lines answers.
        """
        names = {word for name in self._names for word in words(name)}
        return [
            # "What gas does the gas stove run on?" asks for the gas.
            (1.0 if part.asks else ASIDE)
            * self._weight(word, () if before in _DEMANDING else names)
            for part in parts_of(self.question)
            for before, word in pairwise(("", *part.words))
        ]

    def _weight(self, word: str, names: Collection[str]) -> float:
        word = word.replace("\u2019", "'")
        if word in STOP_WORDS:
            return INTERROGATIVE if word in _INTERROGATIVES else 0.0
        if word in names or (
            len(word) > SHORTEST_PART
            and any(
                len(name) >= SHORTEST_PART and (name.startswith(word) or word.startswith(name))
                for name in names
            )
        ):
            return 0.0
        spoken = concepts(word)
        return self.evidence.weight(spoken[0]) if spoken else 0.0

    def may_be_about(self, line: Line) -> bool:
        """False for a line about another product than those that the question is about."""
        about = line.chunk.product_id
        return not self.products or not about or about in self.products

    def agrees(self, line: Line) -> bool:
        """Whether a line may be quoted beside the best one: in the same case, as denying."""
        denying = not self.denies or (bool(line.parts) and line.parts[0].negated)
        return denying and not self.contradicts(line)

    def contradicts(self, line: Line) -> bool:
        """Whether a line holds in another case than the asked one.

        It is about another product, another tier or region, measures something else, prices a
        product for a part of it, gives what a thing weighs for what it bears, or its size set up
        for its size packed away.
        """
        if not self.may_be_about(line) or self._of_another_case(line):
            return True
        if self.dimension(line) < 0 or self._prices_the_whole(line):
            return True
        if self.for_load and _OWN_WEIGHT.match(line.text):
            return True
        return bool(
            self.units & LENGTH
            and _PACKED.search(self.question)
            and not _PACKED.search(f"{line.label} {line.text} {line.question}")
        )

    def _prices_the_whole(self, line: Line) -> bool:
        """Whether a line is a product's price, and the question asks what something else costs."""
        if "money" not in self.units or not _PRICE.search(f"{line.label} {line.text}"):
            return False
        return bool(self.matter - self._asking - line.concepts - line.context)

    def restates(self, line: Line) -> bool:
        """Whether a line answers an FAQ's question that is this one in hardly more words.

        "What is your return policy in short?" has every word of "what is your return policy?" and
        not half as many more. No FAQ asks what somebody asks of a product.
        """
        theirs = frozenset(concepts(line.question))
        more = len(theirs - self.matter)
        return (
            bool(self.matter)
            and not self.named
            and self.matter <= theirs
            and (2 * more <= len(self.matter))
        )

    def leaves_unnamed(self, lines: Iterable[Line]) -> bool:
        """Whether none of the lines names the kind of thing that is demanded or counted."""
        kinds = demanded(self.question) - self.named - self._asking
        if "" in self.units:  # no unit of measure is counted, but things
            kinds |= counted(self.question) - self.named
        return bool(kinds) and not any(kinds & (line.concepts | line.context) for line in lines)

    def _of_another_case(self, line: Line) -> bool:
        """Whether a line names a tier, region, speed or kind, and the question another one."""
        asked = self.matter | self._words
        own = line.concepts | frozenset(words(f"{line.text} {line.label}"))
        return any(asked & names and own & names and not asked & own & names for names in _CASES)

    @cached_property
    def _asking(self) -> frozenset[str]:
        """The words that only ask for a kind of figure."""
        return asking_words(self.units)

    def coverage(self, line: Line) -> float:
        """The share of the matter, by rarity, that a line and its headings have (0 to 1).

        A word in the line counts full, one in its headings two thirds; a word that only asks
        for a figure is answered by the figure.
        """
        total = self.evidence.total(self.matter)
        if not total:  # "What do people say about the tent?"
            return float(self.for_opinions)
        found = 0.0
        answered = self.figure(line) > 0
        for concept in self.matter:
            if answered and concept in self._asking:
                found += self.evidence.weight(concept)
                continue
            either = {concept, BROADER.get(concept, concept)}
            near = 1.0 if either & line.concepts else 0.67 if either & line.context else 0.0
            found += near * self.evidence.weight(concept)
        return found / total

    def likeness(self, question: str) -> float:
        """How much of both questions, by rarity, is common to them (0 to 1)."""
        other = spoken_of(question) - self.named
        either = self.evidence.total(other | self.matter)
        return self.evidence.total(other & self.matter) / either if other and either else 0.0

    def figure(self, line: Line) -> float:
        """Whether the line has the kind of figure that is asked for: 1, -1, or 0 if none is."""
        if not self.units:
            return 0.0
        units = {quantity.unit.split(":")[0] for part in line.parts for quantity in part.quantities}
        stated = units & self.units or stated_in_words(self.units, line.text)
        return 1.0 if stated else -1.0

    def dimension(self, line: Line) -> float:
        """Whether the line's figures measure what is asked for: 1, -1, or 0 when it is open."""
        if not self.units:
            return 0.0
        said = f"{line.label} {line.question} {line.text}"
        return agreement(asked_dimensions(self.question), stated_dimensions(said))

    def qualifiers(self, line: Line) -> float:
        """1 when the line is of the asked tier or region, -1 of another, less if none is asked."""
        asked = self.matter | self._words
        score = 0.0
        own = line.concepts | frozenset(words(f"{line.text} {line.label}"))
        for names in QUALIFIERS:
            mine, its = asked & names, own & names
            if mine and its:
                score += 1.0 if mine & its else -1.0
            elif its - {"none", "standard", "standard_member"}:
                score -= 0.6
        return max(-1.0, min(1.0, score))

    def manner(self, line: Line) -> float:
        """How well the way a line speaks suits the question: a label, an instruction, a denial."""
        score = 0.0
        label = _LABEL.match(line.text)
        if label and (said := frozenset(concepts(label["label"]))) and said <= self.matter:
            score += 0.15
        if not self.how_to and (_CONDITION.match(line.text) or _GUIDE.search(line.chunk.section)):
            score -= 0.12
        if self.how_to and line.listing:
            score += 0.15
        elif line.listing:
            score += 0.25 if self.denies else 0.1 if self.for_list else -0.15
        score += 0.4 * self.likeness(line.question) ** 2
        if line.chunk.product_id in self.products:
            score += 0.15
        if self.denies:
            score += 0.6 if line.parts and line.parts[0].negated else -0.3
        if self.for_load:
            score -= 0.6 if _OWN_WEIGHT.match(line.text) else 0.0
            score += 0.3 if _BEARS.search(f"{line.label} {line.question} {line.text}") else 0.0
        if _EMPTY.match(line.text):
            score -= 0.4
        return score
