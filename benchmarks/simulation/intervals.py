"""Bootstrap intervals of means, for paired experiments."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Interval", "mean_interval"]

RESAMPLES = 2000


class Interval(NamedTuple):
    """A mean with its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def without_zero(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.low > 0 or self.high < 0


def mean_interval(values: Sequence[float], seed: int = 0) -> Interval:
    """The mean with its percentile bootstrap interval (Efron 1979), over what was sampled.

    Of paired experiments `values` are one difference a shopper.
    """
    sample = np.asarray(values, dtype=float)
    if not sample.size:
        return Interval(0.0, 0.0, 0.0)
    random = np.random.default_rng(seed)
    means = [random.choice(sample, sample.size).mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, (2.5, 97.5))
    return Interval(float(sample.mean()), float(low), float(high))
