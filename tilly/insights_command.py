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
from insights.kept import MEANING, WHY, KeptCustomers, shown
from insights.voices import CustomerVoices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insights.kept import CustomerProfile, SegmentReport
    from insights.voices import CustomerVoice
    from tilly.settings import Settings

__all__ = ["list_audience", "refresh", "show_customer", "show_segments"]

MOST_LIKES = 2


def refresh(settings: Settings) -> None:
    """Make everything anew from what is on record, and say what was found."""
    from insights.customers import refresh_customers
    from insights.refreshing import refresh_others
    from migrations import upgrade
    from tilly.pricing_command import build_pricing

    upgrade(settings.sql_url)
    engine, now = connect(settings.sql_url), datetime.now(UTC)
    try:
        report = refresh_customers(engine, now)
    except InsightError as error:
        sys.exit(str(error))
    print_segments(report)
    for name, refused in refresh_others(engine, now, {"pricing": build_pricing(settings)}).items():
        click.echo(f"{name}: {refused or 'made anew'}")
    settings.insights_file.touch()


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
    engine = connect(settings.sql_url)
    print_profile(profile, CustomerVoices(engine).of(customer_id, datetime.now(UTC)))


def list_audience(settings: Settings, segment: str) -> None:
    """The ids of a segment's customers, one in each line; `segment` is its name or number."""
    kept = _kept(settings)
    report = kept.report()
    found = report.segments if report else ()
    one = next((each for each in found if segment in {each.name, str(each.id)}), None)
    if one is None:
        names = ", ".join(f"{each.id} ({each.name})" for each in found) or "none"
        sys.exit(f"There is no segment {segment!r}; there are: {names}.")
    for customer_id in kept.members(one.id):
        click.echo(customer_id)


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
    if report.moved is not None:
        console.print(
            f"{report.moved:.0%} of the customers changed their segment since the run before."
        )
    for what, names in (("New", report.appeared), ("Gone", report.vanished)):
        if names:
            console.print(Text(f"{what} since the run before: {', '.join(names)}."))
    console.print(
        f"A density method puts {report.dense_share:.0%} of the customers in groups and agrees on"
        f" those to {report.dense_agreement:.2f} (1: wholly)."
    )


def print_profile(profile: CustomerProfile, voice: CustomerVoice) -> None:
    """The profile as a table, with what the customer said."""
    console = Console()
    console.print(Text(f"{profile.customer_id}: {profile.segment or 'in no segment'}"))
    table = Table("figure", "", show_header=False)
    for name, value in profile.figures.items():
        table.add_row(MEANING[name], shown(name, value))
    for category, part in _largest(profile.likes):
        table.add_row(Text(f"interest in {category}"), f"{part:.0%}")
    for what, why in profile.reasons.items():
        table.add_row(Text(f"why {WHY[what]}: {why.scale}"), f"{why.score:+.2f}")
        if why.base:
            table.add_row("  everybody's", f"{why.base:+.2f}")
        for reason in why.reasons:
            table.add_row(Text(f"  {reason.words}"), f"{reason.adds:+.2f}")
    for wish in voice.wishes:
        table.add_row(Text(f"{wish.polarity.value} {wish.about}"), "said so")
    for one in voice.moods:
        stars = f", {one.stars} of 5 stars" if one.stars else ""
        table.add_row(f"felt on {one.at:%Y-%m-%d}", f"{one.feeling}{stars}")
    console.print(table)


def _largest(parts: Mapping[str, float], most: int = 4) -> list[tuple[str, float]]:
    return sorted(parts.items(), key=lambda part: -part[1])[:most]


def _kept(settings: Settings) -> KeptCustomers:
    return KeptCustomers(connect(settings.sql_url))
