"""What another price would do to units, revenue and margin, with how sure that is.

Demand has a constant elasticity e: units are multiplied by (price / present price)^e, and e is
normal about its estimate. At one price all three figures rise or fall with e all the way, so their
quantiles are those of e put through the formula. Needs nothing but the standard library, so that
any process may ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Band", "Demand", "Effect"]

LEVEL: Final = 0.9
POINTS: Final = 21
_REACH: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)


@dataclass(frozen=True)
class Band:
    """What is expected, with its 90 % interval."""

    expected: float
    low: float
    high: float

    def less(self, amount: float) -> Band:
        """All of it less a known amount."""
        return Band(self.expected - amount, self.low - amount, self.high - amount)


@dataclass(frozen=True)
class Effect:
    """Four weeks at a price. `units` are pieces, the others the shop's currency, tax aside."""

    price: float
    units: Band
    revenue: Band
    margin: Band | None
    """None where the cost is not known."""


@dataclass(frozen=True)
class Demand:
    """What is known of a product's demand; prices and cost are above 0."""

    price: float
    """The present one, with tax."""
    units: float
    """Pieces in four weeks at it."""
    elasticity: float
    error: float
    cost: float | None = None
    tax: float = 0.0
    """Contained in prices, over the price without it."""

    def at(self, price: float) -> Effect:
        """Four weeks at `price`; the interval is that of the elasticity alone."""
        net = price / (1 + self.tax)
        units = self._units(price)
        return Effect(
            price=price,
            units=units,
            revenue=_times(units, net),
            margin=None if self.cost is None else _times(units, net - self.cost),
        )

    def change(self, price: float) -> Effect:
        """`at(price)` less four weeks at the present price."""
        then, now = self.at(price), self.at(self.price)
        return Effect(
            price=price,
            units=then.units.less(now.units.expected),
            revenue=then.revenue.less(now.revenue.expected),
            margin=then.margin.less(now.margin.expected) if then.margin and now.margin else None,
        )

    def certainty(self, price: float) -> float:
        """The chance that the margin is larger at `price`; 0 where the cost is not known."""
        if self.cost is None or price == self.price:
            return 0.0
        before = self.price / (1 + self.tax) - self.cost
        after = price / (1 + self.tax) - self.cost
        if before <= 0 or after <= 0:
            # Who loses on each piece gains by any price that does not.
            return float(after > 0) if before <= 0 else 0.0
        least = log(before / after) / log(price / self.price)
        above = 1 - NormalDist(self.elasticity, self.error).cdf(least)
        return above if price > self.price else 1 - above

    def curve(self, low: float, high: float) -> Iterator[Effect]:
        """Four weeks each at evenly spaced prices from `low` to `high`."""
        for at in range(POINTS):
            yield self.at(low + (high - low) * at / (POINTS - 1))

    def _units(self, price: float) -> Band:
        over = log(price / self.price)
        ends = sorted(
            self.units * exp((self.elasticity + side * _REACH * self.error) * over)
            for side in (-1, 1)
        )
        return Band(self.units * exp(self.elasticity * over), ends[0], ends[1])


def _times(units: Band, each: float) -> Band:
    ends = sorted((units.low * each, units.high * each))
    return Band(units.expected * each, ends[0], ends[1])
