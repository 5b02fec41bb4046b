"""The coupons of running campaigns: who is given one in the chat, and what they have cost.

A budget is never promised twice: whoever is given a coupon holds back the most that it may take
off, until their order says what it did, or the campaign is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from commerce import OrderStatus
from commerce.tables import orders
from database import reading, writing
from insights.promotions.audience import belongs_to
from insights.promotions.campaigns import Campaign, Status, campaign_of
from insights.promotions.holdout import is_held_out
from insights.promotions.plans import Channel
from insights.tables import campaign_customers, campaign_redemptions, campaigns

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from commerce.policy_sections import Coupon
    from database import Fence

__all__ = ["CampaignCoupons", "Given", "settle"]


@dataclass(frozen=True)
class Given:
    """A coupon that a customer may use; `again`: they were told of it before."""

    campaign_id: str
    coupon: Coupon
    again: bool


class CampaignCoupons:
    """What the chat and the check-out ask; methods may be called from any thread."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def find(self, code: str) -> Coupon | None:
        """The coupon of a running campaign; None for any other code (commerce.CouponSource)."""
        query = select(campaigns).where(campaigns.c.code == code)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        campaign = None if row is None else campaign_of(row)
        if campaign is None or campaign.status_at(self._clock()) is not Status.RUNNING:
            return None
        return coupon_of(campaign)

    def codes(self) -> set[str]:
        """The codes of running campaigns."""
        with reading(self._engine) as connection:
            return {each.plan.code for each in _running(connection, self._clock())}

    def held(self, customer_id: str) -> Given | None:
        """The coupon that this customer was given and has not used; nobody is drawn for it."""
        now = self._clock()
        with reading(self._engine) as connection:
            for campaign in _running(connection, now):
                if _drawn(connection, campaign, customer_id) and not _used(
                    connection, campaign, customer_id
                ):
                    return Given(campaign.id, coupon_of(campaign), again=True)
        return None

    def give(self, customer_id: str, *, fence: Fence | None = None) -> Given | None:
        """A coupon of the oldest campaign in the chat that this customer is for.

        The lot is drawn here, once for each campaign: None where it is against them, and where
        the budget has no room, for those drawn and those not alike.
        """
        now = self._clock()
        with writing(self._engine, fence) as connection:
            for campaign in _running(connection, now, Channel.CHAT, lock=True):
                drawn = _drawn(connection, campaign, customer_id)
                if drawn is not None:
                    if drawn and not _used(connection, campaign, customer_id):
                        return Given(campaign.id, coupon_of(campaign), again=True)
                    continue
                if not belongs_to(connection, campaign.plan, customer_id):
                    continue
                if _room(connection, campaign) < campaign.plan.most_off:
                    continue
                held = is_held_out(campaign.id, customer_id, campaign.plan.holdout)
                connection.execute(
                    insert(campaign_customers).values(
                        campaign_id=campaign.id, customer_id=customer_id, treated=not held, at=now
                    )
                )
                if not held:
                    return Given(campaign.id, coupon_of(campaign), again=False)
        return None


def coupon_of(campaign: Campaign) -> Coupon:
    """The coupon, which holds until the campaign's last day."""
    return campaign.plan.coupon(campaign.ends_at.date() if campaign.ends_at else None)


def settle(engine: Engine, now: datetime) -> int:
    """Book what coupons took off orders that are not booked yet; returns how many those were.

    A campaign ends when what is left of its budget does not pay for one more coupon. One
    transaction: what is booked is spent, and nothing twice.
    """
    booked = select(campaign_redemptions.c.order_id)
    query = (
        select(orders.c.id, orders.c.discount, orders.c.placed_at, campaigns.c.id.label("of"))
        .join(campaigns, campaigns.c.code == orders.c.coupon)
        .where(
            orders.c.status != OrderStatus.CANCELLED,
            orders.c.placed_at >= campaigns.c.started_at,
            orders.c.id.not_in(booked),
        )
    )
    with reading(engine) as connection:
        if connection.execute(query.limit(1)).first() is None:
            return 0
    with writing(engine) as connection:
        connection.execute(select(campaigns.c.id).with_for_update())
        found = connection.execute(query).all()
        for order in found:
            connection.execute(
                insert(campaign_redemptions).values(
                    order_id=order.id, campaign_id=order.of, amount=order.discount,
                    at=order.placed_at,
                )
            )  # fmt: skip
        for campaign_id in {order.of for order in found}:
            _book(connection, campaign_id, now)
    return len(found)


def _book(connection: Connection, campaign_id: str, now: datetime) -> None:
    amounts = select(campaign_redemptions.c.amount).where(
        campaign_redemptions.c.campaign_id == campaign_id
    )
    spent = sum(connection.execute(amounts).scalars(), Decimal(0))
    this = campaigns.c.id == campaign_id
    connection.execute(update(campaigns).where(this).values(spent=spent))
    over = {"status": Status.USED_UP, "ended_at": now}
    connection.execute(
        update(campaigns)
        .where(
            this,
            campaigns.c.status == Status.RUNNING,
            campaigns.c.budget - campaigns.c.spent < campaigns.c.most_off,
        )
        .values(**over)
    )


def _running(
    connection: Connection, now: datetime, channel: Channel | None = None, *, lock: bool = False
) -> list[Campaign]:
    """The oldest first."""
    query = select(campaigns).where(campaigns.c.status == Status.RUNNING)
    if channel is not None:
        query = query.where(campaigns.c.channel == channel)
    query = query.order_by(campaigns.c.started_at, campaigns.c.id)
    found = map(campaign_of, connection.execute(query.with_for_update() if lock else query))
    return [each for each in found if each.status_at(now) is Status.RUNNING]


def _drawn(connection: Connection, campaign: Campaign, customer_id: str) -> bool | None:
    """Whether the customer was drawn for the coupon; None where there was no lot yet."""
    query = select(campaign_customers.c.treated).where(
        campaign_customers.c.campaign_id == campaign.id,
        campaign_customers.c.customer_id == customer_id,
    )
    found: bool | None = connection.execute(query).scalar()
    return found


def _used(connection: Connection, campaign: Campaign, customer_id: str) -> bool:
    query = select(orders.c.id).where(
        orders.c.customer_id == customer_id, orders.c.coupon == campaign.plan.code
    )
    return connection.execute(query.limit(1)).first() is not None


def _room(connection: Connection, campaign: Campaign) -> Decimal:
    """What of the budget is neither spent nor held back."""
    given, redeemed = (
        connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()
        for table, which in (
            (
                campaign_customers,
                (campaign_customers.c.campaign_id == campaign.id)
                & campaign_customers.c.treated.is_(True),
            ),
            (campaign_redemptions, campaign_redemptions.c.campaign_id == campaign.id),
        )
    )
    outstanding = max(given - redeemed, 0)
    return campaign.plan.budget - campaign.spent - outstanding * campaign.plan.most_off
