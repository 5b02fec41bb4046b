"""`tilly import-orders`, `import-customers` and `import-events`: the shop's own records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from commerce import importers
from database import connect
from migrations import upgrade
from signals.importing import import_events

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from commerce.importers.report import ImportReport
    from tilly.settings import Settings

MOST_SHOWN = 50


def import_records(
    settings: Settings,
    kind: Literal["orders", "customers", "events"],
    source: str,
    view: str | None,
) -> int:
    """Import and print what happened; 0, or 2 when rows were refused."""
    upgrade(settings.sql_url)
    engine = connect(settings.sql_url)
    try:
        report = _read(engine, kind, source, view)
    finally:
        engine.dispose()
    for refusal in report.refusals[:MOST_SHOWN]:
        click.echo(f"refused: {refusal}", err=True)
    if len(report.refusals) > MOST_SHOWN:
        click.echo(f"refused: and {len(report.refusals) - MOST_SHOWN} more", err=True)
    click.echo(
        f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
        f"{len(report.refusals)} refused",
        err=True,
    )
    return 2 if report.refusals else 0


def _read(engine: Engine, kind: str, source: str, view: str | None) -> ImportReport:
    if kind == "events":
        return import_events(engine, Path(source))
    read = importers.import_orders if kind == "orders" else importers.import_customers
    return read(engine, importers.SqlView(source, view) if view else Path(source))
