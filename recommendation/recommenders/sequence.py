"""What the sequence network expects next; trained where it adds to the neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from recommendation.candidates import Because, Why
from recommendation.recommenders.proposing import proposed

if TYPE_CHECKING:
    from recommendation.algorithms.sequence_model import SequenceModel
    from recommendation.candidates import Candidate, Shelf
    from recommendation.coding import Coding
    from recommendation.shopper_state import ShopperState

__all__ = ["ExpectedNext"]


class ExpectedNext:
    """Asks the network for the next product of the session."""

    name: Final = "sequence"

    def __init__(self, coding: Coding, network: SequenceModel) -> None:
        self._coding, self._network = coding, network

    def candidates(self, state: ShopperState, shelf: Shelf, limit: int) -> list[Candidate]:
        """The likeliest products, because of the session's last."""
        session = self._coding.of(state.products)
        if not len(session):
            return []
        chances = self._network.probabilities([session])[0]
        codes = np.arange(len(chances), dtype=np.int32)
        because = Because(Why.VIEWED_TOGETHER, self._coding.ids[session[-1]])
        return proposed(
            self.name, self._coding, codes, chances, lambda _: because, state, shelf, limit
        )
