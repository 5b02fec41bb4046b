"""`tilly insights content`: texts on products, in bulk, and what shoppers did with them."""

from __future__ import annotations

import asyncio
import csv
import itertools
import json
import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from database import connect
from insights.content.report import COLUMNS, report_of, row_of
from insights.content.shelf import APPROVED, Shelf
from insights.errors import InsightError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commerce import Product
    from insights.content.briefs import Brief
    from insights.content.rules import ForbiddenClaims
    from tilly.settings import Settings

__all__ = ["export_texts", "show_report", "write_texts"]


def write_texts(
    settings: Settings, orders: Sequence[Sequence[str]], variants: int, products: Sequence[str]
) -> None:
    """Write drafts for every combination of channels, personas, tones and lengths."""
    from commerce import Catalogue
    from insights.content.briefs import Brief, Channel, Length, Persona, Tone
    from insights.content.rules import load_forbidden_claims
    from migrations import upgrade

    upgrade(settings.sql_url)
    engine = connect(settings.sql_url)
    catalogue = Catalogue(engine)
    wanted = catalogue.listed(products) if products else catalogue.all()
    if not wanted:
        sys.exit("There is no such product: ingest the catalogue first, or name its ids.")
    briefs = [
        Brief(Channel(channel), Persona(persona), Tone(tone), Length(length), variant)
        for channel, persona, tone, length in itertools.product(*orders)
        for variant in range(variants)
    ]
    try:
        forbidden = load_forbidden_claims(settings.content_claims_file)
    except InsightError as error:
        sys.exit(str(error))
    outcomes = asyncio.run(_write(settings, Shelf(engine), wanted, briefs, forbidden))
    for outcome, times in outcomes.most_common():
        click.echo(f"{times:6,}  {outcome}")
    click.echo("Drafts wait for a person under Insights, Content.")


def export_texts(settings: Settings, status: str, channel: str, to: Path, *, as_json: bool) -> None:
    """The texts of a status as CSV or JSON, for the shop's own system."""
    rows = [row_of(text) for text in _shelf(settings).all(status=status, channel=channel)]
    with to.open("w", encoding="utf-8", newline="") as file:
        if as_json:
            json.dump([dict(zip(COLUMNS, row, strict=True)) for row in rows], file, indent=1)
        else:
            csv.writer(file).writerows([COLUMNS, *rows])
    click.echo(f"{len(rows):,} texts written to {to}")


def show_report(settings: Settings, *, as_json: bool) -> None:
    """How often texts were followed, with bounds, and which is better."""
    found = report_of(_shelf(settings).all(status=APPROVED))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found]))
        return
    if not found:
        click.echo("No approved text was shown yet.")
        return
    table = Table("product", "channel", "text", "shown", "followed", "95 %, at all times", "")
    for comparison in found:
        for line in comparison.lines:
            table.add_row(
                Text(comparison.product_id),
                comparison.channel,
                Text(line.text),
                f"{line.rate.shown:,}",
                f"{line.rate.value:.1%}",
                f"{line.rate.low:.1%} to {line.rate.high:.1%}",
                "better" if line.best else "",
            )
    Console().print(table)


async def _write(
    settings: Settings,
    shelf: Shelf,
    products: Sequence[Product],
    briefs: Sequence[Brief],
    forbidden: ForbiddenClaims,
) -> Counter[str]:
    from insights.content.bulk import write_all
    from tilly.bootstrap import build_model

    outcomes: Counter[str] = Counter()
    model = build_model(settings)
    try:
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("texts", total=len(products) * len(briefs))
            async for step in write_all(shelf, products, briefs, forbidden, model):
                outcomes[step.outcome if step.kept else _plain(step.outcome)] += 1
                progress.advance(task)
    finally:
        if model is not None:
            await model.close()
    return outcomes


def _plain(outcome: str) -> str:
    """An outcome without its figure, so that like ones are counted together."""
    return outcome.split("% ", 1)[-1]


def _shelf(settings: Settings) -> Shelf:
    return Shelf(connect(settings.sql_url))
