"""Shares and means with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NORMAL_95", "Estimate", "mean_of", "share_of"]

NORMAL_95: Final = 1.959964


@dataclass(frozen=True)
class Estimate:
    """A figure that rests on `n` things, with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


def share_of(part: int, n: int) -> Estimate | None:
    """A share with Wilson's score interval (Wilson 1927); None of nothing."""
    if n == 0:
        return None
    z2, share = NORMAL_95**2, part / n
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = NORMAL_95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half), n)


def mean_of(values: NDArray[np.float64]) -> Estimate | None:
    """A mean with its normal interval; None of fewer than two values."""
    n = len(values)
    if n < 2:  # noqa: PLR2004  one value has no spread
        return None
    mean, half = float(values.mean()), NORMAL_95 * float(values.std(ddof=1)) / sqrt(n)
    return Estimate(mean, mean - half, mean + half, n)
