"""Campaigns from their plan to their end.

What changes one takes the caller's write transaction, in which the console writes its audit entry.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from commerce.tables import customers
from database import reading
from insights.promotions.audience import Audience, audience_of, history_of, unsubscribed
from insights.promotions.errors import CampaignInvalid, CampaignMissing
from insights.promotions.holdout import is_held_out
from insights.promotions.plans import Channel, Plan
from insights.promotions.power import detectable_lift
from insights.promotions.results import Results, results_of
from insights.tables import campaign_customers, campaigns

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection, Engine, Row

__all__ = ["Campaign", "Campaigns", "Preview", "Status", "campaign_of"]

BATCH: Final = 2000


class Status(StrEnum):
    """Where a campaign stands; USED_UP: its budget ended it."""

    PLANNED = "planned"
    RUNNING = "running"
    STOPPED = "stopped"
    USED_UP = "used_up"
    ENDED = "ended"


@dataclass(frozen=True)
class Campaign:
    """A campaign; `planned` holds what is known of its audience from before it started."""

    id: str
    plan: Plan
    status: Status
    spent: Decimal
    planned: Mapping[str, float]
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def ends_at(self) -> datetime | None:
        """When its code ceases to hold; None before it started."""
        if self.started_at is None:
            return None
        return self.ended_at or self.started_at + timedelta(days=self.plan.days)

    def status_at(self, now: datetime) -> Status:
        """Its status, which time alone may end."""
        over = self.ends_at is not None and now >= self.ends_at
        return Status.ENDED if over and self.status is Status.RUNNING else self.status


@dataclass(frozen=True)
class Preview:
    """What a plan would come to; `detectable` None: no effect could be told from chance."""

    audience: Audience
    held: int
    bought: float
    """The share of the audience who bought in as many days before as orders will count."""
    detectable: float | None


class Campaigns:
    """The campaigns of a store; methods may be called from any thread."""

    def __init__(self, engine: Engine, most_discount: Decimal) -> None:
        """`most_discount` is the share of a price that the shop lets a coupon take off."""
        self._engine = engine
        self.most_discount = most_discount

    def all(self) -> list[Campaign]:
        """The newest first."""
        query = select(campaigns).order_by(campaigns.c.created_at.desc(), campaigns.c.id)
        with reading(self._engine) as connection:
            return [campaign_of(row) for row in connection.execute(query)]

    def get(self, campaign_id: str) -> Campaign:
        """One of them. Raises CampaignMissing."""
        with reading(self._engine) as connection:
            return _found(connection, campaign_id)

    def preview(self, plan: Plan) -> Preview:
        """Whom a plan would be for, and the least effect that could be told from chance."""
        now = datetime.now(UTC)
        with reading(self._engine) as connection:
            audience = audience_of(connection, plan)
            if not audience.customers:
                return Preview(audience, 0, 0.0, None)
            before = history_of(connection, audience, plan.window_days, now)
        customers = len(audience.customers)
        return Preview(
            audience,
            held=round(customers * plan.holdout),
            bought=before["bought"],
            detectable=detectable_lift(before["bought"], customers, plan.holdout),
        )

    def results(self, campaign: Campaign, now: datetime) -> Results:
        """What it changed so far."""
        return results_of(self._engine, campaign, now)

    def letters(self, campaign: Campaign) -> list[tuple[str, str, str]]:
        """Id, name and address of whom to write to, without those who have unsubscribed since."""
        wanted = set(self.recipients(campaign))
        with reading(self._engine) as connection:
            wanted -= unsubscribed(connection)
            rows = connection.execute(
                select(customers.c.id, customers.c.name, customers.c.email).order_by(customers.c.id)
            ).all()
        return [(row.id, row.name, row.email) for row in rows if row.id in wanted]

    def recipients(self, campaign: Campaign) -> list[str]:
        """Ids of the customers who were drawn for the coupon."""
        drawn = campaign_customers.c
        query = select(drawn.customer_id).where(
            drawn.campaign_id == campaign.id, drawn.treated.is_(True)
        )
        with reading(self._engine) as connection:
            return list(connection.execute(query.order_by(drawn.customer_id)).scalars())

    def plan(
        self, connection: Connection, plan: Plan, now: datetime, taken: Collection[str] = ()
    ) -> str:
        """Keep a plan; its id. `taken` are codes of the policy. Raises CampaignInvalid."""
        plan.check(self.most_discount)
        same = select(campaigns.c.id).where(campaigns.c.code == plan.code)
        if plan.code in taken or connection.execute(same).first() is not None:
            raise CampaignInvalid(f"The code {plan.code} is taken.")
        campaign_id = secrets.token_hex(8)
        row = {field.name: getattr(plan, field.name) for field in fields(plan)}
        row["segments"] = list(plan.segments)
        connection.execute(
            insert(campaigns).values(
                **row, id=campaign_id, spent=Decimal(0), status=Status.PLANNED, planned={},
                created_at=now,
            )
        )  # fmt: skip
        return campaign_id

    def start(self, connection: Connection, campaign_id: str, now: datetime) -> None:
        """Begin; who gets an e-mail is drawn at once. Raises CampaignMissing, CampaignInvalid."""
        campaign = _found(connection, campaign_id, lock=True)
        if campaign.status is not Status.PLANNED:
            raise CampaignInvalid(f"{campaign.plan.name} has been started before.")
        plan = campaign.plan
        audience = audience_of(connection, plan)
        if not audience.customers:
            raise CampaignInvalid("There is nobody whom this campaign is for.")
        began = {
            "status": Status.RUNNING,
            "started_at": now,
            "planned": history_of(connection, audience, plan.window_days, now),
        }
        connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**began))
        if plan.channel is not Channel.EMAIL:
            return
        rows = [
            {
                "campaign_id": campaign_id,
                "customer_id": customer,
                "treated": not is_held_out(campaign_id, customer, plan.holdout),
                "at": now,
            }
            for customer in audience.customers
        ]
        for begin in range(0, len(rows), BATCH):
            connection.execute(insert(campaign_customers), rows[begin : begin + BATCH])

    def stop(self, connection: Connection, campaign_id: str, now: datetime) -> None:
        """End it before its time. Raises CampaignMissing, CampaignInvalid."""
        campaign = _found(connection, campaign_id, lock=True)
        if campaign.status_at(now) is not Status.RUNNING:
            raise CampaignInvalid(f"{campaign.plan.name} is not running.")
        stopped = {"status": Status.STOPPED, "ended_at": now}
        connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**stopped))


def campaign_of(row: Row[Any]) -> Campaign:
    """The campaign of a row of `campaigns`."""
    stated: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(Plan)}
    stated |= {"channel": Channel(row.channel), "segments": tuple(row.segments)}
    return Campaign(
        id=row.id,
        plan=Plan(**stated),
        status=Status(row.status),
        spent=row.spent,
        planned=row.planned,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def _found(connection: Connection, campaign_id: str, *, lock: bool = False) -> Campaign:
    query = select(campaigns).where(campaigns.c.id == campaign_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise CampaignMissing("There is no such campaign.")
    return campaign_of(row)
