"""Reads R's .rda files: numbers, words, lists and tables (R Internals, 1.8 Serialization Formats).

Only what data has: functions, environments and references to code are refused.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from insights.errors import DataUnusable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Rvalue", "read_rda"]

MAGIC: Final = b"RDX2\nX\n"
PACKED: Final[tuple[tuple[bytes, Callable[[bytes], bytes]], ...]] = (
    (b"\x1f\x8b", gzip.decompress),
    (b"BZh", bz2.decompress),
    (b"\xfd7zXZ", lzma.decompress),
)
SYMBOL, PAIRS, CHARACTERS, LOGICALS, INTEGERS, REALS, WORDS, LIST = 1, 2, 9, 10, 13, 14, 16, 19
REFERENCE, NOTHING = 255, 254
HAS_ATTRIBUTES, HAS_TAG = 1 << 9, 1 << 10
MISSING_INTEGER: Final = -(2**31)


@dataclass
class Rvalue:
    """A value, with its attributes: an array of numbers, a list of words, or a list of values."""

    value: Any
    attributes: dict[str, Rvalue] = field(default_factory=dict)

    def named(self) -> dict[str, Rvalue]:
        """The elements of a list by their names."""
        return dict(zip(self.attributes["names"].value, self.value, strict=True))


def read_rda(path: Path) -> dict[str, Rvalue]:
    """The values that the file holds, by name. Raises DataUnusable."""
    data = path.read_bytes()
    for begins, unpack in PACKED:
        if data.startswith(begins):
            data = unpack(data)
    if not data.startswith(MAGIC):
        raise DataUnusable(f"{path.name} is no data file of R (version 2, binary).")
    try:
        reader = _Reader(data, len(MAGIC) + 3 * 4)
        found = reader.item()
    except (struct.error, IndexError, KeyError, RecursionError) as error:
        raise DataUnusable(f"{path.name} ends or turns where no value of R does.") from error
    return found.value if isinstance(found.value, dict) else {}


class _Reader:
    """Goes through the values one after the other; big-endian, as XDR is."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at
        self._symbols: list[str] = []

    def item(self) -> Rvalue:
        flags = self._integer()
        kind = flags & 0xFF
        if kind == NOTHING:
            return Rvalue(None)
        if kind == SYMBOL:
            self._symbols.append(str(self.item().value))
            return Rvalue(self._symbols[-1])
        if kind == REFERENCE:
            return Rvalue(self._symbols[(flags >> 8) - 1])
        if kind == PAIRS:
            return self._pairs(flags)
        if kind == CHARACTERS:
            length = self._integer()
            return Rvalue(None if length < 0 else self._take(length).decode("utf-8", "replace"))
        return self._vector(kind, attributes=bool(flags & HAS_ATTRIBUTES))

    def _vector(self, kind: int, *, attributes: bool) -> Rvalue:
        length = self._integer()
        found = Rvalue(None)
        if kind == REALS:
            found.value = np.frombuffer(self._take(8 * length), ">f8").astype(np.float64)
        elif kind in (INTEGERS, LOGICALS):
            whole = np.frombuffer(self._take(4 * length), ">i4")
            found.value = np.where(whole == MISSING_INTEGER, np.nan, whole.astype(np.float64))
        elif kind == WORDS:
            found.value = [self.item().value for _ in range(length)]
        elif kind == LIST:
            found.value = [self.item() for _ in range(length)]
        else:
            raise DataUnusable(f"A value of R's type {kind} is no data.")
        if attributes:
            found.attributes = self.item().value
        return found

    def _pairs(self, flags: int) -> Rvalue:
        """A chain of tagged values; ends with a value that is none."""
        found: dict[str, Rvalue] = {}
        while flags & 0xFF == PAIRS:
            if flags & HAS_ATTRIBUTES:
                self.item()
            tag = str(self.item().value) if flags & HAS_TAG else str(len(found))
            found[tag] = self.item()
            flags = self._integer()
        return Rvalue(found)

    def _integer(self) -> int:
        (found,) = struct.unpack_from(">i", self._data, self._at)
        self._at += 4
        return int(found)

    def _take(self, count: int) -> bytes:
        end = self._at + count
        if count < 0 or end > len(self._data):
            raise IndexError(count)
        found = self._data[self._at : end]
        self._at = end
        return found
