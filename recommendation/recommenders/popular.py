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

    def candidates(self, state: ShopperState, shelf: Shelf, limit: int) -> list[Candidate]:
        """The best of the session's categories, then those of the shop."""
        newest = state.products[::-1][:LAST]
        about = {self._categories.get(product, ""): None for product in newest}
        lists = [self._in[name] for name in about if name and name in self._in]
        codes = np.unique(np.concatenate([*lists, self._best]))
        near = set(about) - {""}
        inside = np.array(
            [self._categories.get(self._coding.ids[code], "") in near for code in codes]
        )
        # A thousandth lets products that nobody has wanted yet be proposed last.
        shares = self._wanted[codes] / max(float(self._wanted.max(initial=0)), 1e-9) + 1e-3
        scores = (shares + inside).astype(np.float32)
        return proposed(
            self.name, self._coding, codes, scores, self._because(near), state, shelf, limit
        )

    def _because(self, near: set[str]) -> Callable[[int], Because]:
        def why(code: int) -> Because:
            category = self._categories.get(self._coding.ids[code], "")
            return Because(Why.POPULAR_IN, category) if category in near else Because(Why.POPULAR)

        return why
