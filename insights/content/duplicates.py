"""Texts that are nearly the same.

The resemblance of two texts is the Jaccard index of their shingles, runs of three words (Broder
1997, "On the resemblance and containment of documents"). An index from shingles to texts finds
those that share any, so that a catalogue's worth is compared without hashing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ALIKE", "Shingles", "resemblance"]

WIDTH: Final = 3
ALIKE: Final = 0.6
"""The resemblance from which two texts say the same in the same words."""


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    said = words(text)
    if len(said) <= WIDTH:
        return frozenset({tuple(said)}) if said else frozenset()
    return frozenset(said[at : at + WIDTH] for at in range(len(said) - WIDTH + 1))


def resemblance(one: str, other: str) -> float:
    """The Jaccard index of two texts, 0 to 1."""
    left, right = _shingles(one), _shingles(other)
    return len(left & right) / len(left | right) if left | right else 0.0


class Shingles:
    """Texts by id, to find those that another one is nearly the same as."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._sizes: dict[str, int] = {}
        self._with: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for id_, text in texts.items():
            self.add(id_, text)

    def add(self, id_: str, text: str) -> None:
        """Take in a text."""
        found = _shingles(text)
        self._sizes[id_] = len(found)
        for shingle in found:
            self._with[shingle].append(id_)

    def alike(self, text: str, least: float = ALIKE) -> list[tuple[str, float]]:
        """The texts that resemble it by at least so much, the most alike first."""
        found = _shingles(text)
        shared = Counter(id_ for shingle in found for id_ in self._with.get(shingle, ()))
        scores = (
            (id_, both / (len(found) + self._sizes[id_] - both)) for id_, both in shared.items()
        )
        return sorted((pair for pair in scores if pair[1] >= least), key=lambda pair: -pair[1])
