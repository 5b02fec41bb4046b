"""What will be sold, what seasons and sales do, and what runs out before more is there."""

from __future__ import annotations

from calendar import month_abbr
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from gateway.console.insight_pages import InsightPage
from insights.forecasting.kept import KIND, warned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aiohttp import web

    from gateway.console.visit import Visit

__all__ = ["FORECASTS", "forecasts"]

SHOWN: Final = 26
"""Weeks of what was sold that the chart begins with."""
COLUMNS: Final = ("level", "id", "name", "method", "week", "forecast", "low", "high")


async def forecasts(visit: Visit) -> web.Response:
    """`GET /console/forecasts?of=…`: the newest run, with the series of that id in the chart."""
    run = await visit.console.read(visit.console.insight_runs.newest, KIND)
    if run is None:
        return visit.page("forecasts.html", report=None)
    report = run.result
    key = visit.request.query.get("of", "")
    series = {each["key"]: each for each in report["series"]}
    if key not in series:
        return visit.refuse("There is no forecast of that.", 404)
    return visit.page(
        "forecasts.html",
        report=report,
        until=run.until,
        chosen=series[key],
        weeks=list(_weeks(series[key], date.fromisoformat(report["begins"]))),
        levels={
            level: list(theirs)
            for level, theirs in groupby(report["series"], key=lambda each: str(each["level"]))
        },
        warned=warned(report),
        season=_season(report["season"]),
        months=list(month_abbr),
    )


def _weeks(series: Mapping[str, Any], begins: date) -> Iterator[Mapping[str, Any]]:
    """Week by week what was sold, then what is forecast; the line goes on where it was."""
    history = series["history"][-SHOWN:]
    for back, sold in zip(range(len(history), 0, -1), history, strict=True):
        yield {"week": begins - timedelta(weeks=back), "sold": sold}
    spans = zip(series["forecast"], series["low"], series["high"], strict=True)
    for ahead, (mean, low, high) in enumerate(spans):
        week = begins + timedelta(weeks=ahead)
        yield {"week": week, "forecast": mean, "low": low, "high": high}


def _season(factors: Sequence[Mapping[str, Any]]) -> dict[str, dict[int, Mapping[str, Any]]]:
    """The factors by category and the number of the month."""
    return {
        category: {int(each["what"]): each for each in theirs}
        for category, theirs in groupby(factors, key=lambda each: str(each["category"]))
    }


def _table(report: Mapping[str, Any]) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    return COLUMNS, _rows(report)


def _rows(report: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    """A row for each series and week."""
    begins = date.fromisoformat(report["begins"])
    for each in report["series"]:
        for told in _weeks(each, begins):
            if "forecast" in told:
                spans = (told["forecast"], told["low"], told["high"])
                week = told["week"].isoformat()
                yield each["level"], each["key"], each["title"], each["method"], week, *spans


FORECASTS: Final = InsightPage("forecasts", KIND, _table)
