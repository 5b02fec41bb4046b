"""`tilly insights overview`, `voice`, `reviews`: how it goes, and what is complained of."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from database import connect
from insights.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tilly.settings import Settings

__all__ = ["read_review_files", "show_overview", "show_voice"]

MEASURES: Final = {
    "contained": "served by the assistant alone",
    "resolved": "settled",
    "satisfied": "happy, of those who rated",
}
SHOWN_ROWS: Final = 5


def show_overview(settings: Settings, *, as_json: bool) -> None:
    """The newest evaluation."""
    report = _newest(settings, "evaluation")
    if as_json:
        click.echo(json.dumps(report))
        return
    console = Console()
    console.print(
        f"{report['conversations']:,} conversations from {report['first']} to {report['last']}"
        f" ({report['conversations_before']:,} in as many weeks before)"
    )
    table = Table("of 100", "", "likely", "before")
    for name, title in MEASURES.items():
        now, before = report["shares"][name], report["shares_before"][name]
        table.add_row(title, *_share(now), f"{100 * before['value']:.0f}" if before else "")
    console.print(table)
    worth = report["worth"]
    if worth is None:
        console.print(report["worth_refused"])
    else:
        value, likely = _share(worth["adjusted"])
        console.print(
            f"Of 100 visits with a talk, {value} more end in a purchase than of visits without, by"
            f" shoppers who had done alike (likely {likely}). Who talks differs; only a trial by"
            " lot is proof."
        )
    for one in report["comparisons"]:
        value, likely = _share(one["step"])
        change = one["change"]
        console.print(
            f"Since {change['day']} ({change['after']}): {MEASURES[one['measure']]},"
            f" {value} more of 100 at once (likely {likely})."
        )


def show_voice(settings: Settings, *, as_json: bool) -> None:
    """The newest report on what shoppers say."""
    report = _newest(settings, "voice")
    if as_json:
        click.echo(json.dumps(report))
        return
    console = Console()
    fixes = Table("to fix", "talks", "reviews", "cost of leaving it", "likely")
    for one in report["fixes"]:
        fixes.add_row(
            _named(one), str(one["talks"]), str(one["reviews"]),
            f"{one['cost']:,.0f}", f"{one['low']:,.0f} to {one['high']:,.0f}",
        )  # fmt: skip
    console.print(fixes)
    themes = Table("theme of a year", "complaints", "praise", "trend a month", "likely")
    for one in report["themes"]:
        trend = one["trend"]
        told = f"{trend['growth']:.2f}" if trend and one["called"] else "none to be told"
        likely = f"{trend['low']:.2f} to {trend['high']:.2f}" if trend else ""
        counts = (str(one["complaints"]), str(one["praise"]))
        themes.add_row(_named(one), *counts, told if trend else "", likely)
    console.print(themes)


def read_review_files(settings: Settings, files: Sequence[Path]) -> None:
    """Keep the reviews of some files; rows that cannot be used are named."""
    from commerce import Catalogue
    from insights.voice.reviews import ProductReview, ReviewLog
    from knowledge.importers.reviews import FoundReview, read_reviews
    from knowledge.importers.tables import open_table
    from migrations import upgrade

    upgrade(settings.sql_url)
    engine, now = connect(settings.sql_url), datetime.now(UTC)
    products = Catalogue(engine).fingerprints()
    for path in files:
        kept, refused = [], []
        with open_table(path, path.name) as table:
            for found in read_reviews(table, products, now.date()):
                if not isinstance(found, FoundReview):
                    refused.append(str(found.refusal))
                elif found.written is None:
                    refused.append(f"{path.name}, row {found.row}: it has no date.")
                else:
                    at = datetime.combine(found.written, time(), UTC)
                    kept.append(
                        ProductReview(
                            found.id, found.product_id, found.rating, found.title, found.text, at
                        )
                    )
        ReviewLog(engine).upsert(kept)
        click.echo(f"{path.name}: {len(kept):,} reviews kept, {len(refused):,} rows refused.")
        for line in refused[:SHOWN_ROWS]:
            click.echo(f"  {line}", err=True)


def _newest(settings: Settings, kind: str) -> dict[str, Any]:
    run = Runs(connect(settings.sql_url)).newest(kind)
    if run is None:
        sys.exit("There is nothing yet: run `tilly insights refresh`.")
    return dict(run.result)


def _share(told: Mapping[str, float] | None) -> tuple[str, str]:
    """A share in per cent and its interval; nothing where there is none."""
    if told is None:
        return "", ""
    value, low, high = (100 * told[name] for name in ("value", "low", "high"))
    return f"{value:.0f}", f"{low:.0f} to {high:.0f}"


def _named(one: Mapping[str, Any]) -> Text:
    words = f": {', '.join(one['words'])}" if one["words"] else ""
    return Text(f"{one['aspect']} of {one['product'] or 'all products'}{words}")
