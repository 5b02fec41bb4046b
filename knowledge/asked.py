"""What a question asks for: its matter, the kind of figure, whose opinion, which tier."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from knowledge.clauses import spoken_of
from knowledge.closed_classes import QUALIFIERS
from knowledge.quantities import quantities
from knowledge.text import words
from knowledge.wording import BROADER, concepts, negated

if TYPE_CHECKING:
    from collections.abc import Collection

    from knowledge.evidence import Evidence, Line

_DURATION = frozenset({"minute", "month", "business day", "second"})
_MASS = frozenset({"g", "oz"})
_MONEY = frozenset({"money", "percent"})
_KINDS: Final = tuple(
    (re.compile(pattern), units)
    for pattern, units in (
        (
            (
                r"\bhow (?:soon|fast|quick\w*|long (?:do|does|is|are|can|will|would|have|after"
                r"|until|before|should)|many (?:\w+ )?(?:days|weeks|hours|months|years|minutes))\b"
                r"|\bdeadline\b|\btime limit\b|\btime ?frame\b"
                r"|\b(?:return|refund|warranty|trial) (?:window|period)\b"
            ),
            _DURATION | {"date"},
        ),
        (r"^when\b|\bwhat time\b|\bopening hours\b|\bwhat hours\b", _DURATION | {"date", "time"}),
        (
            (
                r"\bhow much (?:is|are|do|does|for|will|would)\b(?!.*\b(?:weigh|hold|heavy))"
                r"|\bprice of\b|\bcosts?\b|\bhow (?:expensive|pricey)\b|\bfees?\b"
            ),
            _MONEY,
        ),
        (r"\b(?:what|which) year\b|\bsince when\b", frozenset({"date"})),
        (r"\bdecibels?\b|\bdb\b|\bhow (?:loud|noisy)\b", frozenset({"db"})),
        (r"\bheavy\b|\bheaviest\b|\bweigh\w*\b|\b(?:pounds|lbs?|kilos?|kg)\b", _MASS),
        (
            (
                r"\bhow (?:big|tall|wide|deep|large|high|thick)\b|\bdimensions?\b|\bmeasure\w*\b"
                r"|\bhow long is the (?!warranty|return|delivery|wait)"
                r"|\bdiameter\b|\blength\b|\bheight\b|\bwidth\b|\bin (?:inches|cm|centimetres)\b"
            ),
            frozenset({"inch", "mm", "square foot", "square metre"}),
        ),
        (
            r"\bhow (?:hot|cold|warm)\b|\btemperatures?\b|\bdegrees\b",
            frozenset({"celsius", "fahrenheit", "degree"}),
        ),
        (
            r"\bhow much (?:water|liquid|fuel)\b|\bvolume\b|\blit(?:er|re)s\b|\bquarts?\b",
            frozenset({"ml", "fl oz"}),
        ),
        (
            r"\bhow many (?:people|persons|adults|campers)\b|\bhow many can\b",
            frozenset({"person"}),
        ),
        (r"\bhow many\b|(?<!phone )(?<!order )\bnumber of\b", frozenset({"", "season"})),
        (r"\bpercent\w*\b|\bhow much .*\bdiscount\b", frozenset({"percent"})),
    )
)  # fmt: skip
_OPINION = re.compile(
    r"\breviews?\b|\bopinions?\b|\bcomplain\w*\b|\bfeedback\b|\bwhat do .*\b(?:say|think)\b"
    r"|\b(?:people|customers|others|buyers|users|owners) (?:say|said|think|like|find|feel)\w*",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\bwhat(?:'s| is| are| comes?| do| does)?\b.*\b(?:includ\w+|in the (?:box|package|kit)"
    r"|contents|components|features|steps|comes? with)|\blist\b"
    r"|\bwhat (?:colou?rs|sizes|payment)\b",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"\bhow (?:do|can|should|to|would|must)\b|\bsteps\b|\bwhat should i\b", re.IGNORECASE
)

_LABEL = re.compile(r"^(?P<label>[^.:!?]{2,60}):\s")
_CONDITION = re.compile(r"^(?:if|when|in case|once)\b(?!.{0,30}:)", re.IGNORECASE)
_GUIDE = re.compile(r"\b(?:step|set-?up|assembl|instructions|guide|usage|how to)", re.IGNORECASE)
_EMPTY = re.compile(
    r"^(?:thank you|thanks|please read|we (?:hope|are confident|strive)|welcome|congratulations"
    r"|certainly|sure|if you have any|this (?:user )?guide|following these|read and understand)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"\bhow many (?P<unit>[a-z]+)\b")
_FAMILIES: Final = (
    _DURATION,
    _MASS,
    frozenset({"inch", "mm"}),
    frozenset({"ml", "fl oz"}),
    frozenset({"watt"}),
    frozenset({"lumen"}),
    frozenset({"db"}),
)
_ASKING: Final = (
    (_DURATION, frozenset(concepts("window period deadline day week month year hour timeframe"))),
    (_MONEY, frozenset(concepts("cost fee expensive money dollars worth"))),
    (_MASS, frozenset(concepts("weight pounds kilos lbs kg"))),
    (frozenset({"inch"}), frozenset(concepts("dimension inches cm small diameter"))),
    (frozenset({"date"}), frozenset(concepts("year since"))),
)
"""For a kind of figure, the words that only ask for it: the figure itself answers them."""
_FIGURES_IN_WORDS: Final = (
    (
        _MONEY,
        re.compile(
            r"\b(?:free|nothing|at no cost|no (?:\w+ )?(?:fees?|charges?|cost|extra)|in full|full"
            r" (?:price|refund)|half)\b",
            re.IGNORECASE,
        ),
    ),
    (
        _DURATION,
        re.compile(
            r"\b(?:lifetime|life long|same day|next day|immediately|right away|at once|overnight"
            r"|never|no (?:time )?limit|indefinitely|a (?:day|week|month|year))\b",
            re.IGNORECASE,
        ),
    ),
)
"""What says how much or how long without a figure."""
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


def _counted(question: str) -> frozenset[str]:
    """The units that "how many quarts" asks for, and those that measure the same."""
    counted = _HOW_MANY.search(question)
    figures = quantities(f"1 {counted['unit']}") if counted else ()
    unit = figures[0].unit if figures else ""
    return next((family for family in _FAMILIES if unit in family), frozenset())


class Asked:
    """A question, weighed against the lines that might answer it."""

    def __init__(self, question: str, evidence: Evidence, products: Collection[str] = ()) -> None:
        self.question = question
        self.evidence = evidence
        self.products = frozenset(products)
        low = question.lower()
        self.units: frozenset[str] = _counted(low) or next(
            (units for pattern, units in _KINDS if pattern.search(low)), frozenset()
        )
        self.for_opinions = _OPINION.search(low) is not None
        self.for_list = _LIST.search(low) is not None
        self.how_to = _HOW_TO.search(low) is not None
        self.for_load = _LOAD.search(low) is not None and (
            bool(self.units & _MASS) or re.search(r"\bhow much can\b|\bheav", low) is not None
        )
        self.denies = negated(question) and not re.match(r"\W*\w+n't\b", low)
        self._words = frozenset(words(question))

    @cached_property
    def named(self) -> frozenset[str]:
        """The words of the names of the products that it is about."""
        return frozenset(
            concept
            for chunk in self.evidence.chunks
            if chunk.product_id in self.products and chunk.product_title
            for concept in concepts(chunk.product_title)
        )

    @cached_property
    def matter(self) -> frozenset[str]:
        """What the question is about, without the name of the product it is about."""
        matter = spoken_of(self.question) - (_SPEAKERS if self.for_opinions else frozenset())
        return matter if matter <= self.named and not self.for_opinions else matter - self.named

    @cached_property
    def _asking(self) -> frozenset[str]:
        """The words that only ask for a kind of figure."""
        return frozenset[str]().union(*(asking for units, asking in _ASKING if units & self.units))

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
        in_words = any(
            kind & self.units and pattern.search(line.text) for kind, pattern in _FIGURES_IN_WORDS
        )
        return 1.0 if units & self.units or in_words else -1.0

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
            score += 0.25 if line.parts and line.parts[0].negated else -0.1
        if self.for_load:
            score -= 0.6 if _OWN_WEIGHT.match(line.text) else 0.0
            score += 0.3 if _BEARS.search(f"{line.label} {line.question} {line.text}") else 0.0
        if _EMPTY.match(line.text):
            score -= 0.4
        return score
