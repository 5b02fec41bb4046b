"""Attributes that many shops have, each said in its own way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from insights.content.facts import article_of, bare, commas, does, listed, measured, says

if TYPE_CHECKING:
    from collections.abc import Callable

    from insights.content.facts import Fact

__all__ = ["BY_NAME"]


_COMPONENT: Final = re.compile(
    r"\b(?:upper|lining|sole|outer|face|shell|membrane|liner|lid|frame|handle|top|core|base|seat"
    r"|trim|collar|rose|tube|cover|blade|band|finish|coating|barrel|shafts|grips|panels|plates"
    r"|handles|lids|foot|shaft)$"
)
"""What things are made up of."""

_VOLUME: Final = re.compile(r"[\d.,]+ ?(?:L|ml|fl oz|qt|gallons?|cubic feet)\b")

_AGES: Final = re.compile(r"\d+(?: months| years)?(?: to \d+ (?:years|months)| and up)")

_SPAN: Final = re.compile(r"(?:up to )?[\d.,]+ (?:minutes|hours|days|weeks|months|years)")


def _material(name: str, value: str) -> Fact | None:
    parts = commas(value)
    layered = len(parts) == 1 and re.search(" (?:with|over|on) ", value)
    if layered or not all(_COMPONENT.search(part) for part in parts):
        return does(name, f"is made of {value}", value) if len(parts) == 1 else None
    article = "" if parts[0].endswith("s") else article_of(parts[0])
    return does(name, f"has {article}{listed(parts)}", parts[0])


def _warranty(name: str, value: str) -> Fact | None:
    span = re.match(r"(\d+) (year|month)s?", value)
    if span is None:
        return None
    return does(name, f"comes with a warranty of {value}", f"{span[1]}-{span[2]} warranty")


def _weight(name: str, value: str) -> Fact | None:
    if not value[0].isdigit():
        return None
    return does(name, f"weighs {value}", "" if "," in value else bare(value))


def _capacity(name: str, value: str) -> Fact | None:
    if _VOLUME.match(value):
        return does(name, f"holds {value}", f"holds {bare(value)}")
    return measured(name, value)


def _size(name: str, value: str) -> Fact | None:
    if re.match(r"[\d.]+ x ", value):
        return does(name, f"measures {value}")
    return does(name, f"is {value}") if value.endswith(" tall") else None


def _packed_size(name: str, value: str) -> Fact | None:
    if value.startswith("fits in "):
        return does(name, value, value)
    return does(name, f"packs down to {value}") if value[0].isdigit() else None


def _battery(name: str, value: str) -> Fact | None:
    if not re.match(r"\d|up to \d", value):
        return None
    parts = commas(value)
    if all(part[0].isdigit() for part in parts):
        value = listed(parts)
    short = f"{parts[0]} of battery" if _SPAN.fullmatch(parts[0]) else ""
    return says(name, f"the battery lasts {value}", short)


def _care(name: str, value: str) -> Fact:
    return says(name, value)


def _returns(name: str, value: str) -> Fact:
    return says(name, value, drawback=True)


def _fit(name: str, value: str) -> Fact | None:
    first, *rest = commas(value)
    if " " in first:
        return None
    said = f"{first} fit"
    return says(name, ", ".join([said, *rest]), said)


def _ages(name: str, value: str) -> Fact | None:
    if value.startswith("from "):
        return says(name, f"{name}: {value}", value)
    if not _AGES.match(value):
        return None
    # Without a unit the figure is only known as the attribute states it.
    bare = not re.search(r"years|months", value)
    return says(name, f"{name}: {value}" if bare else f"for ages {value}", f"ages {value}")


def _players(name: str, value: str) -> Fact | None:
    return says(name, f"for {value} players", f"{value} players") if value[0].isdigit() else None


def _comfort(name: str, value: str) -> Fact | None:
    if value.startswith("down to "):
        return says(name, f"the {name.lower()} goes {value}", bare(value))
    return measured(name, value)


def _ingredients(name: str, value: str) -> Fact | None:
    parts = commas(value)
    return says(name, f"the {name.lower()} are {listed(parts)}") if len(parts) > 1 else None


def _scent(name: str, value: str) -> Fact:
    if value.startswith("un"):
        return does(name, f"is {value}", value)
    return says(name, f"the scent is {listed(commas(value))}")


def _origin(name: str, value: str) -> Fact:
    return does(name, f"is {value}", value)


def _works_with(name: str, value: str) -> Fact:
    return does(name, f"works with {listed(commas(value))}")


def _sleeps(name: str, value: str) -> Fact:
    return does(name, f"sleeps {value}", f"sleeps {value}")


def _only_listed(_name: str, _value: str) -> None:
    return None


BY_NAME: Final[dict[str, Callable[[str, str], Fact | None]]] = {
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
"""What can be said of an attribute, by its name in lower case; None where it is only listed."""
