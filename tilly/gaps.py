"""`tilly gaps`: what shoppers ask and the store's knowledge does not settle."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conversations.matters import keep_matters
from conversations.missed import MissedQuestions
from database import connect
from embedding import load_embedder
from knowledge.gaps import gap_report, matters_of
from knowledge.kept_vectors import KeptVectors

if TYPE_CHECKING:
    from embedding import Embedder
    from knowledge.gaps import GapReport, KnowledgeGap
    from tilly.settings import Settings

__all__ = ["found_gaps", "keep_gaps", "print_gaps", "start_of"]

DAYS_KEPT = 365
"""Of the questions whose matter the console knows."""

_AGO = re.compile(r"(?P<count>\d{1,4})\s*(?P<unit>[dw])")
_DAYS = {"d": 1, "w": 7}


def start_of(said: str, now: datetime) -> datetime:
    """When a period begins: "30d" or "4w" before now, or a date such as 2031-05-01.

    Raises ValueError for anything else and for what is yet to come.
    """
    ago = _AGO.fullmatch(said.strip().lower())
    if ago:
        since = now - timedelta(days=int(ago["count"]) * _DAYS[ago["unit"]])
    else:
        since = datetime.fromisoformat(said.strip())
        since = since if since.tzinfo else since.replace(tzinfo=UTC)
    if since >= now:
        raise ValueError(f"{said} is not in the past.")
    return since


def found_gaps(
    settings: Settings,
    since: datetime,
    *,
    limit: int | None = None,
    now: datetime | None = None,
    embedder: Embedder | None = None,
) -> GapReport:
    """The gaps since then, beside as long a period before; the store may run meanwhile."""
    from migrations import upgrade

    until = now or datetime.now(UTC)
    upgrade(settings.sql_url)
    engine = connect(settings.sql_url)
    try:
        questions = MissedQuestions(engine).between(since - (until - since), until)
    finally:
        engine.dispose()
    vectors = KeptVectors(
        embedder or load_embedder(settings.embedder), settings.data_dir / "gaps.npz"
    )
    report = gap_report(questions, vectors, since=since, until=until, limit=limit)
    vectors.keep()
    return report


def keep_gaps(
    settings: Settings, *, now: datetime | None = None, embedder: Embedder | None = None
) -> int:
    """Tell the console what the questions of the last year were about; returns their number."""
    from migrations import upgrade

    until = now or datetime.now(UTC)
    upgrade(settings.sql_url)
    engine = connect(settings.sql_url)
    try:
        questions = MissedQuestions(engine).between(until - timedelta(days=DAYS_KEPT), until)
        matters: dict[str, str] = {}
        if questions:
            embedder = embedder or load_embedder(settings.embedder)
            vectors = KeptVectors(embedder, settings.data_dir / "kept_gaps.npz")
            matters = matters_of(questions, vectors)
            vectors.keep()
        keep_matters(engine, questions, matters)
    finally:
        engine.dispose()
    settings.kept_gaps_file.touch()
    return len(questions)


def print_gaps(report: GapReport, *, as_json: bool = False, console: Console | None = None) -> None:
    """Print a report as a table, or as one JSON object."""
    console = console or Console(highlight=False)
    if as_json:
        console.print_json(json.dumps(_plain(report)))
        return
    period = f"{report.since:%Y-%m-%d} to {report.until:%Y-%m-%d}"
    if not report.gaps:
        console.print(f"No question was left open from {period}.")
        return
    table = Table(
        title=f"{report.questions:,} questions left open in {report.gaps_in_all:,} matters, "
        f"{period} ({report.questions_before:,} in the period before)",
        title_justify="left",
        show_lines=True,
    )
    table.add_column("asked about", ratio=4)
    table.add_column("asked", justify="right", no_wrap=True)
    table.add_column("shoppers", justify="right", no_wrap=True)
    table.add_column("trend", justify="right", no_wrap=True)
    table.add_column("why", ratio=2)
    table.add_column("nearest passage", ratio=3)
    for gap in report.gaps:
        table.add_row(
            _asked(gap),
            f"{gap.count:,}",
            f"{gap.shoppers:,}",
            f"{gap.trend:+,}",
            Text("\n".join(f"{reason} {count:,}" for reason, count in gap.reasons.items())),
            _nearest(gap),
        )
    console.print(table)


def _asked(gap: KnowledgeGap) -> Text:
    """The title, the intents, and the examples with the conversations they are from."""
    text = Text(gap.title, style="bold")
    if gap.intents:
        text.append(f"\n{', '.join(gap.intents)}", style="dim not bold")
    for example in gap.examples:
        text.append(f"\n{example.at:%Y-%m-%d} {example.text}", style="not bold")
        if example.comment:
            text.append(f" (“{example.comment}”)", style="not bold")
        text.append(f"\n  conversation {example.conversation_id}", style="dim not bold")
    return text


def _nearest(gap: KnowledgeGap) -> Text:
    if gap.nearest is None:
        return Text("none")
    section = f" > {gap.nearest.section}" if gap.nearest.section else ""
    return Text(f"{gap.nearest.source}{section} ({gap.nearest.similarity:.2f})")


def _plain(report: GapReport) -> dict[str, Any]:
    """The report with times in ISO 8601, and the trend of each gap."""
    found: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(report), default=_iso))
    for gap, plain in zip(report.gaps, found["gaps"], strict=True):
        plain["trend"] = gap.trend
    return found


def _iso(moment: datetime) -> str:
    return moment.isoformat()
