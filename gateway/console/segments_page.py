"""The shop's customers in segments, and what is known of one of them."""

from __future__ import annotations

import asyncio
import dataclasses
from calendar import month_name
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from conversations.veil import Veil
from gateway.console.insight_pages import csv_file, json_body
from insights.kept import MEANING, WHY, shown

if TYPE_CHECKING:
    from aiohttp import web

    from gateway.console.visit import Visit
    from insights.kept import SegmentReport

__all__ = ["audience", "customer", "download", "segments", "segments_json"]

COLUMNS: Final = ("orders", "basket", "value", "alive", "cheaper_share", "back_share")
"""The figures that the table of segments has; the file has all."""


async def segments(visit: Visit) -> web.Response:
    """`GET /console/segments`: every segment of the newest run, with what makes it one."""
    report = await visit.console.read(visit.console.customer_insights.report)
    return visit.page(
        "segments.html", report=report, meaning=MEANING, columns=COLUMNS, months=list(month_name)
    )


async def segments_json(visit: Visit) -> web.Response:
    """`GET /console/segments.json`: the newest run as it is; null before the first."""
    report = await visit.console.read(visit.console.customer_insights.report)
    told = None if report is None else dataclasses.asdict(report)
    return json_body(told)


async def download(visit: Visit) -> web.Response:
    """`GET /console/segments.csv`: a row for each segment."""
    report = await visit.console.read(visit.console.customer_insights.report)
    if report is None:
        return visit.refuse("There are no segments yet.", 404)
    return _file(report)


async def audience(visit: Visit) -> web.Response:
    """`GET /console/segments/{segment}/customers.csv`: the ids of a segment's customers."""
    number = visit.request.match_info["segment"]
    report = await visit.console.read(visit.console.customer_insights.report)
    known = {str(each.id): each for each in report.segments} if report else {}
    if number not in known:
        return visit.refuse("There is no such segment (any more).", 404)
    members = await visit.console.read(visit.console.customer_insights.members, known[number].id)
    await asyncio.to_thread(
        visit.console.audit.record,
        "segment.exported",
        agent_id=visit.me.id,
        subject=number,
        address=visit.address,
        details={"name": known[number].name, "customers": len(members)},
    )
    return csv_file(f"segment-{number}", ["customer_id"], ([each] for each in members))


async def customer(visit: Visit) -> web.Response:
    """`GET /console/segments/customer?id=…`: one customer's profile, with the reasons."""
    customer_id = visit.request.query.get("id", "").strip()
    if not customer_id:
        return visit.go("/console/segments")
    profile = await visit.console.read(visit.console.customer_insights.profile, customer_id)
    if profile is None:
        return visit.refuse("Nothing is known of that customer, or no order was placed yet.", 404)
    voice = await visit.console.read(
        visit.console.customer_voices.of, customer_id, datetime.now(UTC)
    )
    likes = sorted(profile.likes.items(), key=lambda part: -part[1])
    veil = Veil()
    return visit.page(
        "profile.html",
        profile=profile,
        likes=likes,
        figures=[(MEANING[name], shown(name, value)) for name, value in profile.figures.items()],
        why_words=WHY,
        moods=voice.moods,
        wishes=[(wish.polarity.value, veil.text(wish.about)) for wish in voice.wishes],
    )


def _file(report: SegmentReport) -> web.Response:
    figures = [name for name in MEANING if any(name in one.figures for one in report.segments)]
    likes = sorted({name for one in report.segments for name in one.likes})
    rows = (
        [
            one.name,
            one.size,
            one.share,
            *(one.figures.get(name) for name in figures),
            *(one.likes.get(name) for name in likes),
        ]
        for one in report.segments
    )
    return csv_file("segments", ["segment", "customers", "share", *figures, *likes], rows)
