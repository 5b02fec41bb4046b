"""Neighbours and the network together: the mean of two distributions over the next product.

The neighbours know what went together lately, the network what is alike; each is right where the
other has seen too little. The weight between them is chosen on sessions that neither has learned
from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from recommendation.algorithms.held_out import ndcg_of, rank_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from recommendation.algorithms.held_out import HeldOut
    from recommendation.algorithms.sequence_model import SequenceModel
    from recommendation.algorithms.session_knn import SessionKNN

__all__ = ["Ensemble"]

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
        for part, told, votes in self._parts(sessions):
            for session, row, vote in zip(part, told, votes, strict=True):
                yield _best(self._mixed(session, row, vote), length)

    def chosen(self, held: HeldOut, length: int) -> tuple[Ensemble, float]:
        """With the weight that reaches the highest NDCG@`length` on `held`, and that figure."""
        tried = [replace(self, weight=weight) for weight in (WEIGHTS if self.network else (0.0,))]
        ranks: list[list[int]] = [[] for _ in tried]
        wanted = iter(held.wanted)
        for part, told, votes in self._parts(held.sessions):
            for session, row, vote in zip(part, told, votes, strict=True):
                following = next(wanted)
                for one, found in zip(tried, ranks, strict=True):
                    found.append(rank_of(following, one._mixed(session, row, vote)))  # noqa: SLF001
        figures = [ndcg_of(found, length) for found in ranks]
        highest = int(np.argmax(figures))
        return tried[highest], figures[highest]

    def _parts(
        self, sessions: Sequence[NDArray[np.int32]]
    ) -> Iterator[
        tuple[
            Sequence[NDArray[np.int32]], NDArray[np.float32] | list[None], list[NDArray[np.float32]]
        ]
    ]:
        """Some sessions at a time, with what the network and the neighbours say of each."""
        for start in range(0, len(sessions), ROWS):
            part = sessions[start : start + ROWS]
            told = self.network.probabilities(part) if self.network else [None] * len(part)
            yield part, told, [self._votes(session) for session in part]

    def _votes(self, session: NDArray[np.int32]) -> NDArray[np.float32]:
        dense = np.zeros(self.neighbours.products, dtype=np.float32)
        codes, votes = self.neighbours.score(session)
        if len(codes):
            dense[codes] = votes / votes.sum()
        return dense

    def _mixed(
        self,
        session: NDArray[np.int32],
        told: NDArray[np.float32] | None,
        votes: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        mixed = votes.copy() if told is None else self.weight * told + (1 - self.weight) * votes
        if not self.again:
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
