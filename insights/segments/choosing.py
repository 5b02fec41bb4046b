"""How many groups there are, if any.

K-means with each number of groups is judged by its silhouette (Rousseeuw 1987) and by its
stability: the agreement (adjusted Rand index) of groupings of random halves, each carried over to
everybody. A number is sound if it is stable, and its silhouette clearly better than that of the
same customers with each trait shuffled, which have no groups: the reference of the gap statistic
(Tibshirani, Walther and Hastie 2001). Of the sound ones the largest is taken whose silhouette is
about the best: of groups that are as clear a shop can do more with more of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from insights.errors import TooLittleData

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

__all__ = ["Choice", "best_grouping"]

MOST: Final = 10
LEAST_CUSTOMERS: Final = 60
LEAST_SHARE: Final = 0.02
"""Of the customers; a smaller group is nothing to act on."""
STABLE: Final = 0.7
MARGIN: Final = 0.04
"""By which the silhouette must be better than that of shuffled traits."""
ABOUT_BEST: Final = 0.95
"""Of the best silhouette."""
HALVES: Final = 4
SAMPLE: Final = 2000
STARTS: Final = 5


@dataclass(frozen=True)
class Choice:
    """One number of groups that was tried; `shuffled` is the silhouette without any groups."""

    k: int
    silhouette: float
    shuffled: float
    stability: float
    least_share: float

    @property
    def sound(self) -> bool:
        """Whether groups like these are there at all, and are large enough."""
        return (
            self.silhouette > self.shuffled + MARGIN
            and self.stability >= STABLE
            and self.least_share >= LEAST_SHARE
        )


def best_grouping(points: Points, seed: int = 0, before: int = 0) -> tuple[KMeans, list[Choice]]:
    """The best k-means of `points` (n, d), and every number of groups tried.

    The number that there was `before` stays while it is one of the best.

    Raises TooLittleData when there are too few customers or no stable groups among them.
    """
    if len(points) < LEAST_CUSTOMERS:
        raise TooLittleData(
            f"Groups want {LEAST_CUSTOMERS} customers at least; there are {len(points)}."
        )
    rng = np.random.default_rng(seed)
    shuffled = np.column_stack([rng.permutation(column) for column in points.T])
    fits, choices = {}, []
    for k in range(2, MOST + 1):
        fits[k] = _fit(points, k, seed)
        choices.append(
            Choice(
                k=k,
                silhouette=_silhouette(points, fits[k], seed),
                shuffled=_silhouette(shuffled, _fit(shuffled, k, seed), seed),
                stability=_stability(points, k, seed),
                least_share=float(np.bincount(fits[k].labels_).min() / len(points)),
            )
        )
    sound = [choice for choice in choices if choice.sound]
    if not sound:
        raise TooLittleData(f"No stable groups were found among {len(points)} customers.")
    least = ABOUT_BEST * max(choice.silhouette for choice in sound)
    best = [choice.k for choice in sound if choice.silhouette >= least]
    return fits[before if before in best else max(best)], choices


def _fit(points: Points, k: int, seed: int) -> KMeans:
    return KMeans(k, n_init=STARTS, random_state=seed).fit(points)


def _silhouette(points: Points, fit: KMeans, seed: int) -> float:
    sample = min(SAMPLE, len(points))
    return float(silhouette_score(points, fit.labels_, sample_size=sample, random_state=seed))


def _stability(points: Points, k: int, seed: int) -> float:
    """Mean agreement, over everybody, of groupings of random halves."""
    rng = np.random.default_rng(seed)
    labels = [
        KMeans(k, n_init=2, random_state=seed)
        .fit(points[rng.permutation(len(points))[: len(points) // 2]])
        .predict(points)
        for _ in range(HALVES)
    ]
    return float(np.mean([adjusted_rand_score(one, other) for one, other in pairwise(labels)]))
