"""Figures of rankings with one right product each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["hit_rate", "mean_reciprocal_rank", "ndcg", "ranks_of"]


def ranks_of(rankings: Iterable[NDArray[np.int64]], wanted: Iterable[int]) -> NDArray[np.float64]:
    """Where each wanted product stands, 1 for the first place, infinite when it is missing."""
    found = [
        np.flatnonzero(ranking == product)[:1]
        for ranking, product in zip(rankings, wanted, strict=True)
    ]
    return np.array([place[0] + 1.0 if len(place) else np.inf for place in found])


def hit_rate(ranks: NDArray[np.float64]) -> float:
    """The share that is in the ranking: HR, recall, or P as session papers call it."""
    return float(np.isfinite(ranks).mean())


def mean_reciprocal_rank(ranks: NDArray[np.float64]) -> float:
    """One over the rank, 0 for what is missing."""
    return float((1 / ranks).mean())


def ndcg(ranks: NDArray[np.float64]) -> float:
    """Normalised discounted gain (Järvelin and Kekäläinen 2002)."""
    return float((1 / np.log2(ranks + 1)).mean())
