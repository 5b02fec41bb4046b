"""What the season and sales do to demand: factors with their intervals.

Poisson regressions with a level for each product, clusters of products, and what the rest of the
shop sold in the same week as exposure, so that a shop that grows has no season for it. The factor
of a month is beside the category's other months, that of a sale beside the category's other days,
the month held. What a sale did is everything at once: the price, the front page, the news of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from insights.errors import TooLittleData
from insights.forecasting.demand import in_sales
from insights.pricing.regression import poisson

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from insights.forecasting.series import Numbers

__all__ = ["Factor", "sale_factors", "season_factors"]

LEVEL: Final = 0.95
LEAST_PIECES: Final = 20
"""Sold in a sale, or in a category, before anything is said of it."""
LEAST_DAYS: Final = 3
"""Of a sale: of one that has only begun nothing can be said."""
LONGEST_GAP: Final = 7
"""Days: two stretches of a sale that are nearer are one."""


@dataclass(frozen=True)
class Factor:
    """By what something multiplies the demand of a category."""

    category: str
    what: str
    """The number of a month, or the first day of a sale."""
    days: int
    pieces: int
    """Sold in that time: what the factor rests on."""
    factor: float
    low: float
    high: float


def season_factors(days: pd.DataFrame) -> Iterator[Factor]:
    """Each month of each category; `days` as `insights.pricing.product_days` has them."""
    rest = _rest(days)
    for category, theirs in days.groupby("category"):
        months = theirs["day"].dt.month.to_numpy()
        # The price is held: a month is not strong for what a sale in it did.
        price = np.log(theirs["price"].to_numpy())[:, None]
        sale = in_sales(theirs).to_numpy(dtype=float)[:, None]
        for month in np.unique(months):
            held = np.column_stack([price, sale])
            yield from _factor(theirs, str(category), str(month), months == month, held, rest)


def sale_factors(days: pd.DataFrame) -> Iterator[Factor]:
    """Each sale that was: days on which most of a category was cheaper than usual."""
    on_sale, rest = in_sales(days), _rest(days)
    for category, theirs in days.groupby("category"):
        dates = np.sort(theirs.loc[on_sale[theirs.index], "day"].unique())
        if not len(dates):
            continue
        breaks = np.flatnonzero(np.diff(dates) > np.timedelta64(LONGEST_GAP, "D")) + 1
        # The same month of two years is two: a year apart the shop has other customers.
        months = (theirs["day"].dt.year * 12 + theirs["day"].dt.month).to_numpy()
        held = (months[:, None] == np.unique(months)[1:]).astype(float)
        for sale in np.split(dates, breaks):
            if len(sale) < LEAST_DAYS:
                continue
            within = theirs["day"].isin(sale).to_numpy()
            yield from _factor(theirs, str(category), str(sale[0])[:10], within, held, rest)


def _rest(days: pd.DataFrame) -> pd.Series[float]:
    """For each row what the other categories sold in its week, one piece at least."""
    week = days["day"].dt.to_period("W")
    of_all = days["units"].groupby(week).transform("sum")
    own = days["units"].groupby([week, days["category"]]).transform("sum")
    return (of_all - own).clip(lower=1.0)


def _factor(
    theirs: pd.DataFrame,
    category: str,
    what: str,
    within: NDArray[np.bool_],
    held: Numbers,
    rest: pd.Series[float],
) -> Iterator[Factor]:
    then = theirs[within]
    if theirs["units"].sum() < LEAST_PIECES or within.all():
        return
    products = np.unique(theirs["product"], return_inverse=True)[1]
    try:
        fit = poisson(
            within.astype(float),
            theirs["units"].to_numpy(dtype=float),
            np.asarray(rest[theirs.index], dtype=np.float64),
            clusters=products,
            absorbed=[products],
            held=held[:, np.ptp(held, axis=0) > 0],
        )
    except TooLittleData:
        return
    low, high = np.exp(fit.interval(LEVEL))
    yield Factor(
        category=category,
        what=what,
        days=int(then["day"].nunique()),
        pieces=int(then["units"].sum()),
        factor=float(np.exp(fit.slope)),
        low=float(low),
        high=float(high),
    )
