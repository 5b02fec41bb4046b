"""Whom a campaign is for, and what is known of them before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean, pvariance
from typing import TYPE_CHECKING

from sqlalchemy import select

from commerce import OrderStatus
from commerce.tables import customers, newsletter, orders
from insights.promotions.plans import Channel
from insights.tables import customer_profiles, uplift_scores

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from insights.promotions.plans import Plan

__all__ = [
    "Audience",
    "Spending",
    "audience_of",
    "belongs_to",
    "foreseen",
    "history_of",
    "spending",
    "unsubscribed",
]


@dataclass(frozen=True)
class Audience:
    """Customers by id; `unsubscribed` are those left out because they want no e-mail."""

    customers: tuple[str, ...]
    unsubscribed: int = 0
    lost: int = 0
    """Left out because a coupon is lost on them."""


@dataclass(frozen=True)
class Spending:
    """One order: what it came to, less the coupon and what was paid back."""

    customer_id: str
    at: datetime
    amount: float


def audience_of(connection: Connection, plan: Plan) -> Audience:
    """The customers of a plan's segments, who ordered before; held-out ones are among them."""
    profile = customer_profiles.c
    found = select(profile.customer_id).order_by(profile.customer_id)
    if plan.segments:
        found = found.where(profile.segment_id.in_(plan.segments))
    everybody = list(connection.execute(found).scalars())
    refused = unsubscribed(connection) if plan.channel is Channel.EMAIL else frozenset()
    lost = _lost(connection) if plan.without_lost else frozenset()
    return Audience(
        customers=tuple(each for each in everybody if each not in refused | lost),
        unsubscribed=sum(each in refused for each in everybody),
        lost=sum(each in lost - refused for each in everybody),
    )


def belongs_to(connection: Connection, plan: Plan, customer_id: str) -> bool:
    """Whether a plan is for this customer."""
    segment = select(customer_profiles.c.segment_id).where(
        customer_profiles.c.customer_id == customer_id
    )
    row = connection.execute(segment).first()
    if row is None or (plan.segments and row.segment_id not in plan.segments):
        return False
    return not plan.without_lost or customer_id not in _lost(connection)


def history_of(
    connection: Connection, audience: Audience, window_days: int, now: datetime
) -> dict[str, float]:
    """What the audience did in as many days before `now` as orders will count after it."""
    spent = dict.fromkeys(audience.customers, 0.0)
    for one in spending(connection, orders.c.placed_at >= now - timedelta(days=window_days)):
        if one.customer_id in spent and one.at < now:
            spent[one.customer_id] += one.amount
    return foreseen(list(spent.values()))


def foreseen(spent: Sequence[float]) -> dict[str, float]:
    """`customers`, `bought` (the share who did), `spend` (the mean) and the variances of the two.

    `spent` is what each customer spent.
    """
    # Somebody will have bought: a share of 0 plans for nothing.
    rate = max(sum(amount > 0 for amount in spent), 1) / len(spent)
    return {
        "customers": len(spent),
        "bought": rate,
        "bought_variance": rate * (1 - rate),
        "spend": fmean(spent),
        "spend_variance": pvariance(spent),
    }


def spending(connection: Connection, which: ColumnElement[bool]) -> Iterator[Spending]:
    """The orders of customers, cancelled ones aside, by time."""
    query = (
        select(orders.c.customer_id, orders.c.placed_at, orders.c.total - orders.c.refunded)
        .where(which, orders.c.status != OrderStatus.CANCELLED)
        .order_by(orders.c.placed_at)
    )
    for customer, at, amount in connection.execute(query):
        yield Spending(customer, at, float(amount))


def unsubscribed(connection: Connection) -> frozenset[str]:
    """Customers who want no e-mail, by what the newsletter's list says, or have no address."""
    query = (
        select(customers.c.id)
        .outerjoin(newsletter, newsletter.c.email_key == customers.c.email_key)
        .where(newsletter.c.subscribed.is_(False) | (customers.c.email == ""))
    )
    return frozenset(connection.execute(query).scalars())


def _lost(connection: Connection) -> frozenset[str]:
    query = select(uplift_scores.c.customer_id).where(uplift_scores.c.lost.is_(True))
    return frozenset(connection.execute(query).scalars())
