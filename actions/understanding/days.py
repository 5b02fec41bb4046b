"""The day that a question is about: "what was the return window in February?", "on 24 December"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from actions.references import figures

__all__ = ["day_spoken_of"]

_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR: Final = r"(?:,? (?:of )?(20\d\d))?"
_ISO = re.compile(r"\b(20\d\d)-(\d{1,2})-(\d{1,2})\b")
_MONTH_DAY = re.compile(rf"\b{_MONTH} (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b{_YEAR}")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b{_YEAR}")
_IN_MONTH = re.compile(
    rf"\b(?:in|during|since|until|before|of|last|next|back in) {_MONTH}(?!\w){_YEAR}"
)
_AWAY = re.compile(
    r"\b(?:(?P<ago>\d{1,3}|an?) (?P<back>day|week|month|year)s? ago"
    r"|in (?P<ahead>\d{1,3}|an?) (?P<on>day|week|month|year)s?(?! of\b)"
    r"|(?P<beside>last|next) (?P<span>week|month|year)|(?P<near>yesterday|tomorrow))\b"
)
_PAST = re.compile(
    r"\b(?:was|were|did|had|used to|ordered|bought|placed|paid|got|came|arrived|received|ago)\b"
)
_DAYS_IN: Final = {"day": 1, "week": 7, "month": 30, "year": 365}
_NEAR: Final = {"yesterday": -1, "tomorrow": 1}
MIDDLE: Final = 15
"""The day of a month that is meant as a whole."""


def day_spoken_of(text: str, today: date) -> date | None:
    """The day that `text` names; None where it names none, or one that does not exist.

    A day without its year is the last one where the sentence speaks of the past, else the next.
    """
    said = figures(text)
    if found := _ISO.search(said):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_DAY.search(said):
        return _of_year(found[3], found[1], int(found[2]), said, today)
    if found := _DAY_MONTH.search(said):
        return _of_year(found[3], found[2], int(found[1]), said, today)
    if found := _IN_MONTH.search(said):
        return _of_year(found[2], found[1], MIDDLE, said, today)
    if found := _AWAY.search(said):
        return today + timedelta(days=_distance(found))
    return None


def _distance(found: re.Match[str]) -> int:
    if found["near"]:
        return _NEAR[found["near"]]
    if found["beside"]:
        return _DAYS_IN[found["span"]] * (1 if found["beside"] == "next" else -1)
    count, unit, sign = (
        (found["ago"], found["back"], -1) if found["ago"] else (found["ahead"], found["on"], 1)
    )
    return sign * _DAYS_IN[unit] * (int(count) if count.isdigit() else 1)


def _of_year(year: str | None, month: str, day: int, said: str, today: date) -> date | None:
    number = _MONTHS.index(month[:3]) + 1
    if year:
        return _date(int(year), number, day)
    this_year = _date(today.year, number, day)
    if this_year is None:
        return None
    past = _PAST.search(said) is not None or re.search(rf"\blast {month}", said) is not None
    if past and this_year > today:
        return _date(today.year - 1, number, day)
    if not past and this_year < today:
        return _date(today.year + 1, number, day)
    return this_year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
