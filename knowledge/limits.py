"""The prices and stars in a shopper's words: "under 40", "between 20 and 30", "4 stars and up"."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["prices_in", "rating_in"]

_AMOUNT = (
    r"(?:us)?[$€£]?\s?(?P<{0}>\d{{1,6}}(?:,\d{{3}})*(?:\.\d{{1,2}})?)\s?(?:[$€£]|dollars?|usd|bucks|"
    r"euros?|eur|pounds?(?! of)|quid|gbp)?"
)
_NO_UNIT = (
    r"(?!\s?-?\s?(?:%|°|\"|mm|cm|m\b|km|in\b|inch|ft\b|feet|foot|kg|g\b|gram|oz|ounce|lbs?\b|l\b|"
    r"lit(?:er|re)|ml|gallon|watt|w\b|volt|v\b|mah|lumen|hour|hr|min|day|week|month|year|people|"
    r"person|players?|pieces?|stars?|inches|tog|psi|gb|tb|mp|hz|decibel|db))"
)
_END = r"(?![\d.,]*\d)" + _NO_UNIT
_MONEY = r"(?:[$€£]|dollars?|usd|bucks|euros?|eur|quid|gbp)"
_DENIED = (
    r"\b(?:nothing|no|not|never|cannot|without|\w+n't|(?:do|does|is|ca|wo|should|must|would)nt)\s+(?:(?:want|need|like|have|going|looking|"
    r"trying|to|for|spend|pay|go|be|is|are|costs?|costing|priced|show|give|offer|me|us|any|anything|"
    r"things?|ones?|products?|items?|really|that|which|too)\s+){0,5}?"
)
"""What turns a limit over: "nothing over 40", "I don't want to spend more than 40"."""
_OVER = r"(?:over|above|more than|higher than|greater than|beyond|exceed(?:ing|s)?)"
_UNDER = r"(?:under|below|less than|cheaper than|lower than)"
_PRICES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("between", r"\b(?:between|from)\s+" + _AMOUNT.format("low") + r"\s*(?:and|to|-|\u2013)\s*"
         + _AMOUNT.format("high") + _END),
        ("range", r"[$€£]\s?(?P<low>\d+(?:\.\d\d)?)\s*(?:-|\u2013|to)\s*"
         + _AMOUNT.format("high") + _END),
        ("range", r"\b(?P<low>\d+(?:\.\d\d)?)\s*(?:-|\u2013|to)\s*(?P<high>\d+(?:\.\d\d)?)\s?"
         + _MONEY),
        ("most", _DENIED + _OVER + r"\s*" + _AMOUNT.format("high") + _END),
        ("least", _DENIED + _UNDER + r"\s*" + _AMOUNT.format("low") + _END),
        ("below", rf"(?:\b(?:for |costing |priced )?{_UNDER}|<)\s*" + _AMOUNT.format("high")
         + _END),
        ("most", r"\b(?:up to|at most|max(?:imum)?(?: of)?|within|(?:a |my )?budget (?:of|is|:)|"
         r"spend)\s*" + _AMOUNT.format("high") + _END),
        ("most", _AMOUNT.format("high") + r"\s*(?:or (?:less|under|below)|max(?:imum)?\b|tops\b|"
         r"at (?:the )?most\b|is (?:my|the|our) (?:limit|budget|max(?:imum)?|most)\b)"),
        ("least", rf"(?:\b(?:{_OVER}|at least|min(?:imum)?(?: of)?|starting at)|>)\s*"
         + _AMOUNT.format("low") + _END),
        ("least", r"(?<!age )(?<!ages )(?<!aged )(?<!size )\b" + _AMOUNT.format("low")
         + r"\s*(?:or (?:more|above|over)|(?:and )?upwards?)\b" + _NO_UNIT),
        ("most", r"\b(?:i(?:'ve)?|we(?:'ve)?|have|only|got)\s+(?:have |got |can spend )?(?:only |"
         r"about |around |roughly |some )*"
         r"(?=[$€£]|\d+\s?(?:dollars?|bucks|usd|euros?|pounds?|quid))"
         + _AMOUNT.format("high") + r"(?=\W*$|\s*(?:to spend|max|,|\.|and|for|so|any|left))"),
        ("about", r"(?:\b(?:around|about|roughly|approximately|approx\.?)|~)\s*(?=[$€£]|\d+\s?"
         r"(?:dollars?|bucks|usd|euros?|pounds?))" + _AMOUNT.format("near") + _END),
    )
)  # fmt: skip
_STARS = re.compile(
    r"\b(?:(?:with|of|has|have|only|just|rated|rating|a|that (?:is|are)|is|are)\s+)*"
    r"(?:(?:at least|minimum|min\.?|over|above|more than|from)\s+)?(?P<stars>[1-5](?:\.\d)?)"
    r"(?:\s*\+|\s*(?:or|and)\s+(?:up|above|over|more|better|higher))?[\s-]*stars?"
    r"(?:\s*(?:\+|(?:or|and)\s+(?:up|above|over|more|better|higher)))?(?:\s+(?:reviews?|ratings?))?"
    r"|\brated\s+(?:at least\s+|above\s+|over\s+)?(?P<rated>[1-5](?:\.\d)?)\b(?:\s*(?:or|and)\s+"
    r"(?:up|above|more|better|higher))?"
    r"|\b(?:(?:with )?(?:good|great) (?:reviews|ratings?)|(?:well|highly)[\s-](?:rated|reviewed))",
    re.IGNORECASE,
)
GOOD_RATING = 4.0
"""Stars from which shoppers call a product well rated."""


def rating_in(text: str) -> tuple[str, float | None]:
    """The text without the stars that are asked for, and how many (1 to 5) those are."""
    match = _STARS.search(text)
    if match is None:
        return text, None
    stars = match["stars"] or match["rated"]
    rest = f"{text[: match.start()]} ; {text[match.end() :]}"
    return rest, float(stars) if stars else GOOD_RATING


def prices_in(text: str) -> tuple[str, dict[str, Decimal]]:
    """The text without its prices, and those: "low", "high", and "below" where high is too much."""
    found: dict[str, Decimal] = {}
    for kind, pattern in _PRICES:
        match = pattern.search(text)
        if match is None:
            continue
        amounts = {
            name: Decimal(value.replace(",", ""))
            for name, value in match.groupdict().items() if value
        }  # fmt: skip
        if "near" in amounts:
            near = amounts.pop("near")
            amounts = {"low": near * Decimal("0.8"), "high": near * Decimal("1.2")}
        if kind == "below" and "high" not in found:
            found["below"] = Decimal(1)
        for name, amount in amounts.items():
            found.setdefault(name, amount)
        text = f"{text[: match.start()]} ; {text[match.end() :]}"
    return text, found
