"""Figures in a text: amounts with their unit, ranges, dates and times of day.

Different spellings of one fact compare equal: "thirty days" and "30 days", "$60" and "60
dollars", "2-year" and "24 months", "2000mm" and "2,000 mm", "December 24" and "24 Dec".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from knowledge.number_words import in_figures
from knowledge.text import STOP_WORDS
from knowledge.units import CLOSE, CURRENCY, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator

Bound = Literal["", "most", "least", "after"]


@dataclass(frozen=True)
class Quantity:
    """One figure; `upper` is set for a range.

    `unit` is the family ("month" for years too, "money:usd"), "" for a bare number, whose
    `noun` is then the word after it. `start` and `end` are places in the text.
    """

    value: Decimal
    upper: Decimal | None
    unit: str
    bound: Bound
    noun: str
    text: str
    start: int
    end: int

    def same_family(self, other: Quantity) -> bool:
        """Whether the two could contradict each other."""
        if self.unit.startswith("money") and other.unit.startswith("money"):
            return True
        return self.unit == other.unit or {self.unit, other.unit} <= _DURATIONS

    def states(self, claim: Quantity) -> bool:
        """Whether this figure, found in a source, states the claimed one."""
        if not self._unit_states(claim):
            return False
        if claim.bound == "least" and self.bound in {"", "most"} and self.upper is None:
            return False
        if {claim.bound, self.bound} in ({"most", "least"}, {"most", "after"}):
            return False
        if self.upper is None or claim.upper is not None:
            return (self.value, self.upper) == (claim.value, claim.upper)
        # One end of a range states "up to five" or "from three", not "five".
        return (claim.bound, claim.value) in {("most", self.upper), ("least", self.value)}

    def _unit_states(self, claim: Quantity) -> bool:
        if self.unit == "date" and claim.unit == "date":
            return "*" in (self.noun, claim.noun) or self.noun == claim.noun
        if "person" in (self.unit, claim.unit):
            return {self.unit, claim.unit} <= _COUNTS
        return self.unit == claim.unit or (
            "money" in (self.unit, claim.unit) and self.same_family(claim)
        )


_COUNTS: Final = frozenset({"", "person"})  # "Players: 2 to 6"
_DURATIONS: Final = frozenset({"second", "minute", "business day", "month"})
_MONTHS = "january february march april may june july august september october november december"
_MONTH: Final = {
    name: number for number, month in enumerate(_MONTHS.split(), 1) for name in (month, month[:3])
} | {"sept": 9}

_N = r"\d+(?:[,\s](?=\d{3}\b)\d{3})*(?:\.\d+)?"
_MONTH_NAME = "|".join(sorted(_MONTH, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<y>\d{{4}})-(?P<m>\d{{2}})-(?P<d>\d{{2}})"
    rf"|(?P<name>{_MONTH_NAME})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name2>{_MONTH_NAME})\b\.?(?:,?\s+(?P<year2>\d{{4}}))?)"
)
_TIME = re.compile(
    r"\b(?:(?P<h>\d{1,2})(?:[:.](?P<min>[0-5]\d))?\s*(?P<half>a\.?m\b\.?|p\.?m\b\.?)"
    r"|(?P<h24>[01]?\d|2[0-3]):(?P<min24>[0-5]\d)\b|(?P<word>noon|midnight)\b)"
)
_UNIT_NAMES = "|".join(re.escape(name) for name in sorted(UNITS, key=len, reverse=True))
_UNIT = rf"(?P<{{}}>(?:{_UNIT_NAMES})(?![^\W\d_]))"
_PREFIX = r"(?P<{}>(?<![^\W_])(?:us\$|c\$|usd|eur|gbp)\s?|[$€£]\s?)?"
_LOW = rf"(?<![\w.])(?<!\w-)(?P<n1>(?<!\d)-(?=\d)|)(?P<v1>{_N})(?:[\s-]?{_UNIT.format('u1')})?"
_HIGH = rf"(?P<v2>-?{_N})(?![\d/])(?:[\s-]?{_UNIT.format('u2')})?"
_AMOUNT = re.compile(
    f"{_PREFIX.format('c1')}{_LOW}"
    rf"(?:\s?(?:-|(?:up )?to|until)\s?{_PREFIX.format('c2')}{_HIGH})?(?P<glued>[^\W\d_])?"
)
_CHAIN = re.compile(r"\s?(?:[x\u00d7]|,|,? ?\b(?:or|and))\s?$")
_MOST = re.compile(
    r"(?:within|up to|under|less than|fewer than|at most|max(?:imum)?(?: of)?|below"
    r"|as (?:many|much) as|(?:no|not) (?:more|later|longer) than|not exceed(?:ing)?|before|next"
    r"|first|limit of|limited to"
    r"|(?:max(?:imum)?|largest|biggest|highest|most)\b[^.;:\d]{1,30}\b(?:is|are|of))"
    r"(?: the)?(?: first| next)?\s*$"
)
_LEAST = re.compile(
    r"(?:(?<!no )(?<!not )more than|over|above|at least|min(?:imum)?(?: of)?|from|starting at"
    r"|starts at|(?<!not )exceed(?:s|ing)?|no less than|longer than|older than"
    r"|greater than|(?:min(?:imum)?|smallest|lowest|least)\b[^.;:\d]{1,30}\b(?:is|are|of))\s*$"
)
_AFTER = re.compile(r"(?:after|beyond|past)\s*$")
_BY = re.compile(r"\b(?:by|till|until)\s*$")  # a moment, as "before" it
_FROM = re.compile(r"from\s*$")
_UNTIL = re.compile(r"\s*(?:-|to\b|until\b|till\b|through\b|up to\b)")
_OR_MORE = re.compile(
    r"\s*(?:\+|or (?:more|over|above|older|longer)|and (?:up|over|above|older)|plus\b)"
)
_OR_LESS = re.compile(r"\s*(?:or (?:less|fewer|under|younger)|and (?:under|younger)|max\b|at most)")
# A price of nothing; "scratch-free", "free of bleach" and "feel free" are no prices.
_FREE = re.compile(
    r"(?<![\w-])(?<!feel )free(?!-)(?! of\b(?! charge))(?:[ -]of[ -]charge)?\b"
    r"|\bcomplimentary\b|\bgratis\b|\bfor nothing\b"
    r"|\b(?:no|without|zero)(?: any)?(?: extra| additional| further)? (?:charge|cost|fee)s?\b"
    r"|\b(?:costs?|pay|pays) (?:you )?nothing\b|\bnothing (?:extra|to pay)\b"
    r"|\b(?:doesn't|does not|won't|will not) cost (?:you )?(?:anything|a thing)\b"
)
_NOUN = re.compile(
    r"[\s-]*(?:(?:large|small|extra|separate|inner|outer|big|main|full)\s+)?([^\W\d_]{3,})"
)
_PRICE_LABEL = re.compile(r"\b(?:price|cost|fee|total)s?\b[^.;:\d]*[:=]?\s*$")
_LOOK_BACK = 45


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every figure of `text`, in order."""
    low = in_figures(text)
    found = [*_dates(low), *_times(low), *_nothing(low)]
    taken = [(q.start, q.end) for q in found]
    for match in _AMOUNT.finditer(low):
        if any(match.start() < end and match.end() > start for start, end in taken):
            continue
        quantity = _amount(low, match)
        if quantity is not None:
            found.append(quantity)
    return tuple(_share_unit(low, sorted(found, key=lambda q: q.start)))


