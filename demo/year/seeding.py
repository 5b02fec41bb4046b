"""Fills the demo store with its year."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select

from commerce import Customers, SqlOrders
from commerce.tables import customers, orders
from database import reading, writing
from demo.year import draw_year, world
from demo.year.chats import replace_talks
from demo.year.mailings import replace_campaigns
from insights.tables import product_reviews
from insights.voice.reviews import ReviewLog
from signals.behaviour_log import BehaviourLog
from signals.tables import behaviour_events

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Engine

    from commerce import Product
    from demo.year import World

__all__ = ["seed_year"]

BATCH: Final = 5000
STALE_AFTER: Final = timedelta(days=7)
# What is ours, by its id: see demo.year.FIRST_CUSTOMER and the like.
CUSTOMERS, ORDERS, EVENTS, REVIEWS = "C-2____", "O-20____", "year-%", "year-%"

_OURS: Final = (
    (customers, CUSTOMERS),
    (orders, ORDERS),
    (behaviour_events, EVENTS),
    (product_reviews, REVIEWS),
)


def seed_year(
    engine: Engine, products: Sequence[Product], today: date, of: World | None = None
) -> bool:
    """Fill in the year that ends before `today`; False when a fresh enough one is there.

    What was seeded before is taken out first; everything else stands.
    """
    if _is_fresh(engine, today):
        return False
    year = draw_year(products, today, of)
    with writing(engine) as connection:
        for table, ours in _OURS:
            connection.execute(delete(table).where(table.c.id.like(ours)))
        replace_campaigns(connection, year, (of or world()).campaigns)
        replace_talks(connection, year.talks, {one.id: one.name for one in year.customers})
    log = BehaviourLog(engine)
    for begin in range(0, len(year.events), BATCH):
        log.add(year.events[begin : begin + BATCH])
    ReviewLog(engine).upsert(year.reviews)
    Customers(engine).upsert(year.customers)
    # Last, for they tell that all is there.
    SqlOrders(engine).upsert(year.orders)
    return True


def _is_fresh(engine: Engine, today: date) -> bool:
    newest = select(func.max(orders.c.placed_at)).where(orders.c.id.like(ORDERS))
    with reading(engine) as connection:
        found = connection.execute(newest).scalar()
    return found is not None and today - found.date() <= STALE_AFTER
