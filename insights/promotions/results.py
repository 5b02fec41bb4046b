"""What a campaign changed: those drawn for it against those held out, day by day.

Whoever was drawn counts, whether they used the coupon or not, with the orders of the campaign's
window after they were drawn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from commerce.tables import orders
from database import reading
from insights.promotions.audience import spending
from insights.promotions.plans import Channel
from insights.promotions.sequential import Arm, Difference, difference, planned_variance
from insights.tables import campaign_customers, campaign_redemptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Engine

    from insights.promotions.campaigns import Campaign

__all__ = ["Look", "Results", "results_of"]

MOST_LOOKS: Final = 60


@dataclass(frozen=True)
class Side:
    """Customers drawn for the coupon, or held out."""

    customers: int
    bought: int
    spend: float


@dataclass(frozen=True)
class Look:
    """The results up to a moment; bounds hold for all looks together."""

    at: datetime
    treated: Side
    held: Side
    bought: Difference
    """Of the shares who bought."""
    spend: Difference
    """Of what was spent for each customer, after the coupon."""


@dataclass(frozen=True)
class Results:
    """Looks, the oldest first, and what coupons took off; `redeemed` counts orders."""

    looks: tuple[Look, ...]
    redeemed: int

    @property
    def newest(self) -> Look | None:
        """The last look; None before anybody was drawn."""
        return self.looks[-1] if self.looks else None


@dataclass(frozen=True)
class _Drawn:
    treated: bool
    at: datetime


def results_of(engine: Engine, campaign: Campaign, now: datetime) -> Results:
    """One look for each day since the start, fewer in a long campaign."""
    if campaign.started_at is None:
        return Results((), 0)
    # An e-mail's customers were all drawn at the start, the chat's until the end.
    last = campaign.started_at
    if campaign.plan.channel is Channel.CHAT:
        last = campaign.ends_at or now
    end = min(now, last + timedelta(days=campaign.plan.window_days))
    drawn, bought = _records(engine, campaign, end)
    days = max((end - campaign.started_at).days, 1)
    step = -(-days // MOST_LOOKS)
    moments = [campaign.started_at + timedelta(days=day) for day in range(step, days, step)]
    looks = tuple(_look(campaign, drawn, bought, at) for at in (*moments, end)) if drawn else ()
    redeemed = select(func.count()).where(campaign_redemptions.c.campaign_id == campaign.id)
    with reading(engine) as connection:
        return Results(looks, connection.execute(redeemed).scalar_one())


def _records(
    engine: Engine, campaign: Campaign, end: datetime
) -> tuple[Mapping[str, _Drawn], Mapping[str, Sequence[tuple[datetime, float]]]]:
    """Who was drawn, and the orders of each that count: when, and what they came to."""
    window = timedelta(days=campaign.plan.window_days)
    lots = select(campaign_customers).where(campaign_customers.c.campaign_id == campaign.id)
    counted: dict[str, list[tuple[datetime, float]]] = defaultdict(list)
    with reading(engine) as connection:
        drawn = {row.customer_id: _Drawn(row.treated, row.at) for row in connection.execute(lots)}
        theirs = orders.c.customer_id.in_(
            select(campaign_customers.c.customer_id).where(
                campaign_customers.c.campaign_id == campaign.id
            )
        )
        meanwhile = orders.c.placed_at.between(campaign.started_at, end)
        for one in spending(connection, theirs & meanwhile):
            lot = drawn[one.customer_id]
            if lot.at <= one.at < lot.at + window:
                counted[one.customer_id].append((one.at, one.amount))
    return drawn, counted


def _look(
    campaign: Campaign,
    drawn: Mapping[str, _Drawn],
    bought: Mapping[str, Sequence[tuple[datetime, float]]],
    at: datetime,
) -> Look:
    counts = {True: 0, False: 0}
    spent: dict[bool, list[float]] = {True: [], False: []}
    for lot in drawn.values():
        counts[lot.treated] += lot.at <= at
    for customer, theirs in bought.items():
        until = [amount for moment, amount in theirs if moment <= at]
        if until:
            spent[drawn[customer].treated].append(sum(until))
    sides = {
        treated: Side(counts[treated], len(spent[treated]), sum(spent[treated]))
        for treated in (True, False)
    }
    return Look(
        at,
        sides[True],
        sides[False],
        bought=_difference(
            campaign, "bought", counts, {each: [1.0] * len(spent[each]) for each in spent}
        ),
        spend=_difference(campaign, "spend", counts, spent),
    )


def _difference(
    campaign: Campaign,
    figure: str,
    counts: Mapping[bool, int],
    outcomes: Mapping[bool, Sequence[float]],
) -> Difference:
    planned, holdout = campaign.planned, campaign.plan.holdout
    customers = planned["customers"]
    variance = planned_variance(
        customers * (1 - holdout), customers * holdout, planned[f"{figure}_variance"] or 1.0
    )
    treated, held = (Arm.of(counts[each], outcomes[each]) for each in (True, False))
    return difference(treated, held, variance)
