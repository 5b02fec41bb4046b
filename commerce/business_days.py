"""Days and hours on which a shop works, in its own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["BusinessDays", "Calendar", "OpeningHours"]

SATURDAY = 5


@dataclass(frozen=True)
class BusinessDays:
    """How long something takes; `first` equals `last` where the shop names one figure."""

    first: int
    last: int

    @property
    def at_once(self) -> bool:
        """Whether it takes no time."""
        return self.last == 0


@dataclass(frozen=True)
class Calendar:
    """Business days: Monday to Friday, without the days on which the shop is closed."""

    zone: ZoneInfo
    closed: frozenset[str]
    """Days as "2026-11-26", or "12-25" for every year."""

    def is_business_day(self, day: date) -> bool:
        """Whether the shop works on `day`."""
        return day.weekday() < SATURDAY and not self.is_closed(day)

    def is_closed(self, day: date) -> bool:
        """Whether `day` is one of the closed ones."""
        return not self.closed.isdisjoint({day.isoformat(), day.isoformat()[5:]})

    def after(self, day: date, business_days: int) -> date:
        """The day so many business days after `day`."""
        while business_days > 0:
            day += timedelta(days=1)
            business_days -= self.is_business_day(day)
        return day

    def day_of(self, moment: datetime) -> date:
        """The shop's date at `moment`."""
        return moment.astimezone(self.zone).date()


@dataclass(frozen=True)
class OpeningHours:
    """When people answer: for each weekday from Monday, from when until when, or not at all."""

    days: tuple[tuple[time, time] | None, ...]
    calendar: Calendar
    email: str = ""
    phone: str = ""
    email_reply: BusinessDays = BusinessDays(1, 1)

    def is_open(self, moment: datetime) -> bool:
        """Whether a person answers at `moment`, an aware time."""
        local = moment.astimezone(self.calendar.zone)
        hours = self._on(local.date())
        return hours is not None and hours[0] <= local.time() < hours[1]

    def opening_of(self, day: date) -> datetime | None:
        """When people start to answer on `day`, in the shop's zone; None when they do not."""
        hours = self._on(day)
        return None if hours is None else datetime.combine(day, hours[0], self.calendar.zone)

    def _on(self, day: date) -> tuple[time, time] | None:
        return None if self.calendar.is_closed(day) else self.days[day.weekday()]
