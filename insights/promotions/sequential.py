"""Intervals for an A/B test that hold however often one looks.

The normal mixture confidence sequence (Robbins 1970; Johari, Koomen, Pekelis, Walsh 2017 as mSPRT;
Howard, Ramdas, McAuliffe, Sekhon 2021, equation 14), with the variance estimated (Waudby-Smith,
Arbour, Sinha, Kennedy, Ramdas 2024, "Time-uniform central limit theory and asymptotic confidence
sequences"). With S the difference of means times the customers n, V its variance, and r = V / rho,

    |S - n effect| < sqrt(V (1 + 1/r) (log(1 + r) - 2 log alpha))   for all V at once,

with a chance of at least 1 - alpha as V grows. `rho` makes it narrowest at the V that was planned.

What the same customers do on later days goes with what they did before, so that S moves less freely
between two looks than the bound allows for (Slepian's inequality): it is the safe side.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log, sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ALPHA", "Arm", "Difference", "difference", "peeking_quantile"]

ALPHA: Final = 0.05
LEAST_EVENTS: Final = 10
"""Customers with an outcome, in both arms together, below which nothing is said."""


@dataclass(frozen=True)
class Arm:
    """Customers who were treated, or held out: how many, and the sums of their outcomes."""

    customers: int
    total: float
    squares: float
    events: int
    """Of whom the outcome is not 0."""

    @classmethod
    def of(cls, customers: int, outcomes: Sequence[float]) -> Arm:
        """An arm from the outcomes that are not 0."""
        return cls(customers, sum(outcomes), sum(one * one for one in outcomes), len(outcomes))

    @property
    def mean(self) -> float:
        """The mean outcome; 0 without customers."""
        return self.total / self.customers if self.customers else 0.0


@dataclass(frozen=True)
class Difference:
    """Treated less held out, for each customer, with bounds; endless where too little is known."""

    value: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether it is certainly not nothing."""
        return self.low > 0 or self.high < 0


def difference(treated: Arm, held: Arm, planned: float, alpha: float = ALPHA) -> Difference:
    """The effect so far, with the bounds above; `planned` is V at the planned end.

    Each arm's variance is at least that of both together: that of a few held-out customers,
    of whom nobody bought yet, would be 0.
    """
    value = treated.mean - held.mean
    if not treated.customers or not held.customers or treated.events + held.events < LEAST_EVENTS:
        return Difference(value, -inf, inf)
    customers = treated.customers + held.customers
    variance = sum(_spread(arm, (treated, held)) / arm.customers for arm in (treated, held))
    ratio = customers**2 * variance / (planned / best_ratio(alpha))
    margin = sqrt(variance) * _quantile(ratio, alpha)
    return Difference(value, value - margin, value + margin)


def planned_variance(treated: float, held: float, spread: float) -> float:
    """V for so many customers, whose outcomes have the variance `spread`."""
    return (treated + held) ** 2 * spread * (1 / treated + 1 / held)


def best_ratio(alpha: float = ALPHA) -> float:
    """V / rho at which the bound is narrowest, as nearly as a formula says it."""
    return -2 * log(alpha) + log(-2 * log(alpha)) + 1


def peeking_quantile(alpha: float = ALPHA) -> float:
    """Standard errors from the value to a bound at the planned end; 1.96 for one look only."""
    return _quantile(best_ratio(alpha), alpha)


def _quantile(ratio: float, alpha: float) -> float:
    return sqrt((1 + 1 / ratio) * (log(1 + ratio) - 2 * log(alpha)))


def _spread(arm: Arm, both: tuple[Arm, Arm]) -> float:
    count = sum(one.customers for one in both)
    mean = sum(one.total for one in both) / count
    pooled = sum(one.squares for one in both) / count - mean**2
    return max(arm.squares / arm.customers - arm.mean**2, pooled)
