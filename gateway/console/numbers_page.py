"""How the store's conversations go, in numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import web

from gateway.console.counting import Counts
from gateway.console.csv_files import as_csv
from gateway.console.figures import OVER_TIME, figures_of
from gateway.console.headlines import headlines_of, summary
from gateway.console.periods import PRESETS, Period
from gateway.console.visit import HEADERS

if TYPE_CHECKING:
    from gateway.console.visit import Visit

__all__ = ["download", "numbers"]


async def numbers(visit: Visit) -> web.Response:
    """`GET /console/numbers`: the headlines and all figures of a period."""
    counts = await visit.console.read(_counts, visit)
    return visit.page(
        "numbers.html",
        period=counts.period,
        presets=PRESETS,
        headlines=headlines_of(counts),
        figures=figures_of(counts),
    )


async def download(visit: Visit) -> web.Response:
    """`GET /console/numbers/{figure}.csv`: one figure of a period, to keep."""
    name = visit.request.match_info["figure"]
    counts = await visit.console.read(_counts, visit)
    found = {each.name: each for each in (summary(counts), *figures_of(counts))}
    if name not in found:
        return visit.refuse("There is no such figure.", 404)
    figure = found[name]
    file = f"{name}_{counts.period.days.first}_{counts.period.days.last}.csv"
    return web.Response(
        body=as_csv(
            [column.name for column in figure.columns],
            ([cell.value for cell in row] for row in figure.rows),
        ),
        content_type="text/csv",
        charset="utf-8",
        headers={
            **HEADERS,
            "Content-Disposition": f'attachment; filename="{file}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _counts(visit: Visit) -> Counts:
    reader = visit.console.counts
    period = Period.read(visit.request.query, datetime.now(UTC).date(), reader.first_day())
    return Counts(
        period,
        totals=reader.totals(period.days),
        before=reader.totals(period.before),
        by_day=reader.by_day(period.days, OVER_TIME),
    )
