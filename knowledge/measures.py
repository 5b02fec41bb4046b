"""How heavy or how big a product is, from what the catalogue says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from commerce import Product

__all__ = ["MEASURES", "family_in", "measure_in", "measure_of", "telling"]

MEASURES: Final = {
    "weight": ("weight", "packed weight", "net weight"),
    "size": ("sleeps", "capacity", "volume", "screen", "screen size", "diameter", "length",
             "size", "dimensions"),
}  # fmt: skip
"""The attributes that tell each kind of measure, the plainest first."""

_FAMILIES: Final = {
    "weight": {"g": 1.0, "gram": 1.0, "kg": 1000.0, "oz": 28.35, "ounce": 28.35, "lb": 453.6,
               "pound": 453.6},
    "volume": {"l": 1000.0, "litre": 1000.0, "liter": 1000.0, "ml": 1.0, "cl": 10.0, "fl": 29.57,
               "qt": 946.4, "gallon": 3785.4, "cup": 236.6},
    "length": {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4, "inch": 25.4, "inche": 25.4,
               "ft": 304.8},
    "time": {"minute": 1.0, "min": 1.0, "hour": 60.0, "h": 60.0, "day": 1440.0, "month": 43800.0,
             "year": 525600.0},
}  # fmt: skip
"""In grams, millilitres, millimetres or minutes."""
_UNITS: Final = {unit: scale for units in _FAMILIES.values() for unit, scale in units.items()}
_FIGURE = re.compile(
    r"(?P<figures>(?:(?<![\w\u2013-])-)?\d[\d.,]*(?:\s*[x\u00d7]\s*\d[\d.,]*)*)\s*"
    r"(?P<unit>(?:\u00b0\s*)?[a-zA-Z]+)?",
    re.IGNORECASE,
)


def measure_in(value: str) -> float | None:
    """The first figure of an attribute's value, in grams, millilitres, millimetres or minutes.

    Lengths that belong together ("51 x 71 in") are multiplied; None where there is no figure.
    """
    match = _FIGURE.search(value)
    if match is None:
        return None
    scale = _UNITS.get(_unit(match), 1.0)
    total = 1.0
    for figure in re.split(r"\s*[x\u00d7]\s*", match["figures"]):
        total *= float(figure.replace(",", "").rstrip(".")) * scale
    return total


def family_in(value: str) -> str | None:
    """What the first figure of a value counts, so that only likes are compared: "weight", "hour".

    A unit that cannot be converted is a family of its own; None where there is no figure.
    """
    match = _FIGURE.search(value)
    if match is None:
        return None
    unit = _unit(match)
    return next((family for family, units in _FAMILIES.items() if unit in units), unit)


def _unit(match: re.Match[str]) -> str:
    said = (match["unit"] or "").lower()
    return said if said in _UNITS else said.removesuffix("s")


def measure_of(product: Product, attribute: str) -> float | None:
    """What an attribute of the product measures; None when the catalogue does not say."""
    for name, value in product.attributes.items():
        if name.strip().lower() == attribute.lower():
            return measure_in(value)
    return None


def telling(product: Product, kind: str) -> str | None:
    """The attribute that tells how heavy ("weight") or how big ("size") a product is."""
    known = {name.strip().lower() for name in product.attributes}
    return next((name for name in MEASURES[kind] if name in known), None)
