"""What figures are made of: counts of conversations, each leading to the inbox that it counts.

All are counts of terms of the inbox by the day on which a conversation began, so that a count and
the inbox that it leads to cannot differ.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from conversations.inbox import Days
    from conversations.inbox.terms import Term
    from gateway.console.periods import Period, Step

__all__ = ["NONE", "Cell", "Column", "Counts", "Figure", "count_cell", "inbox_query", "share_cell"]


@dataclass(frozen=True)
class Cell:
    """A value as a file has it, as the page shows it, and the inbox's filter that it counts.

    The value None is a share of nothing.
    """

    value: float | str | None
    shown: str
    query: str = ""


NONE: Final = Cell(None, "")


@dataclass(frozen=True)
class Column:
    """A column; one with a `series` is drawn, in the colour of that name."""

    name: str
    series: str = ""


@dataclass(frozen=True)
class Figure:
    """A table with its chart: `stacked` over time or `bars`; empty for none."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: str = ""


@dataclass(frozen=True)
class Counts:
    """How many conversations of a period have each term: in all, before it, and by day."""

    period: Period
    totals: Mapping[str, Mapping[str, int]]
    before: Mapping[str, Mapping[str, int]]
    by_day: Mapping[date, Mapping[Term, int]]

    def number(self, kind: str, *values: str, before: bool = False) -> int:
        """How many have one of these values, of a kind that each has at most one of."""
        found = (self.before if before else self.totals).get(kind, {})
        return sum(found.get(value, 0) for value in values)

    def ranked(self, kind: str) -> list[tuple[str, int]]:
        """The values of a kind, the most frequent first."""
        return sorted(self.totals.get(kind, {}).items(), key=lambda one: (-one[1], one[0]))

    def cell(self, kind: str, *values: str) -> Cell:
        """That number, leading to them."""
        return count_cell(self.number(kind, *values), self.period.days, kind, *values)

    @cached_property
    def by_step(self) -> list[tuple[Step, Counter[Term]]]:
        """The counts of each step of the period."""
        sums: dict[date, Counter[Term]] = {}
        for day, terms in self.by_day.items():
            sums.setdefault(self.period.start_of(day), Counter()).update(terms)
        return [(step, sums.get(step.days.first, Counter())) for step in self.period.steps()]


def count_cell(number: int, days: Days, kind: str, *values: str) -> Cell:
    """A count of the conversations that began in some days and have one of some values."""
    return Cell(number, f"{number:,}", inbox_query(days, kind, *values) if number else "")


def inbox_query(days: Days, kind: str, *values: str) -> str:
    """The inbox's filter by these."""
    of = [(kind, value) for value in values]
    days_ = [("began_since", str(days.first)), ("began_until", str(days.last))]
    return urlencode([*of, *days_])


def share_cell(part: int, whole: int) -> Cell:
    """A part of a whole in per cent; of nothing there is none."""
    return Cell(round(part / whole, 4), f"{part / whole:.0%}") if whole else NONE
