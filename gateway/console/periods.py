"""The period that numbers are of, as an address has it: `?last=28` or `?since=…&until=…`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from conversations.inbox import Days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["PRESETS", "Period", "Step", "day_from"]

ALL: Final = "all"
PRESETS: Final = {
    "1": "Today",
    "7": "7 days",
    "28": "28 days",
    "91": "91 days",
    "365": "Year",
    ALL: "All",
}
USUAL: Final = "28"
MOST_DAYS: Final = 62
"""So many days are told one by one, longer periods by week, and by month beyond `MOST_WEEKS`."""
MOST_WEEKS: Final = 53
WEEK: Final = 7
EARLIEST: Final = date(2000, 1, 1)


@dataclass(frozen=True)
class Step:
    """A day, week or month of a period, as far as it lies in it."""

    label: str
    days: Days


@dataclass(frozen=True)
class Period:
    """Whole days in UTC, and the preset that named them, empty for none."""

    days: Days
    preset: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], today: date, first: date | None = None) -> Period:
        """The period of an address; `first` is the first day of which anything is known."""
        since, until = day_from(query.get("since", "")), day_from(query.get("until", ""))
        if since or until:
            ends = sorted((since or first or until or today, until or today))
            return cls(Days(max(ends[0], EARLIEST), max(ends[1], EARLIEST)))
        preset = query.get("last", USUAL)
        preset = preset if preset in PRESETS else USUAL
        if preset == ALL:
            return cls(Days(min(first or today, today), today), ALL)
        return cls(Days(today - timedelta(days=int(preset) - 1), today), preset)

    @property
    def length(self) -> int:
        """Days."""
        return (self.days.last - self.days.first).days + 1

    @property
    def before(self) -> Days:
        """As many days, just before."""
        return Days(
            self.days.first - timedelta(days=self.length), self.days.first - timedelta(days=1)
        )

    @property
    def unit(self) -> str:
        """What it is told by: day, week or month."""
        if self.length <= MOST_DAYS:
            return "day"
        return "week" if self.length <= MOST_WEEKS * WEEK else "month"

    @property
    def address(self) -> str:
        """The period as a query, the same on any later day."""
        return f"since={self.days.first}&until={self.days.last}"

    def start_of(self, day: date) -> date:
        """The first day of the step that a day of the period lies in."""
        start = day
        if self.unit == "week":
            start = day - timedelta(days=day.weekday())
        elif self.unit == "month":
            start = day.replace(day=1)
        return max(start, self.days.first)

    def steps(self) -> Iterator[Step]:
        """Its days, weeks (from Monday) or months, in order."""
        start = self.days.first
        while start <= self.days.last:
            after = self._after(start)
            yield Step(
                self._label(start), Days(start, min(after - timedelta(days=1), self.days.last))
            )
            start = after

    def _after(self, start: date) -> date:
        if self.unit == "day":
            return start + timedelta(days=1)
        if self.unit == "week":
            return start + timedelta(days=WEEK - start.weekday())
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)

    def _label(self, start: date) -> str:
        return f"{start:%b %Y}" if self.unit == "month" else f"{start:%d %b}"


def day_from(value: str) -> date | None:
    """A day as an address has it; None for anything else."""
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None
