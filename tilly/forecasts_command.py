"""`tilly insights forecasts`: what will be sold, and what runs out before more is there."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from database import connect
from insights.forecasting.kept import KIND, warned
from insights.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from insights.runs import Run
    from tilly.settings import Settings

__all__ = ["show_forecasts"]

NEXT = 4
"""Weeks that the table has."""


def show_forecasts(settings: Settings, product: str, *, as_json: bool) -> None:
    """The forecasts of the newest run; of `product` alone where it is named, by its id."""
    run = Runs(connect(settings.sql_url)).newest(KIND)
    if run is None:
        sys.exit("There are no forecasts yet: run `tilly insights refresh`.")
    told = [each for each in run.result["series"] if product in {"", each["key"]}]
    if not told:
        sys.exit(f"There is no forecast of product {product!r}.")
    if as_json:
        click.echo(json.dumps({**run.result, "series": told}, default=str))
    else:
        print_forecasts(run, [each for each in told if product or each["level"] != "product"])


def print_forecasts(run: Run, series: list[Mapping[str, Any]]) -> None:
    """The series as a table, how good they are, and what runs out."""
    console = Console()
    report = run.result
    console.print(
        f"{report['pieces']:,} pieces in {report['weeks']} weeks until {run.until:%Y-%m-%d}"
    )
    weeks = [f"week {number}" for number in range(1, NEXT + 1)]
    table = Table("", "by", "last week", *weeks, "month to come")
    for each in series:
        spans = zip(each["forecast"], each["low"], each["high"], strict=True)
        months = [f"{one['month']}: {one['forecast']:,.0f}" for one in each["months"][:1]]
        table.add_row(
            Text(each["title"] or "the store"),
            each["method"],
            f"{each['history'][-1]:,}" if each["history"] else "",
            *[f"{mean:.1f} ({low:.0f} to {high:.0f})" for mean, low, high in spans][:NEXT],
            *months,
        )
    console.print(table)
    for name, level in report["levels"].items():
        held = "" if level["coverage"] is None else f", intervals held {level['coverage']:.0%}"
        console.print(
            f"{name}: off by {level['error']:.0%} of the demand in a week"
            f" (AR(p): {level['baseline']:.0%}){held}"
        )
    for each in warned(report):
        cover = each["cover"]
        left = f"{cover['stock']} left" if cover["stock"] else "sold out"
        console.print(Text(f"{each['title']}: {left}, order {cover['reorder']}"))
