"""Pages of insights that show the newest run of an analysis: HTML, CSV and JSON of one result."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from gateway.console.csv_files import as_csv
from gateway.console.visit import HEADERS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from gateway.console.visit import Visit

__all__ = ["InsightPage", "csv_file", "json_body"]

Table = tuple["Sequence[str]", "Iterable[Sequence[float | str | None]]"]


@dataclass(frozen=True)
class InsightPage:
    """The pages of the newest run of `kind`, at the address and by the template of `name`.

    `table` makes the columns and rows of the file from the run's result.
    """

    name: str
    kind: str
    table: Callable[[Mapping[str, Any]], Table]

    def routes(self) -> Iterable[tuple[str, Callable[[Visit], Awaitable[web.StreamResponse]]]]:
        """The addresses, each with what answers there."""
        yield f"/console/{self.name}", self.page
        yield f"/console/{self.name}.csv", self.file
        yield f"/console/{self.name}.json", self.data

    async def page(self, visit: Visit) -> web.Response:
        """The run as a page; before the first it says how to get one."""
        run = await visit.console.read(visit.console.insight_runs.newest, self.kind)
        return visit.page(f"{self.name}.html", run=run, report=run.result if run else None)

    async def data(self, visit: Visit) -> web.Response:
        """The result as it is; null before the first run."""
        run = await visit.console.read(visit.console.insight_runs.newest, self.kind)
        return json_body(None if run is None else {"until": run.until, **run.result})

    async def file(self, visit: Visit) -> web.Response:
        """The result as a table."""
        run = await visit.console.read(visit.console.insight_runs.newest, self.kind)
        if run is None:
            return visit.refuse("There is nothing yet.", 404)
        return csv_file(self.name, *self.table(run.result))


def json_body(told: Any) -> web.Response:
    """A JSON response; what JSON does not know is told as text."""
    return web.json_response(
        told, headers=HEADERS, dumps=lambda told: json.dumps(told, default=str)
    )


def csv_file(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[float | str | None]]
) -> web.Response:
    """A CSV file to keep."""
    return web.Response(
        body=as_csv(columns, rows),
        content_type="text/csv",
        charset="utf-8",
        headers={
            **HEADERS,
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )
