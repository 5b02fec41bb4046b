"""What belongs to the product that the shopper has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from recommendation.candidates import Because, Why
from recommendation.recommenders.proposing import proposed

if TYPE_CHECKING:
    from recommendation.algorithms.item_neighbours import ItemNeighbours
    from recommendation.candidates import Candidate, Shelf
    from recommendation.coding import Coding
    from recommendation.shopper_state import ShopperState

__all__ = ["BoughtTogether"]

LAST = 3
"""Products of the session that are asked for what belongs to them, the newest."""
FADES = 0.6
"""Each further back counts this much of the one after it."""


class BoughtTogether:
    """Asks the baskets that hold the session's newest products."""

    name: Final = "bought_together"

    def __init__(self, coding: Coding, neighbours: ItemNeighbours) -> None:
        self._coding, self._neighbours = coding, neighbours

    def candidates(self, state: ShopperState, shelf: Shelf, limit: int) -> list[Candidate]:
        """The neighbours of the newest products, because of the nearest of these."""
        closest: dict[int, float] = {}
        belongs_to: dict[int, int] = {}
        for back, product in enumerate(self._coding.of(state.products)[::-1][:LAST].tolist()):
            for code, close in zip(*self._neighbours.of(product), strict=True):
                if (score := float(close) * FADES**back) > closest.get(int(code), 0.0):
                    closest[int(code)], belongs_to[int(code)] = score, product
        codes = np.array(list(closest), dtype=np.int32)
        scores = np.array(list(closest.values()), dtype=np.float32)
        return proposed(
            self.name, self._coding, codes, scores,
            lambda code: Because(Why.BOUGHT_TOGETHER, self._coding.ids[belongs_to[code]]),
            state, shelf, limit,
        )  # fmt: skip
