"""What can be said of a product: facts, and the grammar that puts attributes into words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = [
    "Fact", "Topic", "article_of", "bare", "commas", "does", "is_or_are", "listed", "lowered",
    "measured", "says", "topic_of",
]  # fmt: skip


class Topic(StrEnum):
    """What an attribute is about."""

    MAKE = "make"
    GUARD = "guard"
    USE = "use"
    SIZE = "size"
    PERFORM = "perform"
    PARTS = "parts"
    CARE = "care"
    TERMS = "terms"


@dataclass(frozen=True)
class Fact:
    """What an attribute lets us say: a predicate of the product ("weighs 85 g") or a sentence.

    `short` is for headlines. A `drawback` is told where there is room for it, and never sells.
    """

    topic: Topic
    name: str
    predicate: str = ""
    sentence: str = ""
    short: str = ""
    drawback: bool = False


_TOPICS: Final = {
    Topic.CARE: r"care|dishwasher|washing|cleaning",
    Topic.TERMS: r"warranty|returns?\b|safety|certification|shelf life|validity|fees|replace$",
    Topic.GUARD: r"\w*(?:proof|resistant|repellent)|insulat|warmth|.*temperature|breath"
    r"|sun protection|spf|seasons",
    Topic.MAKE: r"material|fill$|fabric|frame|steel|origin|.*ingredient|scent|vegan|.*-free$"
    r"|interior|lining|blade$|burrs",
    Topic.USE: r"age|fit\b|players|sleeps|skin|works with|playing|compatible|rider",
    Topic.SIZE: r".*weight|.*size|length|diameter|height|capacity|thickness|volume|.*area",
    Topic.PARTS: r"pieces?$|pockets?|hood|.*included|includes|contents|doors|lid$|cover$"
    r"|hip belt|poles|plants|projects|pots",
}

_BRACKETS: Final = re.compile(r"\s*\([^)]*\)")

_COMMA: Final = re.compile(r",\s+(?![^(]*\))")

_QUANTITY: Final = re.compile(
    r"(?:weight|length|height|width|depth|diameter|thickness|capacity|brightness|temperature"
    r"|pressure|area|distance|limit|load|volume|noise|aperture|view|drop|output|screen"
    r"|r-value|time)$",
    re.IGNORECASE,
)

_LONGEST_SHORT: Final = 36


def topic_of(name: str) -> Topic:
    """What an attribute is about, by its name."""
    found = (topic for topic, names in _TOPICS.items() if re.match(names, name.lower()))
    return next(found, Topic.PERFORM)


def does(name: str, predicate: str, short: str = "") -> Fact:
    """A fact that is told of the product."""
    return Fact(topic_of(name), name, predicate=predicate, short=_fits(short))


def says(name: str, sentence: str, short: str = "", *, drawback: bool = False) -> Fact:
    """A fact that is a sentence of its own."""
    sentence = f"{sentence[:1].upper()}{sentence[1:]}."
    return Fact(topic_of(name), name, sentence=sentence, short=_fits(short), drawback=drawback)


def measured(name: str, value: str) -> Fact | None:
    """The likes of "Peak height: 43 in", where the name is that of a quantity."""
    if value[0].isdigit() and _QUANTITY.search(name):
        short = "" if "," in value else f"{lowered(name)} {bare(value)}"
        return says(name, f"the {lowered(name)} {is_or_are(name)} {value}", short)
    return None


def _fits(short: str) -> str:
    return short if len(short) <= _LONGEST_SHORT else ""


def lowered(name: str) -> str:
    """A name within a sentence: in lower case unless it is an abbreviation."""
    proper = name[1:2].isupper() or "-" in name[1:3] or name.startswith("Bluetooth")
    return name if proper else f"{name[:1].lower()}{name[1:]}"


def is_or_are(name: str) -> str:
    """The verb for what a name speaks of, of one or of several."""
    return "are" if name.endswith("s") and not name.endswith(("ss", "GPS")) else "is"


def article_of(words: str) -> str:
    """The article before these words, with a space."""
    return "an " if words[:1].lower() in "aeio" else "a "


def listed(parts: list[str]) -> str:
    """As in "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def bare(value: str) -> str:
    """A measure without the same in other units behind it."""
    return _BRACKETS.sub("", value)


def commas(value: str) -> list[str]:
    """A value at its commas, but for those within brackets and figures."""
    return _COMMA.split(value)
