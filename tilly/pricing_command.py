"""`tilly insights pricing`: elasticities, and prices within the merchant's rules."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from database import connect
from insights.errors import InsightError
from insights.pricing.book import KIND, PriceBook
from insights.runs import Run, Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from insights.pricing.merchant_files import Imported
    from tilly.settings import Settings

__all__ = ["build_pricing", "show_pricing"]


def build_pricing(settings: Settings) -> Callable[[Engine, datetime], Mapping[str, Any]]:
    """The analysis of prices under the shop's rules; it raises DataUnusable for wrong ones."""

    def price(engine: Engine, now: datetime) -> Mapping[str, Any]:
        from insights.pricing.rules import load_pricing_rules
        from insights.pricing.shop import price_shop

        return price_shop(engine, now, load_pricing_rules(settings.pricing_file))

    return price


def show_pricing(
    settings: Settings, costs: Path | None, competitors: Path | None, *, as_json: bool
) -> None:
    """What the newest run says of prices; a file is taken first, and a run made with it."""
    engine = connect(settings.sql_url)
    try:
        if costs or competitors:
            _take(engine, costs, competitors)
            now = datetime.now(UTC)
            Runs(engine).keep(KIND, Run(now, now, build_pricing(settings)(engine, now)))
    except InsightError as error:
        sys.exit(str(error))
    run = Runs(engine).newest(KIND)
    if run is None:
        sys.exit("There are no insights yet: run `tilly insights refresh`.")
    if as_json:
        click.echo(json.dumps({"until": run.until, **run.result}, default=str))
    else:
        _print(run, PriceBook(engine))


def _take(engine: Engine, costs: Path | None, competitors: Path | None) -> None:
    from insights.pricing.merchant_files import import_competitors, import_costs
    from migrations import upgrade

    upgrade(str(engine.url.render_as_string(hide_password=False)))
    if costs:
        _tell("costs", import_costs(engine, costs))
    if competitors:
        _tell("competitors' prices", import_competitors(engine, competitors))


def _tell(what: str, taken: Imported) -> None:
    click.echo(f"{what} of {taken.products:,} products taken", err=True)
    for refusal in taken.refusals:
        click.echo(f"not taken: {refusal}", err=True)


def _print(run: Run, book: PriceBook) -> None:
    console, told = Console(), run.result
    console.print(f"{told['product_days']:,} product-days, {told['units']:,} pieces sold")
    if told["refused"]:
        console.print(Text(told["refused"]))
        return
    table = Table("category", "elasticity", "95 %", "moved by what is held", "pieces")
    for each in told["categories"]:
        table.add_row(
            Text(each["name"]),
            f"{each['elasticity']:.2f}",
            f"{each['low']:.2f} to {each['high']:.2f}",
            f"{each['moved']['by']:+.2f}",
            f"{each['units']:,}",
        )
    for each in told["refused_categories"]:
        table.add_row(Text(each["category"]), Text(each["reason"]))
    console.print(table)
    table = Table("product", "price", "proposed", "margin in four weeks", "90 %", "chance of more")
    for proposal in book.open():
        margin = proposal.told["change"]["margin"]
        table.add_row(
            Text(proposal.told["title"]),
            str(proposal.price_before),
            str(proposal.price),
            f"{margin['expected']:+.1f}",
            f"{margin['low']:+.1f} to {margin['high']:+.1f}",
            f"{proposal.told['certainty']:.0%}",
        )
    console.print(table)
