"""What was wanted of each product, week by week, and at what price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from insights.errors import TooLittleData

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Demand", "weekly_demand"]

LEAST_WEEKS: Final = 20
CHEAPER: Final = 0.95
IN_A_SALE: Final = 0.75
LEAST_PRODUCTS: Final = 3
"""A category is in a sale when so many, and such a part, of its products are so much cheaper."""


@dataclass(frozen=True)
class Demand:
    """Tables with a row for each whole week, named by its Monday, and a column for each product."""

    pieces: pd.DataFrame
    """Missing before the product was first seen or sold."""
    prices: pd.DataFrame
    """Over the product's usual one; of weeks of which nothing is known, as in the week before."""
    sales: pd.DataFrame
    """The part of the week in which the product's category was in a sale."""
    categories: pd.Series[str]
    """By product."""


def weekly_demand(days: pd.DataFrame, until: datetime) -> Demand:
    """From `insights.pricing.product_days`; whole weeks before `until`. Raises TooLittleData."""
    end = pd.Timestamp(until).tz_localize(None).normalize()
    sold = days.loc[days["units"] > 0, "day"]
    first = _monday((sold.min() if len(sold) else end) + pd.Timedelta(days=6))
    weeks = pd.date_range(first, _monday(end), freq="7D", inclusive="left")
    if len(weeks) < LEAST_WEEKS:
        message = f"{len(weeks)} whole weeks of orders are on record; {LEAST_WEEKS} are needed."
        raise TooLittleData(message)
    mondays = days["day"] - pd.to_timedelta(days["day"].dt.weekday, unit="D")
    told = days.assign(week=mondays, on_sale=in_sales(days))
    told = told[told["day"] >= weeks[0]]
    by_week = told.groupby(["week", "product"]).agg(
        units=("units", "sum"), price=("price", "mean"), on_sale=("on_sale", "mean")
    )
    wide = {name: by_week[name].unstack().reindex(weeks) for name in by_week}  # noqa: PD010
    there = wide["price"].ffill().notna()
    return Demand(
        pieces=wide["units"].fillna(0).where(there),
        prices=wide["price"].ffill(),
        sales=wide["on_sale"].fillna(0),
        categories=days.groupby("product")["category"].first()[wide["units"].columns],
    )


def in_sales(days: pd.DataFrame) -> pd.Series[bool]:
    """Whether most of a day's products of the category were cheaper than usual at once.

    Nobody has to enter a sale to have it counted; single products' prices are no sale.
    """
    cheaper = (days["price"] < CHEAPER).groupby([days["category"], days["day"]])
    sale = (cheaper.transform("mean") >= IN_A_SALE) & (cheaper.transform("sum") >= LEAST_PRODUCTS)
    return pd.Series(sale, index=days.index)


def _monday(day: pd.Timestamp) -> pd.Timestamp:
    return day - pd.Timedelta(days=day.weekday())
