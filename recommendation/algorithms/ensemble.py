"""Neighbours and the network together: the mean of two distributions over the next product.

The neighbours know what went together lately, the network what is alike; each is right where the
other has seen too little. The weight between them is chosen on sessions that neither has learned
from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from recommendation.algorithms.held_out import ndcg_of, rank_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from recommendation.algorithms.held_out import HeldOut
    from recommendation.algorithms.sequence_model import SequenceModel
    from recommendation.algorithms.session_knn import SessionKNN

__all__ = ["Ensemble"]

_Judged: TypeAlias = "tuple[NDArray[np.int32], NDArray[np.float32] | None, NDArray[np.float32]]"

ROWS = 256
"""Sessions whose scores are held in memory at once."""
WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Ensemble:
    """Scores every product after a session."""

    neighbours: SessionKNN
    network: SequenceModel | None = None
    weight: float = 0.0
    """The network's share, 0 to 1."""
    again: bool = True
    """Whether a product of the session may come next."""

    def rankings(
        self, sessions: Sequence[NDArray[np.int32]], length: int
    ) -> Iterator[NDArray[np.int64]]:
        """The `length` best products after each session, best first."""
        for session, told, votes in self._judged(sessions):
            yield _best(_mixed(self, session, told, votes), length)

    def chosen(self, held: HeldOut, length: int) -> tuple[Ensemble, float]:
        """With the weight that reaches the highest NDCG@`length` on `held`, and that figure."""
        tried = [replace(self, weight=weight) for weight in (WEIGHTS if self.network else (0.0,))]
        ranks: list[list[int]] = [[] for _ in tried]
        for judged, wanted in zip(self._judged(held.sessions), held.wanted, strict=True):
            for one, found in zip(tried, ranks, strict=True):
                found.append(rank_of(wanted, _mixed(one, *judged)))
        figures = [ndcg_of(found, length) for found in ranks]
        highest = int(np.argmax(figures))
        return tried[highest], figures[highest]

    def _judged(self, sessions: Sequence[NDArray[np.int32]]) -> Iterator[_Judged]:
        """Each session with what the network and the neighbours say of every product."""
        for start in range(0, len(sessions), ROWS):
            part = sessions[start : start + ROWS]
            told = self.network.probabilities(part) if self.network else repeat(None, len(part))
            for session, row in zip(part, told, strict=True):
                yield session, row, self._votes(session)

    def _votes(self, session: NDArray[np.int32]) -> NDArray[np.float32]:
        dense = np.zeros(self.neighbours.products, dtype=np.float32)
        codes, votes = self.neighbours.score(session)
        if len(codes):
            dense[codes] = votes / votes.sum()
        return dense


def _mixed(
    ensemble: Ensemble,
    session: NDArray[np.int32],
    told: NDArray[np.float32] | None,
    votes: NDArray[np.float32],
) -> NDArray[np.float32]:
    share = ensemble.weight
    mixed = votes.copy() if told is None else share * told + (1 - share) * votes
    if not ensemble.again:
        mixed[session] = 0.0
    return mixed


def _best(scores: NDArray[np.float32], length: int) -> NDArray[np.int64]:
    """The indices of the highest scores above zero, best first, equal ones in their order."""
    length = min(length, int(np.count_nonzero(scores > 0)))
    if not length:
        return np.empty(0, dtype=np.int64)
    lowest = np.partition(scores, -length)[-length]
    among = np.flatnonzero(scores >= lowest)
    return among[np.argsort(-scores[among], kind="stable")][:length]
