"""A report on segments: Markdown with pictures beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from benchmarks.segments.pictures import draw_pictures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.segments import Found
    from insights.segments import Segment

__all__ = ["write_report"]

HEADS: Final = {
    "orders": "orders",
    "days_since_last": "days since the last",
    "basket": "basket",
    "spend": "spent",
    "back_share": "came back",
    "value": "worth in the next year",
}
MARKED: Final = 0.25
"""Spreads from everybody's mean from which a trait is told."""
MOST_TRAITS: Final = 6


def write_report(found: Found, folder: Path) -> None:
    """Write report.md, refused.txt and the pictures into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = draw_pictures(found.segmentation, found.profiles, folder)
    lines = [
        *_about(found),
        *_table(found),
        *(f"\n![{told}]({name})" for name, told in pictures.items()),
        *(line for each in found.segmentation.segments for line in _of_segment(each)),
    ]
    (folder / "report.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "refused.txt").write_text("".join(f"{said}\n" for said in found.read.refusals))


def _about(found: Found) -> Iterator[str]:
    read, now = found.read, found.segmentation
    times = read.records.order_lines["at"]
    yield "# Segments\n"
    yield (
        f"{len(found.profiles):,} customers with {found.profiles.figures['orders'].sum():,.0f}"
        f" orders from {times.min():%d %b %Y} to {times.max():%d %b %Y}, of {read.rows:,} rows."
    )
    left = ", ".join(f"{count:,} {name}" for name, count in read.left_out.items() if count)
    yield f"Left out: {left or 'nothing'}. Refused: {len(read.refusals):,}, each in refused.txt."
    yield (
        f"HDBSCAN, a density method, puts {now.dense_share:.0%} of the customers in groups and"
        f" agrees on those to {now.dense_agreement:.2f} (adjusted Rand index).\n"
    )


def _table(found: Found) -> Iterator[str]:
    figures = found.profiles.figures
    heads = {name: head for name, head in HEADS.items() if name in figures}
    yield f"| segment | customers | {' | '.join(heads.values())} |"
    yield f"|---|---|{'---|' * len(heads)}"
    of_segment = figures.groupby(pd.Series(found.segmentation.segment_of))[list(heads)].mean()
    for each in found.segmentation.segments:
        means = of_segment.loc[each.id]
        cells = (
            f"{means[name]:.1%}" if name.endswith("_share") else f"{means[name]:,.1f}"
            for name in heads
        )
        yield f"| {each.name} | {each.size:,} | {' | '.join(cells)} |"


def _of_segment(segment: Segment) -> Iterator[str]:
    yield f"\n## {segment.name}\n"
    ranked = sorted(segment.centre.items(), key=lambda trait: -abs(trait[1]))
    for name, spreads in ranked[:MOST_TRAITS]:
        if abs(spreads) >= MARKED:
            yield f"- {name.replace('_', ' ')}: {spreads:+.1f} spreads from everybody's"
