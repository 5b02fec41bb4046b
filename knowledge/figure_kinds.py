"""The kinds of figure that questions ask for, and what says one without a figure."""

from __future__ import annotations

import re
from typing import Final

from knowledge.quantities import quantities
from knowledge.wording import concepts

__all__ = ["LENGTH", "MASS", "asking_words", "stated_in_words", "units_asked_for"]

_DURATION = frozenset({"minute", "month", "business day", "second"})
MASS = frozenset({"g", "oz"})
LENGTH = frozenset({"inch", "mm", "square foot", "square metre"})
_VOLUME = frozenset({"ml", "fl oz"})
_MONEY = frozenset({"money", "percent"})
_KINDS: Final = tuple(
    (re.compile(pattern), units)
    for pattern, units in (
        # "How long are the lights?", but not "how long is the warranty?"
        (
            (
                r"\bhow long (?:is|are|was|were)\b(?!.*\b(?:warrant\w+|guarante\w+|returns?"
                r"|refunds?|deliver\w+|shipping|wait|window|period|valid|good|cover\w*|kept|open|available"
                r"|status|tier|trial|until|before|after)\b)"
            ),
            LENGTH | _DURATION | {"date"},
        ),
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
        (
            r"\b(?:most|max(?:imum)?)\b.{0,25}\b(?:hold|take|carry|support|bear)\b",
            MASS | _VOLUME,
        ),
        (
            (
                r"\bheavy\b(?! (?:rain|snow|wind|duty|use|wear|traffic|load))|\bheaviest\b"
                r"|\bweigh\w*\b|\b(?:pounds|lbs?|kilos?|kg)\b"
            ),
            MASS,
        ),
        (
            (
                r"\bhow (?:big|tall|wide|deep|large|high|thick|far(?! apart))\b"
                r"|\bdimensions?\b|\bmeasure\w*\b"
                r"|\bdiameter\b|\blength\b|\bheight\b|\bwidth\b|\bin (?:inches|cm|centimetres)\b"
            ),
            LENGTH,
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
_HOW_MANY = re.compile(r"\bhow many (?P<unit>[a-z]+)\b")
_FAMILIES: Final = (
    _DURATION,
    MASS,
    frozenset({"inch", "mm"}),
    frozenset({"ml", "fl oz"}),
    frozenset({"watt"}),
    frozenset({"lumen"}),
    frozenset({"db"}),
)
_ASKING: Final = (
    (_DURATION, frozenset(concepts("window period deadline day week month year hour timeframe"))),
    (_MONEY, frozenset(concepts("cost fee expensive money dollars worth"))),
    (MASS, frozenset(concepts("weight pounds kilos lbs kg"))),
    (frozenset({"inch"}), frozenset(concepts("dimension inches cm small diameter"))),
    (frozenset({"date"}), frozenset(concepts("year since"))),
    (frozenset({"celsius"}), frozenset(concepts("temperature temp degrees"))),
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
            r"|never (?:expir\w+|ends?|runs? out)|no (?:time )?limit|indefinitely"
            r"|a (?:day|week|month|year)|(?:a few|several|a couple of) (?:seconds|minutes|hours"
            r"|days|weeks|months))\b",
            re.IGNORECASE,
        ),
    ),
)
"""What says how much or how long without a figure."""


def _counted(question: str) -> frozenset[str]:
    """The units that "how many quarts" asks for, and those that measure the same."""
    counted = _HOW_MANY.search(question)
    figures = quantities(f"1 {counted['unit']}") if counted else ()
    unit = figures[0].unit if figures else ""
    return next((family for family in _FAMILIES if unit in family), frozenset())


def units_asked_for(question: str) -> frozenset[str]:
    """The units of the figure that a question in lower case asks for; none for no figure."""
    return _counted(question) or next(
        (units for pattern, units in _KINDS if pattern.search(question)), frozenset()
    )


def asking_words(units: frozenset[str]) -> frozenset[str]:
    """The concepts of the words that only ask for such a figure."""
    return frozenset[str]().union(*(asking for kind, asking in _ASKING if kind & units))


def stated_in_words(units: frozenset[str], text: str) -> bool:
    """Whether a text says such a figure without one: "free", "a lifetime"."""
    return any(kind & units and pattern.search(text) for kind, pattern in _FIGURES_IN_WORDS)