def _amount(low: str, match: re.Match[str]) -> Quantity | None:
    first, second = match["u1"], match["u2"]
    unit_name = second or first
    if match["glued"] and not (
        unit_name and match.end("u2" if second else "u1") == match.end() - 1
    ):
        end = match.start("glued")
        # "X4" never gets here; "4k" and "2xl" are names, "10x" starts a chain of sizes.
        if low[end : end + 1] != "x" or not low[end + 1 : end + 3].strip()[:1].isdigit():
            return None
    if unit_name in CLOSE and _far(low, match, "u2" if second else "u1", unit_name):
        unit_name = None
    currency = CURRENCY.get((match["c1"] or match["c2"] or "").strip())
    family, factor = UNITS[unit_name] if unit_name else ("", Decimal(1))
    if currency:
        family, factor = currency, Decimal(1)
    low_factor = UNITS[first][1] if first and first in UNITS and not currency else factor
    value = _number(match["v1"]) * low_factor * (-1 if match["n1"] else 1)
    upper = _number(match["v2"]) * factor if match["v2"] else None
    end = match.end("v2") if upper is not None else match.end("v1")
    if unit_name:
        end = max(end, match.end("u2") if second else match.end("u1"))
    before = low[max(0, match.start() - _LOOK_BACK) : match.start()]
    if not family and _PRICE_LABEL.search(before):
        family = "money"
    bound = _bound(before, low[end:])
    if family == "percent" and _FROM.search(before):
        bound = ""  # "made from 100% wool"
    noun = ""
    if not family and (following := _NOUN.match(low, end)) and following[1] not in STOP_WORDS:
        noun = following[1]
    return Quantity(
        value, upper, family, bound, noun,
        low[match.start() : end].strip(), match.start(), end,
    )  # fmt: skip


