"""A forest plot as SVG: differences with their intervals, one panel a measure."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.simulation.intervals import Interval

__all__ = ["drawn"]

LABELS, PANEL, GAP, ROW, TOP = 190, 260, 30, 22, 46
TICKS = 2  # on either side
ANCHORS = {-TICKS: "start", 0: "middle", TICKS: "end"}
"""So that the ends of neighbouring scales do not run into each other."""
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-weight:600}.s{font-size:11px;"
    "fill:#57606a}.z{stroke:#8c959f;stroke-dasharray:3 3}.i{stroke:#0969da;stroke-width:2}"
    ".d{fill:#0969da}.n .i{stroke:#8c959f}.n .d{fill:#8c959f}"
)


def drawn(shown: Mapping[str, Interval]) -> str:
    """The plot of intervals by "row/measure"; grey where the interval holds 0."""
    rows = list(dict.fromkeys(key.partition("/")[0] for key in shown))
    measures = list(dict.fromkeys(key.partition("/")[2] for key in shown))
    width = LABELS + len(measures) * (PANEL + GAP)
    height = TOP + ROW * len(rows) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<style>{STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    parts += [
        f'<text x="8" y="{_middle(at) + 4}">{escape(row)}</text>' for at, row in enumerate(rows)
    ]
    for number, measure in enumerate(measures):
        there = {row: shown[f"{row}/{measure}"] for row in rows if f"{row}/{measure}" in shown}
        parts += _panel(measure, LABELS + number * (PANEL + GAP), rows, there)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(measure: str, left: int, rows: list[str], there: Mapping[str, Interval]) -> list[str]:
    reach = max((abs(end) for one in there.values() for end in one), default=0) or 1.0
    middle = left + PANEL / 2

    def at(value: float) -> float:
        return round(middle + value / reach * PANEL / 2, 1)

    bottom = TOP + ROW * len(rows)
    parts = [
        f'<text class="t" x="{middle}" y="16" text-anchor="middle">{escape(measure)}</text>',
        f'<line class="z" x1="{middle}" x2="{middle}" y1="{TOP - 8}" y2="{bottom}"/>',
    ]
    for step in range(-TICKS, TICKS + 1, TICKS):
        value = step / TICKS * reach
        parts.append(
            f'<text class="s" x="{at(value)}" y="32" text-anchor="{ANCHORS[step]}">{value:+.3g}'
            "</text>"
        )
    for row, one in there.items():
        y = _middle(rows.index(row))
        kind = "" if one.without_zero else ' class="n"'
        parts.append(
            f'<g{kind}><line class="i" x1="{at(one.low)}" x2="{at(one.high)}" y1="{y}" y2="{y}"/>'
            f'<circle class="d" cx="{at(one.mean)}" cy="{y}" r="4"/></g>'
        )
    return parts


def _middle(row: int) -> int:
    return TOP + ROW * row + ROW // 2
