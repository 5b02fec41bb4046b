"""The shop's customers in segments, and what is known of one of them."""

from __future__ import annotations

import dataclasses
from calendar import month_name
from typing import TYPE_CHECKING, Final

from gateway.console.insight_pages import csv_file, json_body
from insights.kept import MEANING

if TYPE_CHECKING:
    from aiohttp import web

    from gateway.console.visit import Visit
    from insights.kept import SegmentReport

__all__ = ["customer", "download", "segments", "segments_json"]

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


async def customer(visit: Visit) -> web.Response:
    """`GET /console/segments/customer?id=…`: one customer's profile, with the reasons."""
    customer_id = visit.request.query.get("id", "").strip()
    if not customer_id:
        return visit.go("/console/segments")
    profile = await visit.console.read(visit.console.customer_insights.profile, customer_id)
    if profile is None:
        return visit.refuse("Nothing is known of that customer, or no order was placed yet.", 404)
    likes = sorted(profile.likes.items(), key=lambda part: -part[1])
    return visit.page("profile.html", profile=profile, likes=likes, meaning=MEANING)


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
