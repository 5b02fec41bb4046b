"""Numbers written as words, put into figures."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SMALL: Final = {
    name: number
    for number, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS: Final = {
    name: 10 * number
    for number, name in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
_WORD = "|".join([*_TENS, *sorted(_SMALL, key=len, reverse=True)])
_NUMBER = re.compile(
    rf"\b(?:(?P<hundreds>{_WORD}|a)[\s-]+hundred"
    rf"(?:[\s-]+(?:and[\s-]+)?(?P<rest>(?:{_WORD})(?:[\s-](?:{_WORD}))?))?"
    rf"|(?P<thousands>{_WORD}|a)[\s-]+thousand"
    rf"|(?P<tens>{'|'.join(_TENS)})(?:[\s-](?P<ones>{'|'.join(list(_SMALL)[1:10])}))?"
    rf"|(?P<small>{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
    r"|(?P<dozen>(?:a|one)\s+dozen))\b"
)
_TIME_UNIT = r"(?:year|month|week|day|hour|minute)s?\b"
# "one" and "a" count only before a unit of time: "the one you bought", "a day out".
_A_UNIT = re.compile(
    rf"\b(?:within|in|for|after|takes?|lasts?|about|only|full|under|up to|than|every|per)\s+"
    rf"(an?)\s+(?=(?:full\s+|whole\s+|business\s+|working\s+)?{_TIME_UNIT})"
)
_ONE_UNIT = re.compile(
    rf"(?=[\s-]+(?:full\s+|whole\s+|business\s+|working\s+|calendar\s+)?"
    rf"(?:{_TIME_UNIT}|percent|per cent|dollars?|person|inch|foot|mile|pound|gallon"
    rf"|to\s+(?:{_WORD}|\d)|or\s+(?:{_WORD})))"
)
_FULL = re.compile(
    rf"\b(\d+)[\s-](?:full|whole|extra|additional|more|further|consecutive)[\s-]"
    rf"(?=(?:business\s+|working\s+|calendar\s+)?{_TIME_UNIT})"
)
_BETWEEN = re.compile(r"(\bbetween\s+[$€£]?\d[\d.,]*[^\d.;:!?]{0,15}?)\s+and\s+(?=[$€£]?\d)")
_AGED = re.compile(r"\bage[ds]? (\d+)\b(?!\s*(?:years?|months?|-|to))")
_DASHES = re.compile(r"\s?[\u2010-\u2015\u2212]\s?")
_TIMES = re.compile(r"(?<=\d)(?:\s?[x\u00d7]\s?|\s+by\s+)(?=\d)")
# In capitals only: "us" means the shop.
_STATES = re.compile(r"\bU\.S\.(?:A\.)?|\bUS\b(?!\$)|\b[Uu]nited [Ss]tates(?: of America)?\b")
_KINGDOM = re.compile(r"\bU\.K\.|\b[Uu]nited [Kk]ingdom\b")
_HALF_DAY = re.compile(r"\b([ap])\.\s?m\b\.?")
_HALF_UNITS: Final = {
    "hour and a half": "90 minutes", "an 90 minutes": "90 minutes", "half an hour": "30 minutes",
    "half a year": "6 months", "year and a half": "18 months", "half a dozen": "6",
}  # fmt: skip
_AND_A_HALF = re.compile(r"\b(\d+) and a half\b")
_HALVES: Final = {"½": ".5", "¼": ".25", "¾": ".75"}


def in_figures(text: str) -> str:
    """`text` in lower case with number words, dashes and fractions in one spelling."""
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    for sign, decimal in _HALVES.items():
        text = re.sub(rf"(?<=\d)\s?{sign}", decimal, text).replace(sign, f"0{decimal}")
    text = _KINGDOM.sub("UK", _STATES.sub("USA", text))
    text = unicodedata.normalize("NFC", text).lower().replace("\u2019", "'")
    text = _DASHES.sub("-", text)
    text = _HALF_DAY.sub(r"\1m", text)
    for words, figure in _HALF_UNITS.items():
        text = text.replace(words, figure)
    text = _TIMES.sub(" x ", text)
    text = _AND_A_HALF.sub(r"\1.5", _NUMBER.sub(_figure, text))
    text = _A_UNIT.sub(_one, text)
    text = _AGED.sub(r"\1 years", text)
    text = _BETWEEN.sub(r"\1 to ", text)
    return _FULL.sub(r"\1 ", text)


def _one(match: re.Match[str]) -> str:
    start = match.start(1) - match.start()
    return match[0][:start] + "1" + match[0][start + len(match[1]) :]


def _figure(match: re.Match[str]) -> str:
    if match["hundreds"]:
        return str(100 * _value(match["hundreds"]) + _value(match["rest"]))
    if match["thousands"]:
        return str(1000 * _value(match["thousands"]))
    if match["dozen"]:
        return "12"
    if match["tens"]:
        return str(_TENS[match["tens"]] + _SMALL.get(match["ones"] or "zero", 0))
    if match["small"] == "one" and not _ONE_UNIT.match(match.string, match.end()):
        return match[0]
    return str(_SMALL[match["small"]])


def _value(words: str | None) -> int:
    if words == "a":
        return 1
    return sum(_TENS.get(word, _SMALL.get(word, 0)) for word in re.split(r"[\s-]", words or ""))
