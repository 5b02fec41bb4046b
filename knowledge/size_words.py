"""Sizes of clothes, helmets and shoes in a text, and which one a figure of a table is of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from knowledge.evidence import Line

__all__ = ["size_of", "sizes_in"]

_ROW: Final = re.compile(r"(?:^|; )Size: (?P<size>[\w.-]+)", re.IGNORECASE)
_LISTED: Final = re.compile(r"(?:^|: )(?P<size>x{0,3}[sl]|m) (?=\d)")
_NAMED: Final = re.compile(
    r"\bsizes? (?P<size>x{0,3}[sl]|m|\d{1,2}(?:\.\d)?)\b|\b(?P<letter>X{1,3}[SL]|[SML])\b"
)


def sizes_in(text: str) -> frozenset[str]:
    """The sizes that a text names, in lower case: "size 9", "XL"."""
    found = (match["size"] or match["letter"] for match in _NAMED.finditer(text))
    return frozenset(size.lower() for size in found)


def size_of(line: Line, place: int) -> str:
    """The size that a clause of a table's row, or of a list of sizes, speaks of; else empty."""
    if row := _ROW.search(line.text):
        return row["size"].lower()
    found = (_LISTED.search(part.text) for part in reversed(line.parts[: place + 1]))
    return next((match["size"] for match in found if match), "")
