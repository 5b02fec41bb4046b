"""What the shop has on record, as tables: order lines, and what shoppers looked at.

`order_lines` has a row for each line: customer, order, at (UTC), product, category, quantity,
unit_price (the shop's currency) and back (returned or refunded; cancelled lines are left out).
`looks` has a row for each product page viewed by somebody who is or became a customer: customer,
visitor, at, product, category. `moods` has a row for each turn of a customer's conversations that
was scored: customer, conversation, at, feeling, level (-1 to 1); `ratings` one for each
conversation that a customer rated: customer, stars; `reviews` one for each review: product, stars.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import select

from commerce import LineStatus, OrderStatus
from commerce.tables import order_lines, orders, products
from conversations.tables import conversations, ratings
from database import reading
from insights.tables import product_reviews
from signals import BehaviourKind
from signals.tables import behaviour_events, turn_signals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Engine, Select

__all__ = ["ShopRecords", "read_records"]

BACK: Final = (LineStatus.RETURNED, LineStatus.REFUNDED)
LINE_COLUMNS: Final = (
    "customer", "order", "at", "product", "category", "quantity", "unit_price", "back",
)  # fmt: skip
MOMENTS: Final = "datetime64[us, UTC]"
LOOK_COLUMNS: Final = ("customer", "visitor", "at", "product", "category")
MOOD_COLUMNS: Final = ("customer", "conversation", "at", "feeling", "level")
RATING_COLUMNS: Final = ("customer", "stars")
REVIEW_COLUMNS: Final = ("product", "stars")


@dataclass(frozen=True)
class ShopRecords:
    """The tables, with the columns that the module names, and the end of what they cover."""

    order_lines: pd.DataFrame
    looks: pd.DataFrame
    until: datetime
    moods: pd.DataFrame = field(default_factory=lambda: _table((), MOOD_COLUMNS))
    ratings: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=RATING_COLUMNS))
    reviews: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REVIEW_COLUMNS))


def read_records(engine: Engine, until: datetime) -> ShopRecords:
    """What is on record before `until`."""
    with reading(engine) as connection:
        lines = connection.execute(
            select(
                orders.c.customer_id,
                orders.c.id,
                orders.c.placed_at,
                order_lines.c.product_id,
                products.c.category,
                order_lines.c.quantity,
                order_lines.c.unit_price,
                order_lines.c.status,
            )
            .join(order_lines, order_lines.c.order_id == orders.c.id)
            .outerjoin(products, products.c.id == order_lines.c.product_id)
            .where(
                orders.c.placed_at < until,
                orders.c.status != OrderStatus.CANCELLED,
                order_lines.c.status != LineStatus.CANCELLED,
            )
        ).all()
        looks = connection.execute(
            select(
                behaviour_events.c.customer_id,
                behaviour_events.c.visitor_id,
                behaviour_events.c.at,
                behaviour_events.c.product_id,
                products.c.category,
            )
            .join(products, products.c.id == behaviour_events.c.product_id)
            .where(
                behaviour_events.c.kind == BehaviourKind.VIEW,
                behaviour_events.c.at < until,
            )
        ).all()
        moods = connection.execute(_moods(until)).all()
        rated = connection.execute(_ratings(until)).all()
        reviewed = connection.execute(
            select(product_reviews.c.product_id, product_reviews.c.rating).where(
                product_reviews.c.at < until
            )
        ).all()
    return ShopRecords(
        _lines(lines),
        _named(_table(looks, LOOK_COLUMNS)),
        until,
        moods=_table(moods, MOOD_COLUMNS),
        ratings=pd.DataFrame(rated, columns=list(RATING_COLUMNS)),
        reviews=pd.DataFrame(reviewed, columns=list(REVIEW_COLUMNS)),
    )


def _moods(until: datetime) -> Select[Any]:
    scored = turn_signals.c
    return (
        select(
            conversations.c.customer_id,
            scored.conversation_id,
            scored.at,
            scored.mood,
            scored.signals["mood"]["level"].as_float(),
        )
        .join(conversations, conversations.c.id == scored.conversation_id)
        .where(conversations.c.customer_id != "", scored.at < until)
        .order_by(scored.at)
    )


def _ratings(until: datetime) -> Select[Any]:
    return (
        select(conversations.c.customer_id, ratings.c.stars)
        .join(conversations, conversations.c.id == ratings.c.conversation_id)
        .where(
            conversations.c.customer_id != "",
            ratings.c.stars.is_not(None),
            ratings.c.rated_at < until,
        )
    )


def _table(rows: Sequence[Any], columns: Sequence[str]) -> pd.DataFrame:
    """The rows as a table, whose times are times even where there is no row."""
    return pd.DataFrame(rows, columns=list(columns)).astype({"at": MOMENTS})


def _lines(rows: Sequence[Any]) -> pd.DataFrame:
    frame = _table(rows, LINE_COLUMNS)
    return frame.assign(
        unit_price=frame["unit_price"].astype(float),
        category=frame["category"].fillna(""),
        back=frame["back"].isin(BACK),
    )


def _named(looks: pd.DataFrame) -> pd.DataFrame:
    """The looks of customers, with those of their browsers before they were known.

    A browser that several customers used tells of none of them while nobody is signed in.
    """
    known = looks[(looks["customer"] != "") & (looks["visitor"] != "")]
    owners = known.groupby("visitor")["customer"].agg(["first", "nunique"])
    owner = owners.loc[owners["nunique"] == 1, "first"]
    customer = looks["customer"].where(looks["customer"] != "", looks["visitor"].map(owner))
    return looks.assign(customer=customer).dropna(subset="customer")
