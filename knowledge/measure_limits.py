"""Limits of weight, volume and length in a search: "lighter than 1 kg", "at least 30 litres"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commerce import Product

__all__ = ["Measure", "measure_limits_in", "stated_measure"]


@dataclass(frozen=True)
class Measure:
    """What an attribute has to measure less or more than.

    In the unit of `measures.measure_in` when it is that of products shown before, else, when
    the shopper `said` a figure, in grams, millilitres or millimetres.
    """

    kind: str
    """"weight", "volume", "length" or "size"."""
    attribute: str
    """Its whole name, or, of a figure that was said, words of which its name has one."""
    least: float | None = None
    most: float | None = None
    said: str = ""
    """The limit in the shopper's words: "under 1 kg"."""


_SCALES: Final = {
    "g": ("weight", 1.0), "oz": ("weight", 28.35),
    "ml": ("volume", 1.0), "fl oz": ("volume", 29.57),
    "mm": ("length", 1.0), "inch": ("length", 25.4),
}  # fmt: skip
"""The kind of measure of a family of units, and its first unit in that kind's own."""
_UNITS: Final = {
    name: (_SCALES[family][0], _SCALES[family][1] * float(factor))
    for name, (family, factor) in UNITS.items()
    if family in _SCALES
}
_NAMES = "|".join(re.escape(name) for name in sorted(_UNITS, key=len, reverse=True))
_FIGURE = rf"(?P<figure>\d[\d,]*(?:\.\d+)?)[\s-]?(?P<unit>{_NAMES})(?![\w/²])"
_LESS = r"(?:less|lighter|smaller|shorter|lower|narrower|thinner|under|below)"
_MORE = r"(?:more|heavier|bigger|larger|longer|higher|taller|wider|over|above|up)"
_AT_MOST = r"(?:up to|at most|within|max(?:imum)?(?:\s+of)?)"
_NOT = r"(?:no|not|isn'?t|nothing)"
_BOUNDS: Final = tuple(
    (bound, re.compile(pattern, re.IGNORECASE))
    for bound, pattern in (
        ("most", rf"\b{_NOT}\s+{_MORE}(?:\s+than)?\s+{_FIGURE}"),
        ("least", rf"\b{_NOT}\s+{_LESS}(?:\s+than)?\s+{_FIGURE}"),
        ("most", rf"(?:\b(?:{_LESS}(?:\s+than)?|{_AT_MOST})|<)\s*{_FIGURE}"),
        ("least", rf"(?:\b(?:{_MORE}(?:\s+than)?|at least|min(?:imum)?(?:\s+of)?)|>)\s*{_FIGURE}"),
        ("most", rf"\b{_FIGURE}\s+(?:or\s+{_LESS}\b|max(?:imum)?\b)"),
        ("least", rf"\b{_FIGURE}\s*(?:(?:or|and)\s+{_MORE}\b|\+)"),
    )
)  # fmt: skip
_SIDES: Final = {
    "height": r"\b(?:tall\w*|high\w*|height)\b", "width": r"\b(?:wide\w*|width|narrow\w*)\b",
    "depth": r"\b(?:deep\w*|depth)\b", "diameter": r"\b(?:diameter|across)\b",
    "screen diagonal display": r"\b(?:screen|display|monitor|diagonal|tv|television)s?\b",
    "length": r"\b(?:long\w*|length|short\w*)\b",
}  # fmt: skip
"""Which side of a thing is meant, by the words of the search."""
_WEIGHING = re.compile(r"\b(?:weigh\w*|light\w*|heav\w*)\b", re.IGNORECASE)
_MONEY: Final = frozenset({"pound", "pounds"})
_ATTRIBUTES: Final = {"weight": "weight", "volume": "capacity volume"}
_BESIDE: Final = frozenset({"fabric", "shipping", "range", "maximum", "load", "rider", "user"})
"""Words in the name of an attribute that measures something else than the thing as it is."""
_STATED = re.compile(rf"(?<![\w.]){_FIGURE}", re.IGNORECASE)
_SPAN = re.compile(r"\d\s*(?:[-\u2013x\u00d7]\s*\d|[a-z\"]*\s*[x\u00d7]\s*\d)", re.IGNORECASE)


def measure_limits_in(text: str) -> tuple[str, tuple[Measure, ...]]:
    """The text without its limits of weight, volume and length, and those.

    A length is a limit only where the text says which side of the thing is meant, and pounds
    are a weight only where it speaks of weight.
    """
    weighing = bool(_WEIGHING.search(text))
    found: list[Measure] = []
    for bound, pattern in _BOUNDS:
        for match in reversed(list(pattern.finditer(text))):
            unit = match["unit"].lower()
            kind, scale = _UNITS[unit]
            names = _ATTRIBUTES.get(kind) or _side(text)
            if not names or (unit in _MONEY and not weighing):
                continue
            figure = float(match["figure"].replace(",", "")) * scale
            said = f"{'under' if bound == 'most' else 'over'} {match['figure']} {unit}"
            found.append(Measure(kind, names, said=said, **{bound: figure}))
            text = f"{text[: match.start()]} ; {text[match.end() :]}"
    if found:
        text = re.sub(
            r"\b(?:weighing|weighs?|(?:that|which) (?:is|are|weighs?))\s*(?=;)", " ", text
        )
    return text, tuple(found)


def stated_measure(product: Product, wanted: Measure) -> float | None:
    """What the product measures in that respect; None when the catalogue does not say."""
    names = frozenset(wanted.attribute.split())
    for name, value in product.attributes.items():
        heading = set(re.findall(r"[a-z]+", name.lower()))
        if names & heading and not _BESIDE & heading and not _SPAN.search(value):
            for figure in _figures(value, wanted.kind):
                return figure
    return None


def _side(text: str) -> str:
    return next((name for name, said in _SIDES.items() if re.search(said, text.lower())), "")


def _figures(value: str, kind: str) -> Iterator[float]:
    for match in _STATED.finditer(value):
        found, scale = _UNITS[match["unit"].lower()]
        if found == kind:
            yield float(match["figure"].replace(",", "")) * scale
