"""What an agent looks for: terms, words and a period."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["Days", "InboxFilter", "date_of", "day_of", "tenths_below", "tenths_from"]

_EPOCH: Final = date(1970, 1, 1).toordinal()
_TENTHS: Final = tuple(f"{number / 10:.1f}" for number in range(10))


@dataclass(frozen=True)
class Days:
    """A period of whole days (UTC), both ends included."""

    first: date
    last: date


@dataclass(frozen=True)
class InboxFilter:
    """Conversations that have, of every kind named, one of its values, and all of the words.

    `text` is words; those in double quotes stand together, and the last may be unfinished.
    The last activity is from `since` on and before `until`, the first message of the days `began`.
    """

    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    began: Days | None = None


def day_of(day: date) -> int:
    """A day as the index has it: counted from 1970-01-01."""
    return day.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """The day that the index has so."""
    return date.fromordinal(day + _EPOCH)


def tenths_below(share: float) -> tuple[str, ...]:
    """The terms of figures below a share in whole tenths, such as 0.5."""
    return tuple(tenth for tenth in _TENTHS if float(tenth) < share - 1e-9)


def tenths_from(share: float) -> tuple[str, ...]:
    """The terms of figures from a share in whole tenths on."""
    return tuple(tenth for tenth in _TENTHS if float(tenth) >= share - 1e-9)
