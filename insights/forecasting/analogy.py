"""Products too new for a history of their own: forecast as those that are like them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from insights.forecasting.series import Numbers

__all__ = ["MOST_NEIGHBOURS", "by_analogy", "neighbours"]

MOST_NEIGHBOURS: Final = 5
WEEKS_THEY_COUNT: Final = 4.0
"""What the neighbours say weighs as much as so many weeks of the product's own."""


def neighbours(price: float, prices: Numbers) -> list[int]:
    """Places of the products of its category that are the nearest in price, by its ratio."""
    apart = np.abs(np.log(np.maximum(prices, 0.01)) - np.log(max(price, 0.01)))
    return [int(at) for at in np.argsort(apart, kind="stable")[:MOST_NEIGHBOURS]]


def by_analogy(own: Numbers, theirs: Numbers, forecasts: Numbers) -> Numbers:
    """The neighbours' mean forecast, moved by how the product has sold beside them so far.

    `own` has the weeks that the product was there, `theirs` the same weeks of the neighbours, shape
    (neighbours, weeks), and `forecasts` what comes, shape (neighbours, steps). The ratio is that of
    a Poisson rate with a gamma prior around one: no week, and it is one.
    """
    expected = float(theirs.mean(axis=0).sum()) if theirs.size else 0.0
    prior = WEEKS_THEY_COUNT * float(forecasts.mean())
    ratio = (prior + float(own.sum())) / (prior + expected) if prior + expected > 0 else 1.0
    return np.asarray(forecasts.mean(axis=0) * ratio)
