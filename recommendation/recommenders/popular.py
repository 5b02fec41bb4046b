"""What is wanted now, first in the categories that this session is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from recommendation.candidates import Because, Why
from recommendation.recommenders.proposing import proposed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from recommendation.candidates import Candidate, Shelf
    from recommendation.coding import Coding
    from recommendation.shopper_state import ShopperState

__all__ = ["Popular"]

BEST = 400
"""Products kept of each category and of the whole shop; the others are never proposed."""
LAST = 5
"""Products of the session whose categories count, the newest."""


class Popular:
    """The most wanted products; the one recommender that always has something to say."""

    name: Final = "popular"

    def __init__(
        self, coding: Coding, wanted: NDArray[np.float32], categories: Mapping[str, str]
    ) -> None:
        """`wanted` is each product's popularity, `categories` the category of each id."""
        self._coding, self._wanted, self._categories = coding, wanted, categories
        best = np.lexsort((np.arange(len(wanted)), -wanted)).astype(np.int32)
        self._best = best[:BEST]
        in_category: dict[str, list[int]] = {}
        for code in best.tolist():
            kept = in_category.setdefault(categories.get(coding.ids[code], ""), [])
            if len(kept) < BEST:
                kept.append(code)
        self._in = {name: np.array(kept, dtype=np.int32) for name, kept in in_category.items()}
        self._highest = max(float(wanted.max(initial=0)), 1e-9)

    def candidates(self, state: ShopperState, shelf: Shelf, limit: int) -> list[Candidate]:
        """The best of the session's categories, then those of the shop."""
        newest = state.products[::-1][:LAST]
        near = {self._categories.get(product, "") for product in newest} & self._in.keys() - {""}
        lists = [self._in[name] for name in sorted(near)]
        inside = np.unique(np.concatenate([*lists, self._best[:0]]))
        codes = np.concatenate([inside, np.setdiff1d(self._best, inside, assume_unique=True)])
        # A thousandth lets products that nobody has wanted yet be proposed last.
        scores = self._wanted[codes] / self._highest + np.float32(1e-3)
        scores[: len(inside)] += 1
        return proposed(
            self.name, self._coding, codes, scores, self._because(near), state, shelf, limit
        )

    def _because(self, near: set[str]) -> Callable[[int], Because]:
        def why(code: int) -> Because:
            category = self._categories.get(self._coding.ids[code], "")
            return Because(Why.POPULAR_IN, category) if category in near else Because(Why.POPULAR)

        return why
