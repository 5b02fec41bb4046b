"""`tilly ingest`: through the action server of a running store, else in this process.

Only one process may open an embedded Chroma directory, so a running store does it itself.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from knowledge.merging import Conflict
from knowledge.sources import sources_named
from records import Refusal
from tilly.errors import NotRunning, StepFailed
from tilly.explaining import explain
from tilly.running import Running, sole_owner
from tilly.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from commerce.importers import SqlView

Step = dict[str, Any]

MOST_CONFLICTS = 20
"""How many are printed; all of them are in the report."""


def ingest(
    settings: Settings, sources: Sequence[str], view: str = "", *, show_progress: bool
) -> bool:
    """Read sources into the store and print what happened; False when anything was refused.

    `sources` are absolute paths and the URL of the database that has `view`.
    """
    console = Console(stderr=True, highlight=False)
    with _bar(console, show=show_progress) as advance:
        report = _through_the_store(settings, sources, view, advance)
        if report is None:
            report = _here(settings, sources_named(sources, view), advance)
    for refusal in report["refusals"]:
        console.print(f"refused: {Refusal(**refusal)}", markup=False, soft_wrap=True)
    conflicts = [Conflict(**conflict) for conflict in report["conflicts"]]
    for conflict in conflicts[:MOST_CONFLICTS]:
        console.print(f"conflict: {conflict}", markup=False, soft_wrap=True)
    if len(conflicts) > MOST_CONFLICTS:
        console.print(f"… and {len(conflicts) - MOST_CONFLICTS:,} conflicts more")
    console.print(
        f"{report['added']} added, {report['updated']} updated, {report['unchanged']} unchanged, "
        f"{report['removed']} removed, {len(report['refusals'])} refused, "
        f"{len(conflicts)} conflicts"
    )
    return not report["refusals"]


def _through_the_store(
    settings: Settings, sources: Sequence[str], view: str, advance: Callable[[Step], None]
) -> Step | None:
    """The running store's report; None when no store is up."""
    try:
        running = Running.read(settings.data_dir)
    except NotRunning:
        return None
    request = urllib.request.Request(
        f"http://127.0.0.1:{running.action_port}/internal/ingest",
        data=json.dumps({"paths": list(sources), "view": view}).encode(),
        headers={
            "Content-Type": "application/json",
            "X-Service-Token": settings.internal_token(),
        },
    )
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310 - loopback http
            for line in response:
                message = json.loads(line)
                if "error" in message:
                    raise StepFailed(f"The store could not ingest: {message['error']}")
                if "report" in message:
                    report: Step = message["report"]
                    return report
                advance(message["progress"])
    except urllib.error.HTTPError as error:
        raise StepFailed(f"The store refused: {json.load(error)['error']}") from None
    except OSError as error:
        raise StepFailed(f"The store's action server did not answer: {error}") from None
    raise StepFailed("The store ended the ingestion early; its action server's log says why.")


def _here(
    settings: Settings, paths: Sequence[Path | SqlView], advance: Callable[[Step], None]
) -> Step:
    """Ingest in this process, holding the data directory meanwhile."""
    from migrations import upgrade

    with sole_owner(settings.data_dir):
        upgrade(settings.sql_url)
        return run_ingestor(settings, paths, advance)


def run_ingestor(
    settings: Settings, paths: Sequence[Path | SqlView], advance: Callable[[Step], None]
) -> Step:
    """Ingest in this process; the caller holds the data directory and made the schema."""
    from commerce import Catalogue
    from database import connect
    from tilly.bootstrap import build_knowledge

    engine = connect(settings.sql_url)
    knowledge = build_knowledge(settings, Catalogue(engine))
    try:
        report = knowledge.ingestor.ingest(
            paths, progress=lambda step: advance(dataclasses.asdict(step))
        )
        return dataclasses.asdict(report)
    finally:
        knowledge.close()
        engine.dispose()


@contextmanager
def _bar(console: Console, *, show: bool) -> Iterator[Callable[[Step], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not show) as bar:
        task = bar.add_task("reading", total=None)

        def advance(step: Step) -> None:
            nonlocal task
            if bar.tasks[0].description != step["source"]:
                bar.remove_task(task)
                task = bar.add_task(step["source"], total=step["total"] or None)
            bar.update(task, completed=step["done"], total=step["total"] or None)

        yield advance


def main() -> None:
    """Ingest the arguments within a starting store, which holds the data directory itself."""
    settings = Settings.from_environment()
    try:
        report = run_ingestor(settings, [Path(path) for path in sys.argv[1:]], lambda _step: None)
    except Exception as error:
        if (said := explain(error)) is None:
            raise
        sys.exit(said)
    for refusal in report["refusals"]:
        print(f"refused: {Refusal(**refusal)}", file=sys.stderr)  # noqa: T201 - a command's output


if __name__ == "__main__":
    main()
