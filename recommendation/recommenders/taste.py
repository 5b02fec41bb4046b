"""What fits everything that the shopper has chosen so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from recommendation.candidates import Because, Why
from recommendation.recommenders.proposing import proposed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from recommendation.algorithms.implicit_factors import ImplicitFactors
    from recommendation.candidates import Candidate, Shelf
    from recommendation.coding import Coding
    from recommendation.shopper_state import ShopperState

__all__ = ["Taste"]

LONGEST = 50
"""Products of the history that are folded in, the newest."""
SCORED = 50_000
"""Products that are scored, the most wanted: one pass over them fits in a millisecond or two."""


class Taste:
    """Asks the factors, with the shopper folded in."""

    name: Final = "taste"

    def __init__(
        self, coding: Coding, factors: ImplicitFactors, wanted: NDArray[np.float32]
    ) -> None:
        self._coding, self._factors = coding, factors
        codes = np.argsort(-wanted, kind="stable")[:SCORED].astype(np.int32)
        self._codes, self._scored = codes, np.ascontiguousarray(factors.products[codes])

    def candidates(self, state: ShopperState, shelf: Shelf, limit: int) -> list[Candidate]:
        """The products nearest to the shopper, each because of the nearest product chosen."""
        chosen = np.unique(self._coding.of(state.history[-LONGEST:]))
        if not len(chosen):
            return []
        scores = self._scored @ self._factors.folded_in(chosen)
        nearest = self._factors.products[chosen]

        def because(code: int) -> Because:
            closest = chosen[int(np.argmax(nearest @ self._factors.products[code]))]
            return Because(Why.TASTE, self._coding.ids[closest])

        return proposed(self.name, self._coding, self._codes, scores, because, state, shelf, limit)
