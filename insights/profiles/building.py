"""Profiles of customers, from their orders and what they looked at.

A profile is a row with a figure in each column of `insights.kept.MEANING`, and in those named after
categories (`likes`) and months (`buys_in`) the parts of what the customer looked at and bought.
Parts of little are pulled towards everybody's, as a Dirichlet prior does, so that one purchase in
December makes nobody a Christmas shopper.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pandas as pd

from insights.errors import TooLittleData
from insights.explaining.customers import reasons_to_be_alive, reasons_to_be_worth
from insights.lifetime import BetaGeometric, GammaGamma, Histories, histories_of, lifetime_value
from insights.lifetime.histories import Purchase
from insights.profiles.feelings import feelings_of
from recommendation.profiles import PRIOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insights.explaining import Explanation
    from insights.records import ShopRecords

__all__ = ["Profiles", "build_profiles"]

CHEAPER: Final = 0.97
"""Of a product's usual price; below it a line was bought cheaply."""
TIERS: Final = (0.2, 0.5)
"""The parts of the customers that are above the second tier, and above the third."""
YEAR_WEEKS: Final = 52.0


@dataclass(frozen=True)
class Profiles:
    """Rows by customer id: `figures` by `insights.kept.MEANING`, the parts by category and month.

    `likes` and `buys_in` sum to 1 in each row. `buying` is None where there is too little for a
    model of repeat buying; then the chance, the orders and the worth to come are not there. What
    somebody never said or rated is NaN.
    """

    figures: pd.DataFrame
    likes: pd.DataFrame
    buys_in: pd.DataFrame
    buying: BetaGeometric | None
    spending: GammaGamma | None
    reasons: Mapping[str, Mapping[str, Explanation]] = field(default_factory=dict)
    """Of customers, why `alive` and `value` are what they are."""

    def __len__(self) -> int:
        return len(self.figures)


def build_profiles(records: ShopRecords) -> Profiles:
    """The profiles of everybody who ordered. Raises TooLittleData where nobody did."""
    lines = _with_usual_prices(records.order_lines)
    if lines.empty:
        raise TooLittleData("There is no order yet to make profiles from.")
    figures = (
        _of_orders(lines, records)
        .join(_of_visits(records.looks))
        .fillna({"visits": 0.0, "looks_per_visit": 0.0})
    )
    figures["orders_per_visit"] = figures["orders"] / figures[["visits", "orders"]].max(axis=1)
    histories = _histories(lines, records)
    worth, buying, spending = _worth(histories)
    figures = figures.join(worth)
    figures = figures.join(feelings_of(records))
    figures["tier"] = _tier(figures["value" if "value" in figures else "spend"])
    interest = pd.concat([records.looks[["customer", "category"]], lines[["customer", "category"]]])
    months = lines.assign(month=lines["at"].dt.month)
    return Profiles(
        figures=figures,
        likes=_parts(interest, "category", figures.index),
        buys_in=_parts(months, "month", figures.index),
        buying=buying,
        spending=spending,
        reasons=_reasons(histories, worth, buying),
    )


def _with_usual_prices(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with the median price of their product, and its rank among the category's."""
    usual = lines.groupby("product")["unit_price"].transform("median")
    level = usual.groupby(lines["category"]).rank(pct=True)
    return lines.assign(usual=usual, level=level)


def _of_orders(lines: pd.DataFrame, records: ShopRecords) -> pd.DataFrame:
    amount = lines["quantity"] * lines["unit_price"]
    lines = lines.assign(
        amount=amount,
        kept=amount.where(~lines["back"], 0.0),
        cheaper=lines["unit_price"] < CHEAPER * lines["usual"],
    )
    of_customer = lines.groupby("customer")
    orders = of_customer["order"].nunique()
    last, first = of_customer["at"].max(), of_customer["at"].min()
    return pd.DataFrame(
        {
            "orders": orders.astype(float),
            "spend": of_customer["kept"].sum(),
            "days_since_last": (records.until - last).dt.days.astype(float),
            "tenure_days": (records.until - first).dt.days.astype(float),
            "basket": of_customer["amount"].sum() / orders,
            "pieces": of_customer["quantity"].sum() / orders,
            "cheaper_share": _shrunk_share(lines, "cheaper"),
            "price_level": of_customer["level"].mean(),
            "back_share": _shrunk_share(lines, "back"),
        }
    )


def _of_visits(looks: pd.DataFrame) -> pd.DataFrame:
    days = looks.assign(day=looks["at"].dt.date).groupby("customer")
    visits = days["day"].nunique().astype(float)
    return pd.DataFrame({"visits": visits, "looks_per_visit": days.size() / visits})


def _histories(lines: pd.DataFrame, records: ShopRecords) -> Histories:
    kept = lines[~lines["back"]]
    purchases = (
        Purchase(customer, at.date(), quantity * price)
        for customer, at, quantity, price in zip(
            kept["customer"], kept["at"], kept["quantity"], kept["unit_price"], strict=True
        )
    )
    return histories_of(purchases, records.until.date())


def _worth(
    histories: Histories,
) -> tuple[pd.DataFrame, BetaGeometric | None, GammaGamma | None]:
    """What the customers are worth, by the models of `insights.lifetime`."""
    customers = pd.Index(histories.customers)
    try:
        buying, spending = BetaGeometric.fit(histories), GammaGamma.fit(histories)
    except TooLittleData:
        return pd.DataFrame(index=customers), None, None
    worth = pd.DataFrame(
        {
            "alive": buying.alive(histories),
            "expected_orders": buying.expected_purchases(YEAR_WEEKS, histories),
            "value": lifetime_value(buying, spending, histories, weeks=YEAR_WEEKS),
        },
        index=customers,
    )
    return worth.assign(spend_each=spending.expected_spend(histories)), buying, spending


def _reasons(
    histories: Histories, worth: pd.DataFrame, buying: BetaGeometric | None
) -> dict[str, dict[str, Explanation]]:
    if buying is None:
        return {}
    columns = (worth[name].to_numpy() for name in ("expected_orders", "spend_each", "value"))
    told = zip(
        worth.index,
        reasons_to_be_alive(buying, histories),
        reasons_to_be_worth(*columns),
        strict=True,
    )
    return {
        customer: ({"alive": alive} if alive else {}) | {"value": value}
        for customer, alive, value in told
    }


def _tier(worth: pd.Series[float]) -> pd.Series[float]:
    place = worth.rank(ascending=False, pct=True)
    bounds = [0.0, *TIERS, 1.0]
    return pd.cut(place, bounds, labels=range(1, len(bounds))).astype(float)


def _shrunk_share(lines: pd.DataFrame, column: str) -> pd.Series[float]:
    """The part of each customer's lines with `column`, pulled towards everybody's."""
    of_customer = lines.groupby("customer")[column]
    return (of_customer.sum() + PRIOR * lines[column].mean()) / (of_customer.size() + PRIOR)


def _parts(rows: pd.DataFrame, column: str, customers: pd.Index[str]) -> pd.DataFrame:
    """Each customer's parts by `column`, pulled towards everybody's; shape (customers, kinds)."""
    known = rows[rows["customer"].isin(customers)]
    counts = pd.crosstab(known["customer"], known[column]).reindex(customers, fill_value=0)
    everybody = counts.sum() / max(counts.to_numpy().sum(), 1)
    shrunk = counts + PRIOR * everybody
    parts: pd.DataFrame = shrunk.div(shrunk.sum(axis=1).clip(lower=1e-9), axis=0)
    return parts
