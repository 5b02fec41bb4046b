"""What shoppers went on to after sessions like this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recommendation.candidates import Because, Why
from recommendation.recommenders.proposing import proposed

if TYPE_CHECKING:
    from recommendation.algorithms.session_knn import SessionKNN
    from recommendation.candidates import Candidate, Shelf
    from recommendation.coding import Coding
    from recommendation.shopper_state import ShopperState

__all__ = ["SessionNeighbours"]


class SessionNeighbours:
    """Asks the session-based nearest neighbours."""

    name: Final = "sessions"

    def __init__(self, coding: Coding, neighbours: SessionKNN) -> None:
        self._coding, self._neighbours = coding, neighbours

    def candidates(self, state: ShopperState, shelf: Shelf, limit: int) -> list[Candidate]:
        """Products of the nearest sessions, because of the last product that these shared."""
        session = self._coding.of(state.products)
        codes, votes = self._neighbours.score(session)
        if not len(codes):
            return []
        because = Because(Why.VIEWED_TOGETHER, self._coding.ids[session[-1]])
        return proposed(
            self.name, self._coding, codes, votes, lambda _: because, state, shelf, limit
        )
