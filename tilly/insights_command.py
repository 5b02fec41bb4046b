"""`tilly insights`: what the shop's records say about its customers."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from database import connect
from insights.errors import InsightError
from insights.kept import MEANING, KeptCustomers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insights.kept import CustomerProfile, SegmentReport
    from tilly.settings import Settings

__all__ = ["refresh", "show_customer", "show_segments"]

MOST_LIKES = 2


def refresh(settings: Settings) -> None:
    """Make everything anew from what is on record, and say what was found."""
    from insights.customers import refresh_customers
    from migrations import upgrade

    upgrade(settings.sql_url)
    try:
        report = refresh_customers(connect(settings.sql_url), datetime.now(UTC))
    except InsightError as error:
        sys.exit(str(error))
    settings.insights_file.touch()
    print_segments(report)


def show_segments(settings: Settings, *, as_json: bool) -> None:
    """The segments of the newest run."""
    report = _kept(settings).report()
    if report is None:
        sys.exit("There are no insights yet: run `tilly insights refresh`.")
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(report), default=str))
    else:
        print_segments(report)


def show_customer(settings: Settings, customer_id: str) -> None:
    """What is known of one customer, and why they are in their segment."""
    profile = _kept(settings).profile(customer_id)
    if profile is None:
        sys.exit(f"Nothing is known of customer {customer_id!r}.")
    print_profile(profile)


def print_segments(report: SegmentReport) -> None:
    """The report as a table."""
    console = Console()
    console.print(
        f"{report.customers:,} customers, {report.orders:,} orders until {report.until:%Y-%m-%d}"
    )
    if report.refused:
        console.print(report.refused)
        return
    table = Table("segment", "share", "orders", "basket", "value of a year", "likes")
    for each in report.segments:
        liked = [f"{name} {each.lifts[name]:.1f}x" for name in list(each.lifts)[:MOST_LIKES]]
        figures = each.figures
        table.add_row(
            Text(each.name),
            f"{each.share:.0%}",
            f"{figures['orders']:.1f}",
            f"{figures['basket']:.0f}",
            f"{figures['value']:.0f}" if "value" in figures else "",
            Text(", ".join(liked)),
        )
    console.print(table)
    console.print(
        f"A density method puts {report.dense_share:.0%} of the customers in groups and agrees on"
        f" those to {report.dense_agreement:.2f} (1: wholly)."
    )


def print_profile(profile: CustomerProfile) -> None:
    """The profile as two tables."""
    console = Console()
    console.print(Text(f"{profile.customer_id}: {profile.segment or 'in no segment'}"))
    table = Table("figure", "", show_header=False)
    for name, value in profile.figures.items():
        table.add_row(MEANING[name], f"{value:,.2f}")
    for category, part in _largest(profile.likes):
        table.add_row(Text(f"interest in {category}"), f"{part:.0%}")
    for trait, strength in profile.reasons:
        table.add_row(Text(f"in the segment for: {trait}"), f"{strength:+.2f}")
    console.print(table)


def _largest(parts: Mapping[str, float], most: int = 4) -> list[tuple[str, float]]:
    return sorted(parts.items(), key=lambda part: -part[1])[:most]


def _kept(settings: Settings) -> KeptCustomers:
    return KeptCustomers(connect(settings.sql_url))
