"""The year's e-mails as campaigns that the shop ran: who was drawn, and what was redeemed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert

from demo.year.prices import DAYS
from demo.year.visits import MAIL_DAYS
from insights.promotions.audience import foreseen
from insights.promotions.campaigns import Status
from insights.promotions.plans import Channel, Plan
from insights.tables import campaign_customers, campaign_redemptions, campaigns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sqlalchemy import Connection

    from demo.year import Year
    from demo.year.world import Campaign

__all__ = ["replace_campaigns"]

OURS: Final = "year-%"
MOST_OFF: Final = Decimal(50)
BUDGET: Final = Decimal(5000)
WINDOW: Final = timedelta(days=MAIL_DAYS)


def replace_campaigns(connection: Connection, year: Year, told: tuple[Campaign, ...]) -> None:
    """Put the campaigns that the world states in the place of those of an earlier seeding."""
    for table in (campaign_redemptions, campaign_customers):
        connection.execute(delete(table).where(table.c.campaign_id.like(OURS)))
    connection.execute(delete(campaigns).where(campaigns.c.id.like(OURS)))
    for campaign in told:
        began = datetime.combine(
            year.first_day + timedelta(days=DAYS - campaign.days_ago), time(), UTC
        )
        redeemed = list(_redeemed(year, campaign))
        spent = sum((each["amount"] for each in redeemed), Decimal(0))
        connection.execute(insert(campaigns).values(_row(campaign, year, began, spent)))
        lots = list(_lots(year, campaign, began))
        for table, rows in ((campaign_customers, lots), (campaign_redemptions, redeemed)):
            if rows:
                connection.execute(insert(table), rows)


def campaign_id(campaign: Campaign) -> str:
    """The id that the campaign has in every seeding."""
    return f"year-{campaign.code.lower()}"


def _row(campaign: Campaign, year: Year, began: datetime, spent: Decimal) -> dict[str, Any]:
    plan = Plan(
        name=campaign.name,
        channel=Channel.EMAIL,
        code=campaign.code,
        percent=Decimal(str(campaign.cut)) * 100,
        most_off=MOST_OFF,
        holdout=campaign.holdout,
        budget=max(BUDGET, spent),
        days=MAIL_DAYS,
        window_days=MAIL_DAYS,
    )
    return {
        **asdict(plan),
        "segments": [],
        "id": campaign_id(campaign),
        "spent": spent,
        "status": Status.ENDED,
        "planned": _foreseen(year, campaign, began),
        "created_at": began,
        "started_at": began,
        "ended_at": began + timedelta(days=MAIL_DAYS),
    }


def _foreseen(year: Year, campaign: Campaign, began: datetime) -> dict[str, float]:
    drawn = year.mailed[campaign.name] | year.held_out[campaign.name]
    spent = dict.fromkeys(drawn, 0.0)
    for order in year.orders:
        if order.customer_id in drawn and began - WINDOW <= order.placed_at < began:
            spent[order.customer_id] += float(order.total)
    return foreseen(list(spent.values())) if spent else {}


def _lots(year: Year, campaign: Campaign, began: datetime) -> Iterator[dict[str, Any]]:
    for treated, drawn in ((True, year.mailed), (False, year.held_out)):
        for customer in sorted(drawn[campaign.name]):
            yield {
                "campaign_id": campaign_id(campaign),
                "customer_id": customer,
                "treated": treated,
                "at": began,
            }


def _redeemed(year: Year, campaign: Campaign) -> Iterator[dict[str, Any]]:
    for order in year.orders:
        if order.coupon == campaign.code:
            yield {
                "campaign_id": campaign_id(campaign),
                "order_id": order.id,
                "amount": order.discount,
                "at": order.placed_at,
            }
