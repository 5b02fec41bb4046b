"""Sequences of product codes in two arrays, as every model here takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["Sequences"]


@dataclass(frozen=True, eq=False)
class Sequences:
    """`items[offsets[i]:offsets[i + 1]]` is sequence i; older sequences come first."""

    items: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, sequences: Iterable[Sequence[int] | NDArray[np.int32]]) -> Sequences:
        """Put lists of product codes together."""
        kept = [np.asarray(one, dtype=np.int32) for one in sequences]
        offsets = np.zeros(len(kept) + 1, dtype=np.int64)
        np.cumsum([len(one) for one in kept], out=offsets[1:])
        return cls(np.concatenate(kept) if kept else np.empty(0, np.int32), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> NDArray[np.int32]:
        return self.items[self.offsets[index] : self.offsets[index + 1]]

    def __iter__(self) -> Iterator[NDArray[np.int32]]:
        return (self[index] for index in range(len(self)))

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many products each sequence has."""
        return np.diff(self.offsets)

    def part(self, start: int, stop: int) -> Sequences:
        """The sequences from `start` up to `stop`."""
        offsets = self.offsets[start : stop + 1]
        return Sequences(self.items[offsets[0] : offsets[-1]], offsets - offsets[0])

    def newest(self, longest: int) -> Sequences:
        """The last `longest` products of each sequence."""
        lengths = np.minimum(self.lengths, longest)
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        before = np.repeat(self.offsets[1:] - offsets[1:], lengths)
        return Sequences(self.items[np.arange(offsets[-1]) + before], offsets)
