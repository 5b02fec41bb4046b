"""One slope at a time: least squares and Poisson regression, with a cluster-robust interval.

What else moves the outcome is taken out of both sides first (Frisch and Waugh 1933): the levels of
groups by alternating projections (Guimaraes and Portugal 2010), then the columns that are held. So
a level for each product and each week costs nothing. For Poisson this happens inside iteratively
reweighted least squares (Correia, Guimaraes and Zylkin 2020).

The variance is by clusters (Liang and Zeger 1986) with the factor G/(G-1) (N-1)/(N-k), k being the
slope, the constant and what is held, and t quantiles of G-1 degrees of freedom (Cameron and Miller
2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import t

from insights.errors import TooLittleData

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.intp]

__all__ = ["Fit", "Left", "least_squares", "poisson", "reach", "taken_out"]

CLOSE: Final = 1e-9
MOST_ROUNDS: Final = 10_000
MOST_STEPS: Final = 100
LARGEST_LOG: Final = 50.0
LEAST_CLUSTERS: Final = 2
LEAST_OWN: Final = 1e-5
"""A slope can be told when so much of its column's spread is left once all else is taken out."""


@dataclass(frozen=True)
class Fit:
    """A slope, and the pull of each cluster on it, shape (clusters,)."""

    slope: float
    influence: Floats
    """The small-sample factor included: the variance is the sum of its squares."""
    rows: int
    clusters: int
    """Those that had a say."""

    @property
    def error(self) -> float:
        """The standard error."""
        return float(np.linalg.norm(self.influence))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The confidence interval."""
        half = reach(self.clusters, level) * self.error
        return self.slope - half, self.slope + half


@dataclass(frozen=True)
class Left:
    """What is left of each row once all else is taken out, shape (rows,) each.

    `kept` tells which of the rows given these are; `weights` is what a Poisson regression expects.
    """

    x: Floats
    residuals: Floats
    weights: Floats
    kept: NDArray[np.bool_]


def reach(clusters: int, level: float = 0.95) -> float:
    """By how many standard errors an interval reaches to either side."""
    return float(t.ppf((1 + level) / 2, max(clusters - 1, 1)))


def least_squares(
    x: Floats,
    y: Floats,
    clusters: Codes,
    absorbed: Sequence[Codes] = (),
    held: Floats | None = None,
) -> Fit:
    """The slope of `y` on `x`, both of shape (rows,).

    `clusters` and each of `absorbed` are codes from 0, shape (rows,); `held` has shape (rows,
    columns). Raises TooLittleData where `x` cannot be told from the rest.
    """
    weights = np.ones(len(y))
    own, outcome = _purged(np.column_stack([x, y]), absorbed, held, weights).T
    _check_own(own, x)
    slope = float(own @ outcome / (own @ own))
    left = Left(own, outcome - slope * own, weights, np.ones(len(y), dtype=bool))
    return _fit(slope, left, clusters, held)


def poisson(
    x: Floats,
    counts: Floats,
    exposure: Floats,
    clusters: Codes,
    absorbed: Sequence[Codes] = (),
    held: Floats | None = None,
) -> Fit:
    """The slope of log E[counts / exposure] on `x`; the rest as for `least_squares`.

    `exposure` is such as days on sale, above 0. Rows of a level at which nothing was ever counted
    say nothing of slopes and are left out.
    """
    slope, left = taken_out(x, counts, exposure, absorbed, held)
    return _fit(slope, left, clusters, held)


def taken_out(
    x: Floats,
    counts: Floats,
    exposure: Floats,
    absorbed: Sequence[Codes] = (),
    held: Floats | None = None,
) -> tuple[float, Left]:
    """The slope of `poisson`, and what is left of each row at it."""
    kept = _with_counts(counts, absorbed)
    if not kept.any():
        raise TooLittleData("Nothing was sold at all.")
    x, counts, offset = x[kept], counts[kept], np.log(exposure[kept])
    absorbed = [np.unique(group[kept], return_inverse=True)[1] for group in absorbed]
    held = None if held is None else held[kept]
    mean = (counts + counts.mean()) / 2
    deviance = np.inf
    for _ in range(MOST_STEPS):
        working = np.log(mean) - offset + (counts - mean) / mean
        own, outcome = _purged(np.column_stack([x, working]), absorbed, held, mean).T
        _check_own(own, x)
        slope = float((own * mean) @ outcome / ((own * mean) @ own))
        fitted = working - (outcome - slope * own) + offset
        mean = np.exp(np.clip(fitted, -LARGEST_LOG, LARGEST_LOG))
        before, deviance = deviance, _deviance(counts, mean)
        if abs(before - deviance) < CLOSE * max(deviance, 1):
            break
    return slope, Left(own, counts - mean, mean, kept)


def _purged(
    columns: Floats, absorbed: Sequence[Codes], held: Floats | None, weights: Floats
) -> Floats:
    """`columns` without the levels of groups and without what `held` tells of them."""
    groups = list(absorbed) or [np.zeros(len(columns), dtype=np.intp)]
    if held is None or not held.size:
        return _within(columns, groups, weights)
    left = _within(np.column_stack([columns, held]), groups, weights)
    own, theirs = left[:, : columns.shape[1]], left[:, columns.shape[1] :]
    root = np.sqrt(weights)[:, None]
    told = np.linalg.lstsq(theirs * root, own * root, rcond=LEAST_OWN)[0]
    return np.asarray(own - theirs @ told)


def _within(columns: Floats, groups: Sequence[Codes], weights: Floats) -> Floats:
    sums = [np.bincount(group, weights) for group in groups]
    left = columns.copy()
    scales = np.maximum(np.abs(columns).max(axis=0), 1.0)
    for _ in range(MOST_ROUNDS):
        moved = 0.0
        for group, total in zip(groups, sums, strict=True):
            for at, scale in enumerate(scales):
                level = np.bincount(group, weights * left[:, at]) / total
                left[:, at] -= level[group]
                moved = max(moved, float(np.abs(level).max() / scale))
        if len(groups) == 1 or moved < CLOSE:
            break
    return left


def _fit(slope: float, left: Left, clusters: Codes, held: Floats | None) -> Fit:
    codes, rows = clusters[left.kept], len(left.x)
    known = 2 + (0 if held is None else held.shape[1])
    told = len(np.unique(codes))
    if told < LEAST_CLUSTERS or rows <= known:
        raise TooLittleData(f"{rows} rows in {told} clusters are too few for an interval.")
    factor = told / (told - 1) * (rows - 1) / (rows - known)
    scores = np.bincount(codes, left.x * left.residuals, int(clusters.max()) + 1)
    bread = float((left.x * left.weights) @ left.x)
    return Fit(slope, scores / bread * np.sqrt(factor), rows, told)


def _check_own(own: Floats, x: Floats) -> None:
    if np.linalg.norm(own) <= LEAST_OWN * max(float(np.linalg.norm(x - x.mean())), CLOSE):
        raise TooLittleData("The price never moved but together with what is held.")


def _with_counts(counts: Floats, groups: Sequence[Codes]) -> NDArray[np.bool_]:
    """The rows whose levels all have something counted, once other such rows are gone."""
    kept = np.full(len(counts), counts.sum() > 0)
    while True:
        before = kept.sum()
        for group in groups:
            kept &= np.bincount(group, counts * kept)[group] > 0
        if kept.sum() == before:
            return kept


def _deviance(counts: Floats, mean: Floats) -> float:
    some = counts > 0
    logs = np.zeros(len(counts))
    logs[some] = counts[some] * np.log(counts[some] / mean[some])
    return float(2 * (logs - (counts - mean)).sum())
