"""What each product cost and how much of it was sold, day by day: all that pricing looks at.

Nobody is in these tables: neither customers nor visitors, conversations nor moods are read, so that
no price can come to depend on any of them.

`product_days` have a row for each product and day from the first day on which it was seen or sold
to the last: product, category, day, price (over the product's usual one, which is its median),
units, looks (views of its page) and promoted (True on a day of a promotion of its own).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from sqlalchemy import Select, select

from commerce import LineStatus, OrderStatus
from commerce.tables import order_lines, orders, products
from database import reading
from signals import BehaviourKind
from signals.tables import behaviour_events

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Engine

    from insights.pricing.rules import Promotion

__all__ = ["COLUMNS", "READ", "product_days", "promoted", "read_product_days"]

COLUMNS: Final = ("product", "category", "day", "price", "units", "looks", "promoted")

READ: Final[dict[str, Select[Any]]] = {
    "sales": select(
        order_lines.c.product_id.label("product"),
        order_lines.c.sku,
        orders.c.placed_at.label("at"),
        order_lines.c.unit_price.label("price"),
        order_lines.c.quantity.label("units"),
    )
    .join(order_lines, order_lines.c.order_id == orders.c.id)
    .where(
        orders.c.status != OrderStatus.CANCELLED,
        order_lines.c.status != LineStatus.CANCELLED,
        order_lines.c.product_id.is_not(None),
    ),
    "looks": select(
        behaviour_events.c.product_id.label("product"),
        behaviour_events.c.at,
        behaviour_events.c.price,
    ).where(behaviour_events.c.kind == BehaviourKind.VIEW),
    "categories": select(products.c.id.label("product"), products.c.category),
}
"""Everything that is read of the shop."""


def read_product_days(
    engine: Engine, until: datetime, promotions: Sequence[Promotion] = ()
) -> pd.DataFrame:
    """The table from what is on record before `until`."""
    with reading(engine) as connection:
        sales, looks, categories = (
            pd.DataFrame(
                connection.execute(query).all(), columns=list(query.selected_columns.keys())
            )
            for query in (
                READ["sales"].where(orders.c.placed_at < until),
                READ["looks"].where(behaviour_events.c.at < until),
                READ["categories"],
            )
        )
    days = product_days(sales, looks, dict(categories.itertuples(index=False)))
    return days.assign(promoted=promoted(days, promotions))


def product_days(
    sales: pd.DataFrame, looks: pd.DataFrame, category_of: dict[str, str]
) -> pd.DataFrame:
    """The table without promotions, from rows as `READ` names them; unknown products are left out.

    A day's price is the median of what was seen and paid on it, and on days of which nothing is
    known that of the day before. What variants cost is told over the usual price of each.
    """
    sales, looks = (_dated(each, category_of) for each in (sales, looks))
    seen = pd.concat(
        [_over_usual(sales, ["product", "sku"]), _over_usual(looks, ["product"])]
    ).dropna()
    prices = seen.groupby(["product", "day"])["price"].median()
    spans = seen.groupby("product")["day"].agg(["min", "max"])
    index = pd.MultiIndex.from_tuples(
        [
            (product, day)
            for product, first, last in spans.itertuples()
            for day in pd.date_range(first, last)
        ],
        names=["product", "day"],
    )
    table = pd.DataFrame(index=index)
    table["price"] = prices.reindex(index).groupby("product").ffill()
    table["units"] = sales.groupby(["product", "day"])["units"].sum().reindex(index).fillna(0)
    table["looks"] = looks.groupby(["product", "day"]).size().reindex(index).fillna(0)
    table = table.reset_index()
    return table.assign(
        category=table["product"].map(category_of), price=_over_median(table), promoted=False
    )[list(COLUMNS)]


def promoted(days: pd.DataFrame, promotions: Sequence[Promotion]) -> pd.Series[Any]:
    """Which rows are of a product and a day that a promotion is about."""
    told = np.zeros(len(days), dtype=bool)
    for each in promotions:
        theirs = days["category"].isin(each.categories) | days["product"].isin(each.products)
        on = {day for day in days["day"].unique() if each.runs_on(pd.Timestamp(day).date())}
        told |= (theirs & days["day"].isin(on)).to_numpy()
    return pd.Series(told, index=days.index)


def _dated(rows: pd.DataFrame, category_of: dict[str, str]) -> pd.DataFrame:
    known = rows[rows["product"].isin(list(category_of))]
    at = pd.to_datetime(known["at"], utc=True).dt.tz_localize(None)
    return known.assign(day=at.dt.normalize(), price=known["price"].astype(float))


def _over_usual(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    usual = rows.groupby(by)["price"].transform("median")
    known = rows[usual > 0]
    return known.assign(price=known["price"] / usual[usual > 0])[["product", "day", "price"]]


def _over_median(table: pd.DataFrame) -> pd.Series[Any]:
    return table["price"] / table.groupby("product")["price"].transform("median")
