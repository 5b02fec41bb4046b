"""Many series side by side, with what is known beforehand: prices, promotions, the calendar.

All tables have a row for each period (whole numbers, without a gap) and a column for each series.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Panel", "features"]

LAGS: Final = 4
WINDOWS: Final = (4, 8, 13, 26, 52)
HALF: Final = 26
QUARTER: Final = 13
RECENT: Final = 3


@dataclass(frozen=True)
class Panel:
    """Series that can learn from each other."""

    sold: pd.DataFrame
    """What was sold, on the scale that is forecast; missing where nothing is known."""
    prices: pd.DataFrame
    """Logarithms; of the periods to be forecast too, as are promotions."""
    promotions: Mapping[str, pd.DataFrame]
    """By the kind of promotion, how much of it there was: 0 for none."""
    kinds: pd.DataFrame
    """A row for each series; whole numbers that say what it is, such as brand and store."""
    markets: pd.Series[int]
    """For each series, within what its price is compared."""
    season: int = 52
    """Periods of a year."""


def features(panel: Panel, steps: int) -> pd.DataFrame:
    """What is known `steps` periods before, a row for each (period, series) in that order.

    Columns of the past end with the newest value that is known then; prices and promotions are
    those planned.
    """
    values = panel.sold
    shape = values.shape
    wide = _prices(panel) | _promotions(panel) | _past(panel, steps)
    columns = {name: table.to_numpy(dtype=np.float32).ravel() for name, table in wide.items()}
    periods = np.asarray(values.index)
    columns["time of year"] = np.repeat(periods % panel.season, shape[1]).astype(np.float32)
    columns["steps"] = np.full(shape[0] * shape[1], steps, dtype=np.float32)
    for kind in panel.kinds:
        columns[str(kind)] = np.tile(panel.kinds[kind].to_numpy(), shape[0])
    rows = pd.MultiIndex.from_product([values.index, values.columns], names=["period", "series"])
    return pd.DataFrame(columns, index=rows)


def _prices(panel: Panel) -> dict[str, pd.DataFrame]:
    """The price beside others' and beside its own past."""
    price = panel.prices
    rivals = price.T.groupby(panel.markets)
    found = {
        "price": price,
        "price over the market's": price - rivals.transform("mean").T,
        "price over the market's least": price - rivals.transform("min").T,
        "rank of the price": rivals.rank().T,
        "price over its mean": price - price.expanding().mean().shift(1),
        "price over its highest": price - price.rolling(QUARTER, min_periods=1).max(),
    }
    for lag in range(1, RECENT + 1):
        found[f"price over that {lag} before"] = price - price.shift(lag)
    return found


def _promotions(panel: Panel) -> dict[str, pd.DataFrame]:
    found: dict[str, pd.DataFrame] = {}
    for name, promotion in panel.promotions.items():
        found[name] = promotion
        rivals = promotion.T.groupby(panel.markets).transform("sum").T
        found[f"{name} of others"] = rivals - promotion
        for lag in range(1, RECENT + 1):
            found[f"{name} {lag} before"] = promotion.shift(lag)
    return found


def _past(panel: Panel, steps: int) -> dict[str, pd.DataFrame]:
    """What was sold up to `steps` periods before."""
    values, known = panel.sold, panel.sold.shift(steps)
    found = {f"sold {lag} before the newest": values.shift(steps + lag) for lag in range(LAGS)}
    for window in WINDOWS:
        found[f"mean of {window}"] = known.rolling(window, min_periods=1).mean()
    found["median of a half-year"] = known.rolling(HALF, min_periods=1).median()
    found["spread of a half-year"] = known.rolling(HALF, min_periods=4).std()
    for name, promotion in panel.promotions.items():
        without, during = values.where(promotion == 0), values.where(promotion > 0)
        found[f"mean without {name}"] = _mean(without.shift(steps), HALF)
        found[f"mean with {name}"] = _mean(during.shift(steps), 2 * HALF)
    before = panel.prices.shift(steps)
    found["price over that known last"] = panel.prices - before
    found["price over that of a half-year"] = panel.prices - _mean(before, HALF)
    found["mean of the market"] = known.T.groupby(panel.markets).transform("mean").T
    for kind in panel.kinds:
        found[f"mean of the {kind}"] = known.T.groupby(panel.kinds[kind]).transform("mean").T
    return found


def _mean(table: pd.DataFrame, window: int) -> pd.DataFrame:
    return table.rolling(window, min_periods=1).mean()