def _far(low: str, match: re.Match[str], group: str, name: str) -> bool:
    """Whether "in", "m", … stands apart from its number and so may be another word."""
    apart = low[match.start(group) - 1].isspace()
    after = low[match.end(group) :]
    return apart and bool(
        re.match(r"\s+[a-z]|\w", after) if name == "in" else re.match(r"\w", after)
    )


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[,\s]", "", text))


def _bound(before: str, after: str) -> Bound:
    if _FROM.search(before) and _UNTIL.match(after):
        return ""  # "from 8 am to 8 pm"
    if _MOST.search(before) or _OR_LESS.match(after):
        return "most"
    if _LEAST.search(before) or _OR_MORE.match(after):
        return "least"
    if _AFTER.search(before):
        return "after"
    return ""


def _share_unit(low: str, found: list[Quantity]) -> Iterator[Quantity]:
    """In "10 x 8 ft" and "sizes 10 x 8 x 6" the last unit is that of all."""
    for place, quantity in enumerate(found):
        chain, unit, factor = place, quantity.unit, Decimal(1)
        while not unit and chain + 1 < len(found):
            between = low[found[chain].end : found[chain + 1].start] + "$"
            if not _CHAIN.match(between[:-1] or "-"):
                break
            chain += 1
            unit = found[chain].unit
            name = re.sub(r"^[\d.,\s-]+", "", found[chain].text)
            factor = UNITS.get(name, ("", Decimal(1)))[1]
        if unit and not quantity.unit:
            yield Quantity(
                quantity.value * factor, quantity.upper, unit, quantity.bound, "",
                quantity.text, quantity.start, quantity.end,
            )  # fmt: skip
        else:
            yield quantity


def _nothing(low: str) -> Iterator[Quantity]:
    for match in _FREE.finditer(low):
        yield Quantity(Decimal(0), None, "money", "", "", match[0], match.start(), match.end())


def _dates(low: str) -> Iterator[Quantity]:
    for match in _DATE.finditer(low):
        month = int(match["m"]) if match["m"] else _MONTH[match["name"] or match["name2"]]
        day = int(match["d"] or match["day"] or match["day2"])
        year = match["y"] or match["year"] or match["year2"] or "*"
        yield _moment(low, match, Decimal(100 * month + day), "date", year)


def _times(low: str) -> Iterator[Quantity]:
    for match in _TIME.finditer(low):
        if match["word"]:
            minutes = 720 if match["word"] == "noon" else 0
        elif match["h"]:
            hour = int(match["h"]) % 12 + (12 if match["half"].startswith("p") else 0)
            minutes = 60 * hour + int(match["min"] or 0)
        else:
            minutes = 60 * int(match["h24"]) + int(match["min24"])
        yield _moment(low, match, Decimal(minutes), "time", "")


def _moment(low: str, match: re.Match[str], value: Decimal, unit: str, noun: str) -> Quantity:
    before = low[max(0, match.start() - _LOOK_BACK) : match.start()]
    bound: Bound = "most" if _BY.search(before) else _bound(before, low[match.end() :])
    return Quantity(value, None, unit, bound, noun, match[0].strip(), match.start(), match.end())
