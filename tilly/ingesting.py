"""`tilly ingest`: through the action server of a running store, else in this process.

Only one process may open an embedded Chroma directory, so a running store does it itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tilly.settings import Settings

Step = dict[str, Any]


def ingest(settings: Settings, paths: Sequence[Path], *, show_progress: bool) -> bool:
    """Read `paths` into the store and print what happened; False when anything was refused."""
    console = Console(stderr=True, highlight=False)
    with _bar(console, show=show_progress) as advance:
        report = _through_the_store(settings, paths, advance)
        if report is None:
            report = _here(settings, paths, advance)
    for refusal in report["refusals"]:
        place = refusal["file"]
        place += f", row {refusal['row']}" if refusal["row"] is not None else ""
        place += f", {refusal['field']}" if refusal["field"] else ""
        console.print(f"refused: {place}: {refusal['reason']}", markup=False, soft_wrap=True)
    console.print(
        f"{report['added']} added, {report['updated']} updated, {report['unchanged']} unchanged, "
        f"{report['removed']} removed, {len(report['refusals'])} refused"
    )
    return not report["refusals"]
