"""`tilly insights promotions` and `power`: campaigns, and how many customers they want."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from database import connect
from insights.errors import InsightError
from insights.promotions.campaigns import Campaigns
from insights.promotions.power import power_of

if TYPE_CHECKING:
    from insights.promotions.sequential import Difference
    from tilly.settings import Settings

__all__ = ["reckon_power", "show_promotions"]


def show_promotions(settings: Settings, *, as_json: bool) -> None:
    """Every campaign with the newest look at it."""
    campaigns = Campaigns(connect(settings.sql_url), settings.discount_cap)
    now = datetime.now(UTC)
    found = [(each, campaigns.results(each, now)) for each in campaigns.all()]
    if as_json:
        told = [
            {
                "name": each.plan.name,
                "code": each.plan.code,
                "status": each.status_at(now),
                "budget": each.plan.budget,
                "spent": each.spent,
                "newest": asdict(results.newest) if results.newest else None,
            }
            for each, results in found
        ]
        click.echo(json.dumps(_finite(told), default=str))
        return
    if not found:
        sys.exit("There are no campaigns yet: leads plan them in the console.")
    table = Table("campaign", "status", "drawn", "held out", "bought more, points", "spent")
    for each, results in found:
        look = results.newest
        table.add_row(
            Text(each.plan.name),
            each.status_at(now).value,
            f"{look.treated.customers:,}" if look else "",
            f"{look.held.customers:,}" if look else "",
            _points(look.bought) if look else "",
            f"{each.spent} of {each.plan.budget}",
        )
    Console().print(table)


def reckon_power(rate: float, lift: float, holdout: float) -> None:
    """How many customers a campaign wants; shares from 0 to 1."""
    try:
        power = power_of(rate, lift, holdout)
    except InsightError as error:
        sys.exit(str(error))
    click.echo(
        f"{power.any_time:,} customers, held-out ones included, if you look whenever you like;"
        f" {power.one_look:,} if you look once, at the end."
    )


def _points(of: Difference) -> str:
    if not isfinite(of.low):
        return f"{100 * of.value:+.1f}"
    return f"{100 * of.value:+.1f} ({100 * of.low:+.1f} to {100 * of.high:+.1f})"


def _finite(told: object) -> object:
    """As JSON has it, which knows no endless bounds."""
    if isinstance(told, dict):
        return {name: _finite(each) for name, each in told.items()}
    if isinstance(told, list):
        return [_finite(each) for each in told]
    return None if isinstance(told, float) and not isfinite(told) else told
