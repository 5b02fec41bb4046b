"""The few numbers that stand above the figures, beside those of as long a period before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gateway.console.counting import NONE, Cell, Column, Figure, inbox_query, share_cell
from gateway.console.figures import SATISFIED, STARS
from gateway.console.labels import FEELINGS, OUTCOMES, TIMES

if TYPE_CHECKING:
    from gateway.console.counting import Counts

__all__ = ["Headline", "headlines_of", "summary"]

HALF: Final = 0.5
MOST: Final = 0.9
_ALL: Final = ("outcome", *OUTCOMES)


@dataclass(frozen=True)
class Headline:
    """A number, what it is of, and what it was in the period before."""

    title: str
    now: Cell
    detail: str
    before: Cell


def headlines_of(counts: Counts) -> list[Headline]:
    """The numbers in the order of the page."""
    return [
        _conversations(counts),
        _part(counts, "Contained", ("outcome", "contained"), of=_ALL),
        _part(counts, "Resolved", ("resolution", "bot", "agent"), of=_ALL),
        _part(counts, "Handed over", ("outcome", "person"), of=_ALL),
        _part(counts, "Unanswered", ("unanswered", "yes"), of=_ALL),
        _part(counts, "CSAT", ("rating", *SATISFIED), of=("rating", *STARS)),
        _part(counts, "Negative mood", ("mood", "negative"), of=("mood", *FEELINGS)),
        _time(counts, "First reply", "first_reply"),
        _time(counts, "Wait for an agent", "wait"),
    ]


def summary(counts: Counts) -> Figure:
    """The same as a table, for a file."""
    columns = (Column("Number"), Column("Value"), Column("Before"), Column("Of"))
    rows = (
        (Cell(each.title, each.title), each.now, each.before, Cell(each.detail, each.detail))
        for each in headlines_of(counts)
    )
    return Figure("summary", "Summary", columns, tuple(rows))


def _conversations(counts: Counts) -> Headline:
    before = counts.number(*_ALL, before=True)
    return Headline(
        "Conversations",
        counts.cell(*_ALL),
        f"began in {counts.period.length:,} days" if counts.period.length > 1 else "began today",
        Cell(before, f"{before:,}"),
    )


def _part(counts: Counts, title: str, part: tuple[str, ...], of: tuple[str, ...]) -> Headline:
    """The share of the conversations with one term's values in those with another's."""
    number, whole = counts.number(*part), counts.number(*of)
    now = share_cell(number, whole)
    query = inbox_query(counts.period.days, *part) if number else ""
    return Headline(
        title,
        Cell(now.value, now.shown, query),
        f"{number:,} of {whole:,}",
        share_cell(counts.number(*part, before=True), counts.number(*of, before=True)),
    )


def _time(counts: Counts, title: str, kind: str) -> Headline:
    """The step of the scale that half of the conversations stay within; it leads to the others."""
    half, most = _within(counts, kind, HALF), _within(counts, kind, MOST)
    slower = tuple(TIMES)[tuple(TIMES).index(half) + 1 :] if half else ()
    query = inbox_query(counts.period.days, kind, *slower) if counts.number(kind, *slower) else ""
    now = _time_cell(half)
    return Headline(
        title,
        Cell(now.value, now.shown, query),
        f"for half, {TIMES[most]} for 90 %" if most else "nothing to measure",
        _time_cell(_within(counts, kind, HALF, before=True)),
    )


def _within(counts: Counts, kind: str, part: float, *, before: bool = False) -> str:
    """The first step of the scale by which this part is reached; empty when nothing was timed."""
    whole, reached = counts.number(kind, *TIMES, before=before), 0
    for step in TIMES:
        reached += counts.number(kind, step, before=before)
        if reached and reached >= part * whole:
            return step
    return ""


def _time_cell(step: str) -> Cell:
    return Cell(step, TIMES[step]) if step else NONE
