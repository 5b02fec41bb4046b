"""The figures a Markdown text states, each with the text around it.

An amount, a percentage, a span of time, a time of day. Numbers in words count too where a unit
follows ("two years"). A number that is none of these is given as unit "number", so that whoever
checks the figures cannot overlook one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "twelve": "12", "fourteen": "14", "fifteen": "15",
    "thirty": "30", "forty-five": "45", "sixty": "60", "seventy-five": "75", "ninety": "90",
}  # fmt: skip
_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_RANGE = r"\s*(?:to|and|or|\u2013|-)\s*"
_MONEY = r"\$\d[\d,]*(?:\.\d\d)?"
_CLOCK = r"\d{1,2}(?::\d\d)?\s?(?:am|pm)\b"
_UNIT = (
    r"business days?|days?|weeks?|months?|years?|hours?|minutes?|percent|%"
    r"|(?:interest-free )?payments?|(?:gift )?cards?"
)
_FIGURE = re.compile(
    rf"(?P<phone>\+\d[\d ]{{8,}}\d)"
    rf"|(?P<money>{_MONEY}(?:{_RANGE}{_MONEY})?)"
    rf"|\b(?P<clock>{_CLOCK}(?:{_RANGE}{_CLOCK})?)"
    rf"|\b(?P<amount>(?:{_NUMBER}{_RANGE})?{_NUMBER})"
    rf"(?:\s+(?:more|extra|further)\s+|[\s-]*)(?P<unit>{_UNIT})"
    r"|(?P<number>\d+)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r",\s|;\s|:\s|\s(?:and|but|so|because|unless|since|or)\s", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LIST_MARK = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")


@dataclass(frozen=True)
class Figure:
    """A figure as stated: `value` is "14", "3-5", "5.95", "10.00-500.00" or "8 am-8 pm".

    `unit` is dollars, percent, business day, day, week, month, year, hour, minute, clock, payment,
    card, phone or number. `around` runs from the innermost text (the clause) through sentence and
    headings to the file's name.
    """

    value: str
    unit: str
    around: tuple[str, ...]
    line: int


def read_figures(text: str, file: str) -> Iterator[Figure]:
    """The figures of a Markdown text, top to bottom, without the front matter."""
    headings: list[str] = []
    text = _FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(text.splitlines(), start=1):
        words = _LIST_MARK.sub("", line).strip()
        outer = headings[::-1]
        if words.startswith("#"):
            level = len(words) - len(words.lstrip("#"))
            words = words.lstrip("# ")
            outer = headings[: level - 1][::-1]
            headings = [*headings[: level - 1], words]
        for sentence in _SENTENCE.split(words):
            for match in _FIGURE.finditer(sentence):
                value, unit = _value_and_unit(match)
                around = (_clause(sentence, match), sentence, *outer, file)
                yield Figure(value, unit, around, number)


def _clause(sentence: str, match: re.Match[str]) -> str:
    bounds = [0, *(found.end() for found in _CLAUSE.finditer(sentence)), len(sentence)]
    start = max(bound for bound in bounds if bound <= match.start())
    return sentence[start : min(bound for bound in bounds if bound >= match.end())]


def _value_and_unit(match: re.Match[str]) -> tuple[str, str]:
    if match["phone"] or match["number"]:
        return match.group(), "phone" if match["phone"] else "number"
    if match["money"]:
        amounts = [amount.replace(",", "") for amount in re.findall(r"[\d,.]*\d", match["money"])]
        return "-".join(f"{float(amount):.2f}" for amount in amounts), "dollars"
    if match["clock"]:
        return "-".join(re.findall(_CLOCK, match["clock"], re.IGNORECASE)), "clock"
    numbers = re.findall(_NUMBER, match["amount"], re.IGNORECASE)
    unit = match["unit"].lower().removeprefix("interest-free ").removeprefix("gift ")
    value = "-".join(_WORDS.get(number.lower(), number) for number in numbers)
    return value, {"%": "percent"}.get(unit, unit.removesuffix("s"))
