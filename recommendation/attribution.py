"""What became of offers: views, carts and purchases of offered products, joined to their slates.

An outcome belongs to the last slate that offered the product to the shopper before it happened
(last touch), if it happened within the window of its kind. Everything is read from what is kept
anyway, so that a pass may be broken off and repeated at any moment: an outcome is kept once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import and_, literal, or_, select, union
from sqlalchemy.dialects import postgresql, sqlite

from commerce.orders import LineStatus, OrderStatus
from commerce.tables import carts, order_lines, orders, variants
from database import reading, writing
from recommendation.logged_slates import Outcome
from recommendation.tables import offers, outcomes, slates
from signals import BehaviourKind
from signals.behaviour_log import VISIT_ENDS_AFTER
from signals.tables import behaviour_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import CTE, ColumnElement, Connection, Engine, Select

__all__ = ["LONGEST", "WINDOWS", "Attribution"]

WINDOWS: Final = {
    Outcome.CLICKED: VISIT_ENDS_AFTER,
    Outcome.CARTED: timedelta(days=1),
    Outcome.BOUGHT: timedelta(days=7),
}
"""How long after an offer something still counts as its outcome.

What is looked at after a pause begins another visit and has another reason; a cart is filled
within the day; a purchase may be slept on. Longer windows credit offers with what would have
happened anyway, shorter ones miss what is dear.
"""
LONGEST: Final = max(WINDOWS.values())
_BECOMES: Final = {
    BehaviourKind.VIEW.value: Outcome.CLICKED,
    BehaviourKind.ADD_TO_CART.value: Outcome.CARTED,
    BehaviourKind.PURCHASE.value: Outcome.BOUGHT,
}
PAGE: Final = 200
"""Slates that are looked at in one go."""


class _Place(NamedTuple):
    """How far a pass has come."""

    id: str
    at: datetime


class _Found(NamedTuple):
    slate: str
    product: str
    outcome: Outcome


class Attribution:
    """Finds the outcomes of one store's slates; its methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def settling(self, since: datetime | None = None) -> Iterator[int]:
        """Keep the outcomes of all slates, or of those since a moment, a page at a time.

        Gives how many outcomes each page had that were not known.
        """
        last: _Place | None = None
        while page := self._page(since, last):
            last = page[-1]
            yield self._settle([slate.id for slate in page])

    def settle(self, since: datetime | None = None) -> int:
        """All of `settling` at once; how many outcomes were not known."""
        return sum(self.settling(since))

    def _page(self, since: datetime | None, after: _Place | None) -> list[_Place]:
        """The next slates that offered something, the older first."""
        slate = slates.c
        offered = select(offers.c.slate_id).where(offers.c.slate_id == slate.id)
        query = select(slate.id, slate.at).where(offered.exists())
        if since is not None:
            query = query.where(slate.at >= since)
        if after is not None:
            tied = (slate.at == after.at) & (slate.id > after.id)
            query = query.where((slate.at > after.at) | tied)
        with reading(self._engine) as connection:
            page = connection.execute(query.order_by(slate.at, slate.id).limit(PAGE))
            return [_Place(*row) for row in page]

    def _settle(self, ids: Sequence[str]) -> int:
        with reading(self._engine) as connection:
            found = _found(connection, ids)
        if not found:
            return 0
        kept = select(slates.c.id).where(slates.c.id.in_(ids)).with_for_update(read=True)
        with writing(self._engine) as connection:
            # The slates of whoever was forgotten meanwhile are gone, and get no outcome.
            there = set(connection.execute(kept).scalars())
            rows = [
                {"slate_id": one.slate, "product_id": one.product, "outcome": one.outcome.value,
                 "at": at}
                for one, at in found.items()
                if one.slate in there
            ]  # fmt: skip
            if rows:
                dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
                statement = dialect.insert(outcomes).on_conflict_do_nothing()
                connection.execute(statement, rows)
            return len(rows)


