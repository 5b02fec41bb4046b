"""Attributes of a product as things that can be said of it, without adding any.

An attribute that no rule can say well is left to the list of details, as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Fact", "Topic", "fact_of", "topic_of"]


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
_YES: Final = re.compile(r"yes\b[\s,.:;]*(?P<rest>.*)", re.IGNORECASE)
_NO: Final = re.compile(r"no\b(?!\s*\.?\s*\d)[\s,.:;]*(?P<rest>.*)", re.IGNORECASE)
_COMMA: Final = re.compile(r",\s+(?![^(]*\))")
_BRACKETS: Final = re.compile(r"\s*\([^)]*\)")
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
_COMPONENT: Final = re.compile(
    r"\b(?:upper|lining|sole|outer|face|shell|membrane|liner|lid|frame|handle|top|core|base|seat"
    r"|trim|collar|rose|tube|cover|blade|band|finish|coating|barrel|shafts|grips|panels|plates"
    r"|handles|lids|foot|shaft)$"
)
"""What things are made up of."""
_UNCOUNTED: Final = re.compile(
    r"(?:ing|ation|smoke|control|vision|protection|shut-off|gps|wi-fi|bluetooth|nfc)$",
    re.IGNORECASE,
)
_QUANTITY: Final = re.compile(
    r"(?:weight|length|height|width|depth|diameter|thickness|capacity|brightness|temperature"
    r"|pressure|area|distance|limit|load|volume|noise|aperture|view|drop|output|screen"
    r"|r-value|time)$",
    re.IGNORECASE,
)
_VOLUME: Final = re.compile(r"[\d.,]+ ?(?:L|ml|fl oz|qt|gallons?|cubic feet)\b")
_COUNT: Final = re.compile(r"\d[\d,]*(?P<rest>(?: \(.*\))?(?:, .*)?)")
_AGES: Final = re.compile(r"\d+(?: months| years)?(?: to \d+ (?:years|months)| and up)")
_PHRASE: Final = re.compile(r" (?:in|to|for|on|by|of|up) |^\w+ (?:in|to|for|on|by|up)\b")
"""Names that are no noun: "Spend in parts", "Zips to a second bag"."""
_SPAN: Final = re.compile(r"(?:up to )?[\d.,]+ (?:minutes|hours|days|weeks|months|years)")
_LONGEST_SHORT: Final = 36


def fact_of(name: str, value: str) -> Fact | None:
    """What can be said of one attribute; None where it can only be listed."""
    name, value = name.strip(), value.strip().rstrip(".")
    if not name or not value:
        return None
    known = _KNOWN.get(name.lower())
    if known is not None:
        return known(name, value)
    found = (way(name, value) for way in (_included, _answered, _counted, _measured, _described))
    return next((fact for fact in found if fact is not None), None)


def topic_of(name: str) -> Topic:
    """What an attribute is about, by its name."""
    found = (topic for topic, names in _TOPICS.items() if re.match(names, name.lower()))
    return next(found, Topic.PERFORM)


def _does(name: str, predicate: str, short: str = "") -> Fact:
    return Fact(topic_of(name), name, predicate=predicate, short=_fits(short))


def _says(name: str, sentence: str, short: str = "", *, drawback: bool = False) -> Fact:
    sentence = f"{sentence[:1].upper()}{sentence[1:]}."
    return Fact(topic_of(name), name, sentence=sentence, short=_fits(short), drawback=drawback)


def _fits(short: str) -> str:
    return short if len(short) <= _LONGEST_SHORT else ""


def _material(name: str, value: str) -> Fact | None:
    parts = _COMMA.split(value)
    layered = len(parts) == 1 and re.search(" (?:with|over|on) ", value)
    if layered or not all(_COMPONENT.search(part) for part in parts):
        return _does(name, f"is made of {value}", value) if len(parts) == 1 else None
    article = "" if parts[0].endswith("s") else _article(parts[0])
    return _does(name, f"has {article}{_listed(parts)}", parts[0])


def _warranty(name: str, value: str) -> Fact | None:
    span = re.match(r"(\d+) (year|month)s?", value)
    if span is None:
        return None
    return _does(name, f"comes with a warranty of {value}", f"{span[1]}-{span[2]} warranty")


def _weight(name: str, value: str) -> Fact | None:
    if not value[0].isdigit():
        return None
    return _does(name, f"weighs {value}", "" if "," in value else _bare(value))


def _capacity(name: str, value: str) -> Fact | None:
    if _VOLUME.match(value):
        return _does(name, f"holds {value}", f"holds {_bare(value)}")
    return _measured(name, value)


def _size(name: str, value: str) -> Fact | None:
    if re.match(r"[\d.]+ x ", value):
        return _does(name, f"measures {value}")
    return _does(name, f"is {value}") if value.endswith(" tall") else None


def _packed_size(name: str, value: str) -> Fact | None:
    if value.startswith("fits in "):
        return _does(name, value, value)
    return _does(name, f"packs down to {value}") if value[0].isdigit() else None


def _battery(name: str, value: str) -> Fact | None:
    if not re.match(r"\d|up to \d", value):
        return None
    parts = _COMMA.split(value)
    if all(part[0].isdigit() for part in parts):
        value = _listed(parts)
    short = f"{parts[0]} of battery" if _SPAN.fullmatch(parts[0]) else ""
    return _says(name, f"the battery lasts {value}", short)


def _care(name: str, value: str) -> Fact:
    return _says(name, value)


def _returns(name: str, value: str) -> Fact:
    return _says(name, value, drawback=True)


def _fit(name: str, value: str) -> Fact | None:
    first, *rest = _COMMA.split(value)
    if " " in first:
        return None
    said = f"{first} fit"
    return _says(name, ", ".join([said, *rest]), said)


def _ages(name: str, value: str) -> Fact | None:
    if value.startswith("from "):
        return _says(name, f"{name}: {value}", value)
    if not _AGES.match(value):
        return None
    # Without a unit the figure is only known as the attribute states it.
    bare = not re.search(r"years|months", value)
    return _says(name, f"{name}: {value}" if bare else f"for ages {value}", f"ages {value}")


def _players(name: str, value: str) -> Fact | None:
    return _says(name, f"for {value} players", f"{value} players") if value[0].isdigit() else None


def _comfort(name: str, value: str) -> Fact | None:
    if value.startswith("down to "):
        return _says(name, f"the {name.lower()} goes {value}", _bare(value))
    return _measured(name, value)


def _ingredients(name: str, value: str) -> Fact | None:
    parts = _COMMA.split(value)
    return _says(name, f"the {name.lower()} are {_listed(parts)}") if len(parts) > 1 else None


def _scent(name: str, value: str) -> Fact:
    if value.startswith("un"):
        return _does(name, f"is {value}", value)
    return _says(name, f"the scent is {_listed(_COMMA.split(value))}")


def _origin(name: str, value: str) -> Fact:
    return _does(name, f"is {value}", value)


def _works_with(name: str, value: str) -> Fact:
    return _does(name, f"works with {_listed(_COMMA.split(value))}")


def _sleeps(name: str, value: str) -> Fact:
    return _does(name, f"sleeps {value}", f"sleeps {value}")


def _only_listed(_name: str, _value: str) -> None:
    return None


_KNOWN: Final[dict[str, Callable[[str, str], Fact | None]]] = {
    "material": _material,
    "warranty": _warranty,
    "weight": _weight,
    "capacity": _capacity,
    "size": _size,
    "packed size": _packed_size,
    "battery life": _battery,
    "care": _care,
    "returns": _returns,
    "fit": _fit,
    "age range": _ages,
    "players": _players,
    "comfort temperature": _comfort,
    "key ingredients": _ingredients,
    "scent": _scent,
    "origin": _origin,
    "works with": _works_with,
    "sleeps": _sleeps,
    "seasons": _only_listed,
    "handed": _only_listed,
    "spare parts": _only_listed,
}


def _included(name: str, value: str) -> Fact | None:
    """The likes of "Lid included: yes, with straining holes"."""
    match = re.fullmatch(r"(?P<what>.+) included", name, re.IGNORECASE)
    if match is None:
        return None
    what, be = _plain(match["what"]), _be(match["what"])
    if yes := _YES.fullmatch(value):
        rest = yes["rest"]
        comma = "," if _LEANS.match(rest) else ""
        return _says(name, f"the {what} {be} included{comma}{_tail(rest)}", f"{what} included")
    if no := _NO.fullmatch(value):
        rest = f", {no['rest']}" if no["rest"] else ""
        return _says(name, f"{match['what']} not included{rest}", drawback=True)
    return None


def _answered(name: str, value: str) -> Fact | None:
    """What is answered with yes or no, or with the adjective that the name asks for."""
    plain, adjective = _plain(name), _ADJECTIVE.search(name) is not None
    if yes := _YES.fullmatch(value):
        rest = yes["rest"]
        if adjective:
            if rest == "fully":
                return _does(name, f"is fully {plain}", f"fully {plain}")
            # A headline must not leave out a condition: "leakproof", when the lid is locked.
            return _does(name, f"is {plain}{_tail(rest)}", plain if _RATED.match(rest) else "")
        return _had(name, rest)
    if no := _NO.fullmatch(value):
        rest = f": {no['rest']}" if no["rest"] else ""
        against = Fact(topic_of(name), name, f"is not {plain}{rest}", drawback=True)
        return against if adjective else None
    first, *rest_of_it = _COMMA.split(value)
    if adjective and _ADJECTIVE.search(first):
        return _does(name, f"is {_with_brackets(first, rest_of_it)}", first)
    return None


def _had(name: str, rest: str) -> Fact | None:
    """What a product has, as an answer of yes says; `rest` is what else was answered.

    A single word may mean what it is for: gloves for a touchscreen have none.
    """
    vague = " " not in name and not _UNCOUNTED.search(name)
    if vague or "(" in rest or "," in rest or _PHRASE.search(name):
        return None
    plain = _plain(name)
    if rest.isdigit():
        return _does(name, f"has {rest} {plain}", f"{rest} {plain}")
    article = "" if _UNCOUNTED.search(name) or _be(name) == "are" else _article(plain)
    told = _tail(rest) if _LEANS.match(rest) else f" ({rest})" if rest else ""
    return _does(name, f"has {article}{plain}{told}", plain)


def _counted(name: str, value: str) -> Fact | None:
    """The likes of "Doors: 2, each with a porch", "Pockets: 2 zipped hand pockets, 1 inside"."""
    if _be(name) == "is" or not value[0].isdigit():
        return None
    plain = _plain(name)
    match = _COUNT.fullmatch(value)
    if match is not None:
        number = value[: match.start("rest")]
        if number == "1":
            return None
        return _does(name, f"has {number} {plain}{match['rest']}", f"{number} {plain}")
    if plain.rstrip("s") in value.lower():
        return _does(name, f"has {value}")
    return None


def _measured(name: str, value: str) -> Fact | None:
    if value[0].isdigit() and _QUANTITY.search(name):
        short = "" if "," in value else f"{_plain(name)} {_bare(value)}"
        return _says(name, f"the {_plain(name)} {_be(name)} {value}", short)
    return None


def _described(name: str, value: str) -> Fact | None:
    """The likes of "Hood: removable, with zip-off trim": an adjective, and what goes with it."""
    first, *rest = _COMMA.split(value)
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
    short = f"{first} {_plain(name)}" if " " not in first else ""
    return _says(name, f"the {_plain(name)} {_be(name)} {told}", short)


def _plain(name: str) -> str:
    """A name within a sentence: in lower case unless it is an abbreviation."""
    proper = name[1:2].isupper() or "-" in name[1:3] or name.startswith("Bluetooth")
    return name if proper else f"{name[:1].lower()}{name[1:]}"


def _be(name: str) -> str:
    return "are" if name.endswith("s") and not name.endswith(("ss", "GPS")) else "is"


def _article(words: str) -> str:
    return "an " if words[:1].lower() in "aeio" else "a "


def _listed(parts: list[str]) -> str:
    """As in "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _tail(rest: str) -> str:
    """What follows an answer, as the end of its sentence."""
    return "" if not rest else f" {rest}" if _LEANS.match(rest) else f": {rest}"


def _with_brackets(first: str, rest: list[str]) -> str:
    return f"{first} ({', '.join(rest)})" if rest and "(" not in "".join(rest) else first


def _bare(value: str) -> str:
    """A measure without the same in other units behind it."""
    return _BRACKETS.sub("", value)
