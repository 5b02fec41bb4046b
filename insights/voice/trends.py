"""How fast complaints grow for each thing sold: a Poisson regression by month.

log E[complaints of a month] = a + b·month + log(sold): `growth` is exp(b), the factor by which
complaints for each piece sold change from month to month. The interval allows for months that vary
more than chance lets them (quasi-Poisson: Pearson's dispersion, never below 1; McCullagh, Nelder
1989, ch. 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from insights.evaluation.shares import NORMAL_95

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["Trend", "called", "trend_of"]

LEAST_COMPLAINTS: Final = 10
LEAST_MONTHS: Final = 4
STEPS: Final = 50
ALIKE: Final = 1e-10
FALSE_CALLS: Final = 0.05
"""The share of trends that may be called where there is none, of all that are (Benjamini, Hochberg
1995)."""


@dataclass(frozen=True)
class Trend:
    """The factor from month to month with its 95 % interval, and how likely none would look so."""

    growth: float
    low: float
    high: float
    p: float


def trend_of(complaints: Numbers, sold: Numbers) -> Trend | None:
    """The trend of monthly counts, shape (months,) each; None of too little."""
    known = sold > 0
    counts, exposure = complaints[known], sold[known]
    if counts.sum() < LEAST_COMPLAINTS or known.sum() < LEAST_MONTHS:
        return None
    months = np.flatnonzero(known).astype(float)
    seen = np.column_stack([np.ones(len(months)), months - months.mean()])
    weights = np.array([np.log(counts.sum() / exposure.sum()), 0.0])
    for _ in range(STEPS):
        expected = exposure * np.exp(seen @ weights)
        information = seen.T @ (seen * expected[:, None])
        step = np.linalg.solve(information, seen.T @ (counts - expected))
        weights = weights + step
        if np.abs(step).max() < ALIKE:
            break
    expected = exposure * np.exp(seen @ weights)
    spread = max(1.0, float(((counts - expected) ** 2 / expected).sum()) / (len(counts) - 2))
    covariance = np.linalg.inv(seen.T @ (seen * expected[:, None])) * spread
    slope, error = float(weights[1]), sqrt(float(covariance[1, 1]))
    half = NORMAL_95 * error
    return Trend(
        exp(slope), exp(slope - half), exp(slope + half), erfc(abs(slope) / error / sqrt(2))
    )


def called(trends: Sequence[Trend | None]) -> list[bool]:
    """Which of many trends may be called so, that few of those called are none."""
    known = sorted(one.p for one in trends if one is not None)
    limits = [p for rank, p in enumerate(known, 1) if p <= FALSE_CALLS * rank / len(known)]
    limit = max(limits, default=-1.0)
    return [one is not None and one.p <= limit for one in trends]