def _found(connection: Connection, ids: Sequence[str]) -> dict[_Found, datetime]:
    """The outcomes of some slates that are not kept yet, each with when it came first."""
    shown = _shown(ids)
    rows = [*connection.execute(_done(shown))]
    rows += [row for row in connection.execute(_in_cart(shown)) if row.sku in row.lines]
    first: dict[_Found, datetime] = {}
    for row in rows:
        outcome = _BECOMES[row.what]
        if row.at - row.shown_at <= WINDOWS[outcome]:
            one = _Found(row.slate_id, row.product_id, outcome)
            first[one] = min(row.at, first.get(one, row.at))
    table = outcomes.c
    known = select(table.slate_id, table.product_id, table.outcome).where(table.slate_id.in_(ids))
    for slate, product, outcome in connection.execute(known):
        first.pop(_Found(slate, product, Outcome(outcome)), None)
    return first


def _shown(ids: Sequence[str]) -> CTE:
    """What some slates offered, to whom and when."""
    slate = slates.c
    return (
        select(
            slate.id.label("slate_id"), slate.conversation_id, slate.customer_id,
            slate.at.label("shown_at"), offers.c.product_id,
        )
        .join(offers, offers.c.slate_id == slate.id)
        .where(slate.id.in_(ids))
        .cte("shown")
    )  # fmt: skip


def _done(shown: CTE) -> Select[Any]:
    """What shoppers did afterwards with what they were shown.

    Three ways lead to an event, each by an index of its own: its conversation, its customer, and
    the browsers that the conversation was open in.
    """
    event = behaviour_events.c
    seen = behaviour_events.alias("seen")
    done = _of_product(shown, event.product_id, event.at) & event.kind.in_(list(_BECOMES))
    told = select(*shown.c, event.kind.label("what"), event.at.label("at"))
    bought = select(*shown.c, literal(BehaviourKind.PURCHASE.value), orders.c.placed_at)
    by_customer = (shown.c.customer_id != "") & (event.customer_id == shown.c.customer_id)
    in_conversation = seen.c.conversation_id == shown.c.conversation_id
    ways = union(
        told.join(behaviour_events, done & (event.conversation_id == shown.c.conversation_id)),
        told.join(behaviour_events, done & by_customer),
        told.join(seen, in_conversation & (seen.c.visitor_id != "")).join(
            behaviour_events, done & (event.visitor_id == seen.c.visitor_id)
        ),
        bought.join(
            orders,
            (orders.c.customer_id == shown.c.customer_id)
            & (orders.c.status != OrderStatus.CANCELLED.value),
        ).join(
            order_lines,
            (order_lines.c.order_id == orders.c.id)
            & (order_lines.c.status != LineStatus.CANCELLED.value)
            & _of_product(shown, order_lines.c.product_id, orders.c.placed_at),
        ),
    ).subquery()
    return select(ways).where(~_shown_again(ways.c))


def _in_cart(shown: CTE) -> Select[Any]:
    """What lies in the carts of the conversations: their lines, and the SKUs of what was shown."""
    cart = carts.c
    held = (
        select(
            *shown.c, variants.c.sku, cart.lines, cart.changed_at.label("at"),
            literal(BehaviourKind.ADD_TO_CART.value).label("what"),
        )
        .join(carts, cart.conversation_id == shown.c.conversation_id)
        .join(variants, variants.c.product_id == shown.c.product_id)
        .where(cart.changed_at >= shown.c.shown_at)
        .subquery()
    )  # fmt: skip
    return select(held).where(~_shown_again(held.c))


def _of_product(
    shown: CTE, product: ColumnElement[Any], at: ColumnElement[Any]
) -> ColumnElement[bool]:
    return and_(product == shown.c.product_id, at >= shown.c.shown_at)


def _shown_again(done: Any) -> ColumnElement[bool]:
    """Whether a later slate had shown the product to the shopper before it was done."""
    later, offer = slates.alias("later"), offers.alias("later_offer")
    return (
        select(later.c.id)
        .join(offer, offer.c.slate_id == later.c.id)
        .where(
            offer.c.product_id == done.product_id,
            later.c.at > done.shown_at,
            later.c.at <= done.at,
            or_(
                later.c.conversation_id == done.conversation_id,
                and_(done.customer_id != "", later.c.customer_id == done.customer_id),
            ),
        )
        .exists()
    )
