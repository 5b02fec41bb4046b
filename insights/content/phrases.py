"""Attributes of a product as things that can be said of it, without adding any.

An attribute that no rule can say well is left to the list of details, as it stands.
"""

from __future__ import annotations

import re
from typing import Final

from insights.content.facts import (
    Fact,
    article_of,
    commas,
    does,
    is_or_are,
    lowered,
    measured,
    says,
    topic_of,
)
from insights.content.named import BY_NAME

__all__ = ["fact_of"]


_YES: Final = re.compile(r"yes\b[\s,.:;]*(?P<rest>.*)", re.IGNORECASE)

_NO: Final = re.compile(r"no\b(?!\s*\.?\s*\d)[\s,.:;]*(?P<rest>.*)", re.IGNORECASE)

_ADJECTIVE: Final = re.compile(
    r"(?:proof|resistant|repellent|[a-z]able|compatible|-free|\bsafe|vegan|organic|standing"
    r"|\binsulated)$",
    re.IGNORECASE,
)

_DESCRIBES: Final = re.compile(
    r"(?:[\w-]+(?:able|ible|ed|ing|proof|resistant|repellent)|fixed|high|medium|low|rigid)"
    r"(?: with .+)?"
)

_RATED: Final = re.compile(r"$|\d|IP")
"""An answer that gives no more than a figure or a class, or nothing."""

_LEANS: Final = re.compile(r"(?:and|for|plus|to|up to|when|with|without) ")
"""How an answer begins that goes on with what it answers."""

_UNCOUNTED: Final = re.compile(
    r"(?:ing|ation|smoke|control|vision|protection|shut-off|gps|wi-fi|bluetooth|nfc)$",
    re.IGNORECASE,
)

_COUNT: Final = re.compile(r"\d[\d,]*(?P<rest>(?: \(.*\))?(?:, .*)?)")

_PHRASE: Final = re.compile(r" (?:in|to|for|on|by|of|up) |^\w+ (?:in|to|for|on|by|up)\b")
"""Names that are no noun: "Spend in parts", "Zips to a second bag"."""


def fact_of(name: str, value: str) -> Fact | None:
    """What can be said of one attribute; None where it can only be listed."""
    name, value = name.strip(), value.strip().rstrip(".")
    if not name or not value:
        return None
    known = BY_NAME.get(name.lower())
    if known is not None:
        return known(name, value)
    found = (way(name, value) for way in (_included, _answered, _counted, measured, _described))
    return next((fact for fact in found if fact is not None), None)


def _included(name: str, value: str) -> Fact | None:
    """The likes of "Lid included: yes, with straining holes"."""
    match = re.fullmatch(r"(?P<what>.+) included", name, re.IGNORECASE)
    if match is None:
        return None
    what, be = lowered(match["what"]), is_or_are(match["what"])
    if yes := _YES.fullmatch(value):
        rest = yes["rest"]
        comma = "," if _LEANS.match(rest) else ""
        return says(name, f"the {what} {be} included{comma}{_tail(rest)}", f"{what} included")
    if no := _NO.fullmatch(value):
        rest = f", {no['rest']}" if no["rest"] else ""
        return says(name, f"{match['what']} not included{rest}", drawback=True)
    return None


def _answered(name: str, value: str) -> Fact | None:
    """What is answered with yes or no, or with the adjective that the name asks for."""
    plain, adjective = lowered(name), _ADJECTIVE.search(name) is not None
    if yes := _YES.fullmatch(value):
        rest = yes["rest"]
        if adjective:
            if rest == "fully":
                return does(name, f"is fully {plain}", f"fully {plain}")
            # A headline must not leave out a condition: "leakproof", when the lid is locked.
            return does(name, f"is {plain}{_tail(rest)}", plain if _RATED.match(rest) else "")
        return _had(name, rest)
    if no := _NO.fullmatch(value):
        rest = f": {no['rest']}" if no["rest"] else ""
        against = Fact(topic_of(name), name, f"is not {plain}{rest}", drawback=True)
        return against if adjective else None
    first, *rest_of_it = commas(value)
    if adjective and _ADJECTIVE.search(first):
        return does(name, f"is {_with_brackets(first, rest_of_it)}", first)
    return None


def _had(name: str, rest: str) -> Fact | None:
    """What a product has, as an answer of yes says; `rest` is what else was answered.

    A single word may mean what it is for: gloves for a touchscreen have none.
    """
    vague = " " not in name and not _UNCOUNTED.search(name)
    if vague or "(" in rest or "," in rest or _PHRASE.search(name):
        return None
    plain = lowered(name)
    if rest.isdigit():
        return does(name, f"has {rest} {plain}", f"{rest} {plain}")
    article = "" if _UNCOUNTED.search(name) or is_or_are(name) == "are" else article_of(plain)
    told = _tail(rest) if _LEANS.match(rest) else f" ({rest})" if rest else ""
    return does(name, f"has {article}{plain}{told}", plain)


def _counted(name: str, value: str) -> Fact | None:
    """The likes of "Doors: 2, each with a porch", "Pockets: 2 zipped hand pockets, 1 inside"."""
    if is_or_are(name) == "is" or not value[0].isdigit():
        return None
    plain = lowered(name)
    match = _COUNT.fullmatch(value)
    if match is not None:
        number = value[: match.start("rest")]
        if number == "1":
            return None
        return does(name, f"has {number} {plain}{match['rest']}", f"{number} {plain}")
    if plain.rstrip("s") in value.lower():
        return does(name, f"has {value}")
    return None


def _described(name: str, value: str) -> Fact | None:
    """The likes of "Hood: removable, with zip-off trim": an adjective, and what goes with it."""
    first, *rest = commas(value)
    if _ADJECTIVE.search(name) or not _DESCRIBES.fullmatch(first):
        return None
    told = first
    for part in rest:
        if part.startswith("fits "):
            told += f" and {part}"
        elif part.startswith("with ") or _DESCRIBES.fullmatch(part):
            told += f", {part}"
        else:
            return None
    short = f"{first} {lowered(name)}" if " " not in first else ""
    return says(name, f"the {lowered(name)} {is_or_are(name)} {told}", short)


def _tail(rest: str) -> str:
    """What follows an answer, as the end of its sentence."""
    return "" if not rest else f" {rest}" if _LEANS.match(rest) else f": {rest}"


def _with_brackets(first: str, rest: list[str]) -> str:
    return f"{first} ({', '.join(rest)})" if rest and "(" not in "".join(rest) else first
