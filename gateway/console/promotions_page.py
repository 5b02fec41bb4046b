"""Campaigns: planned, started and stopped by leads, with what they changed so far."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from agents.audit import record
from gateway.console.insight_pages import csv_file, json_body
from gateway.console.plan_form import BLANK, FormInvalid, plan_in
from insights.errors import InsightError
from insights.promotions.errors import CampaignMissing
from insights.promotions.plans import Channel
from insights.promotions.power import power_of
from tilly.shop import build_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aiohttp import web
    from sqlalchemy import Connection

    from gateway.console.visit import Visit
    from insights.promotions.campaigns import Campaign
    from insights.promotions.results import Results

__all__ = [
    "campaign",
    "campaign_json",
    "download",
    "plan",
    "promotions",
    "promotions_json",
    "recipients",
    "start",
    "stop",
]

COLUMNS: Final = ("id", "name", "e-mail", "code")


async def promotions(visit: Visit) -> web.Response:
    """`GET /console/promotions`: all campaigns, a form for one more, and the power calculator."""
    return await _page(visit, values=BLANK)


async def plan(visit: Visit) -> web.Response:
    """`POST /console/promotions`: look at whom a plan is for, or keep it."""
    values = {name: str(value) for name, value in (await visit.request.post()).items()}
    try:
        planned = plan_in(values)
        planned.check(visit.console.promotions.most_discount)
        if values.get("what") != "keep":
            preview = await visit.console.read(visit.console.promotions.preview, planned)
            return await _page(visit, values=values, preview=preview)
        taken = build_policy(visit.settings).coupons.keys()

        def work(connection: Connection) -> str:
            kept = visit.console.promotions.plan(connection, planned, datetime.now(UTC), taken)
            _record(visit, connection, "campaign.planned", kept)
            return kept

        kept = await visit.console.write(work)
    except (FormInvalid, InsightError) as refusal:
        return await _page(visit, values=values, trouble=str(refusal))
    return visit.go(f"/console/promotions/{kept}")


async def campaign(visit: Visit) -> web.Response:
    """`GET /console/promotions/{campaign}`: one of them, and what it changed day by day."""
    try:
        found, results = await _found(visit)
    except CampaignMissing as missing:
        return visit.refuse(str(missing), 404)
    return visit.page(
        "campaign.html",
        campaign=found,
        results=results,
        finite=isfinite,
        stands=found.status_at(datetime.now(UTC)),
        segments=await _segments(visit),
        currency=visit.settings.currency,
    )


async def campaign_json(visit: Visit) -> web.Response:
    """`GET /console/promotions/{campaign}.json`: the same as data."""
    try:
        found, results = await _found(visit)
    except CampaignMissing as missing:
        return visit.refuse(str(missing), 404)
    return json_body(_told(found, results))


async def promotions_json(visit: Visit) -> web.Response:
    """`GET /console/promotions.json`: all campaigns with their results."""
    return json_body([_told(*each) for each in await _all(visit)])


async def download(visit: Visit) -> web.Response:
    """`GET /console/promotions.csv`: a row for each campaign with its newest results."""
    columns = (
        "campaign", "status", "budget", "spent", "treated", "held out", "bought, treated",
        "bought, held out", "effect", "effect low", "effect high", "spend", "spend low",
        "spend high",
    )  # fmt: skip
    return csv_file("promotions", columns, [_row(*each) for each in await _all(visit)])


async def start(visit: Visit) -> web.Response:
    """`POST …/{campaign}/start`: begin; who gets an e-mail is drawn at once."""
    return await _change(visit, visit.console.promotions.start, "campaign.started")


async def stop(visit: Visit) -> web.Response:
    """`POST …/{campaign}/stop`: end it before its time."""
    return await _change(visit, visit.console.promotions.stop, "campaign.stopped")


async def recipients(visit: Visit) -> web.Response:
    """`POST …/{campaign}/recipients`: who is to be written to, as CSV or JSON; it is logged.

    Who has unsubscribed since the start is left out here; they stay in the results as drawn.
    """
    try:
        found, _ = await _found(visit)
    except CampaignMissing as missing:
        return visit.refuse(str(missing), 404)
    if found.plan.channel is not Channel.EMAIL or found.started_at is None:
        return visit.refuse("Only a started e-mail campaign has recipients.", 422)
    rows = await visit.console.read(visit.console.promotions.letters, found)
    await visit.console.write(
        lambda connection: _record(visit, connection, "campaign.exported", found.id, len(rows))
    )
    if (await visit.request.post()).get("as") == "json":
        return json_body([dict(zip(COLUMNS, (*row, found.plan.code), strict=True)) for row in rows])
    return csv_file(found.plan.code, COLUMNS, [(*row, found.plan.code) for row in rows])


async def _change(
    visit: Visit, change: Callable[[Connection, str, datetime], None], action: str
) -> web.Response:
    campaign_id = visit.request.match_info["campaign"]

    def work(connection: Connection) -> None:
        change(connection, campaign_id, datetime.now(UTC))
        _record(visit, connection, action, campaign_id)

    try:
        await visit.console.write(work)
    except CampaignMissing as missing:
        return visit.refuse(str(missing), 404)
    except InsightError as refusal:
        return visit.refuse(str(refusal), 422)
    return visit.go(f"/console/promotions/{campaign_id}")


def _record(
    visit: Visit, connection: Connection, action: str, subject: str, customers: int | None = None
) -> None:
    details = {} if customers is None else {"customers": customers}
    record(
        connection,
        action,
        agent_id=visit.me.id,
        subject=subject,
        details=details,
        address=visit.address,
    )


async def _page(visit: Visit, *, values: Mapping[str, str], **more: Any) -> web.Response:
    asked = visit.request.query
    told: dict[str, Any] = {"trouble": "", "preview": None, "power": None} | more
    if "rate" in asked:
        try:
            rate, lift, holdout = (
                float(asked.get(name, "")) / 100 for name in ("rate", "lift", "holdout")
            )
            told["power"] = power_of(rate, lift, holdout)
        except (ValueError, InsightError) as refusal:
            told["trouble"] = str(refusal)
    return visit.page(
        "promotions.html",
        status=422 if told["trouble"] else 200,
        campaigns=await _all(visit),
        now=datetime.now(UTC),
        finite=isfinite,
        uplift=await visit.console.read(visit.console.insight_runs.newest, "uplift"),
        segments=await _segments(visit),
        values={**BLANK, **values},
        asked={name: asked.get(name, default) for name, default in POWER.items()},
        currency=visit.settings.currency,
        **told,
    )


POWER: Final = {"rate": "5", "lift": "2", "holdout": "20"}
"""What the power calculator begins with, in per cent."""


async def _segments(visit: Visit) -> Mapping[int, str]:
    report = await visit.console.read(visit.console.customer_insights.report)
    return {each.id: each.name for each in report.segments} if report else {}


async def _all(visit: Visit) -> list[tuple[Campaign, Results]]:
    found = await visit.console.read(visit.console.promotions.all)
    return [(each, await _results(visit, each)) for each in found]


async def _found(visit: Visit) -> tuple[Campaign, Results]:
    campaign_id = visit.request.match_info["campaign"]
    found = await visit.console.read(visit.console.promotions.get, campaign_id)
    return found, await _results(visit, found)


async def _results(visit: Visit, of: Campaign) -> Results:
    return await visit.console.read(visit.console.promotions.results, of, datetime.now(UTC))


def _told(of: Campaign, results: Results) -> dict[str, Any]:
    """As JSON has it, which knows no endless bounds."""
    looks = [dataclasses.asdict(each) for each in results.looks]
    for look in looks:
        for figure in ("bought", "spend"):
            look[figure] = {
                name: value if isfinite(value) else None for name, value in look[figure].items()
            }
    return {**dataclasses.asdict(of), "looks": looks, "redeemed": results.redeemed}


def _row(of: Campaign, results: Results) -> list[float | str | None]:
    shared: list[float | str | None] = [
        of.plan.name, of.status_at(datetime.now(UTC)).value, float(of.plan.budget), float(of.spent),
    ]  # fmt: skip
    if (look := results.newest) is None:
        return [*shared, *([None] * 10)]
    bounds = (
        bound if isfinite(bound) else None
        for figure in (look.bought, look.spend)
        for bound in (figure.value, figure.low, figure.high)
    )
    sides = (look.treated.customers, look.held.customers, look.treated.bought, look.held.bought)
    return [*shared, *sides, *bounds]
