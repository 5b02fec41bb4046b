"""What is described like the products of this session; knows new products from the first day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from recommendation.candidates import Because, Why
from recommendation.recommenders.proposing import proposed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from recommendation.candidates import Candidate, Shelf
    from recommendation.coding import Coding
    from recommendation.shopper_state import ShopperState

__all__ = ["SimilarContent", "TextVectors"]

LAST = 3
"""Products of the session that others are compared with, the newest."""
COMPARED = 20_000
"""Products compared at most; a larger catalogue compares within categories."""


class TextVectors(Protocol):
    """What turns texts into unit vectors: the shop's embedder (embedding.Embedder)."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimensions), each of length 1."""


class SimilarContent:
    """Compares the vectors of descriptions by their cosine."""

    name: Final = "similar"

    def __init__(
        self, coding: Coding, vectors: NDArray[np.float32], categories: Mapping[str, str]
    ) -> None:
        """`vectors` has a unit vector for each code, `categories` the category of each id."""
        self._coding, self._vectors, self._categories = coding, vectors, categories
        self._in: dict[str, NDArray[np.int32]] = {}
        by_category: dict[str, list[int]] = {}
        for code, product in enumerate(coding.ids):
            by_category.setdefault(categories.get(product, ""), []).append(code)
        self._in = {name: np.array(codes, dtype=np.int32) for name, codes in by_category.items()}

    def candidates(self, state: ShopperState, shelf: Shelf, limit: int) -> list[Candidate]:
        """The products nearest to the newest of the session, each because of the nearest."""
        newest = self._coding.of(state.products)[::-1][:LAST]
        if not len(newest):
            return []
        codes = self._compared(newest)
        cosines = self._vectors[codes] @ self._vectors[newest].T
        nearest = dict(zip(codes.tolist(), newest[cosines.argmax(axis=1)].tolist(), strict=True))
        return proposed(
            self.name, self._coding, codes, cosines.max(axis=1),
            lambda code: Because(Why.SIMILAR, self._coding.ids[nearest[code]]),
            state, shelf, limit,
        )  # fmt: skip

    def _compared(self, newest: NDArray[np.int32]) -> NDArray[np.int32]:
        if len(self._coding) <= COMPARED:
            return np.arange(len(self._coding), dtype=np.int32)
        near = {self._categories.get(self._coding.ids[code], "") for code in newest}
        return np.unique(np.concatenate([self._in[name] for name in sorted(near)]))[:COMPARED]
