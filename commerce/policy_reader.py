"""Reading a YAML mapping key by key, so that every complaint names the key and what it may be."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

from commerce.business_days import BusinessDays
from commerce.columns import is_exact
from commerce.errors import PolicyInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

__all__ = ["Section", "as_amount", "as_count", "as_optional_count", "as_text"]

T = TypeVar("T")

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)?", re.IGNORECASE)
NOON = 12


class Section:
    """One mapping of the file; `key` is the path to it, such as "requests.cancel_order"."""

    def __init__(self, data: object, key: str) -> None:
        if data is None:
            data = {}
        if not isinstance(data, dict):
            raise PolicyInvalid(key, "must be a mapping")
        self._data = {str(name): value for name, value in data.items()}
        self._read: set[str] = set()
        self.key = key

    def close(self, also: Collection[str] = ()) -> None:
        """Refuse a key that nobody read, for it is a slip of the pen; `also` may stand."""
        for name in self._data:
            if name not in self._read and name not in also:
                known = ", ".join(sorted(self._read | set(also)))
                raise PolicyInvalid(self._path(name), f"is not known; there are {known}")

    def names(self) -> list[str]:
        """The keys there are, in the file's order."""
        return list(self._data)

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        return name in self._data

    def section(self, name: str) -> Section:
        """The mapping below `name`, an empty one where there is none."""
        return Section(self._take(name), self._path(name))

    def sections(self) -> dict[str, Section]:
        """Every mapping below this one."""
        return {name: self.section(name) for name in self.names()}

    def text(self, name: str, default: str = "") -> str:
        """Text, or a number written as it is."""
        value = self._take(name)
        if value is None:
            return default
        if isinstance(value, bool | dict | list):
            raise PolicyInvalid(self._path(name), "must be text")
        return str(value).strip()

    def word(self, name: str, allowed: Sequence[str]) -> str:
        """One of the words `allowed`, the first where there is none."""
        value = self.text(name, allowed[0])
        if value not in allowed:
            raise PolicyInvalid(self._path(name), f"is {value!r}; there are {', '.join(allowed)}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Yes or no."""
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise PolicyInvalid(self._path(name), f"is {value!r}; it must be true or false")
        return value

    def count(self, name: str, default: int | None = None) -> int:
        """A whole number of zero or more, which must be there when it has no default."""
        value = self._take(name)
        if value is None and default is not None:
            return default
        return _count(value, self._path(name))

    def optional_count(self, name: str) -> int | None:
        """A whole number of zero or more; None where there is none, or null."""
        value = self._take(name)
        return None if value is None else _count(value, self._path(name))

    def amount(self, name: str) -> Decimal | None:
        """An amount of money or a percentage; None where there is none."""
        value = self._take(name)
        return None if value is None else _amount(value, self._path(name))

    def business_days(self, name: str, default: int | None = None) -> BusinessDays:
        """One number of days, or two: the soonest and the latest."""
        value = self._take(name)
        path = self._path(name)
        if value is None and default is not None:
            value = default
        both = value if isinstance(value, list) else [value, value]
        days = [_count(each, path) for each in both]
        if len(days) != 2 or days[0] > days[1]:  # noqa: PLR2004  a pair
            raise PolicyInvalid(path, f"is {value!r}; it must be a number of days, or [5, 7]")
        return BusinessDays(days[0], days[1])

    def day(self, name: str) -> date | None:
        """A date such as 2027-01-31; None where there is none."""
        value = self._take(name)
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise PolicyInvalid(
                self._path(name), f"is {value!r}; it must be a date such as 2027-01-31"
            ) from None

    def hours(self, name: str) -> tuple[time, time] | None:
        """From when until when, such as [8 am, 5:30 pm] or ["08:00", "17:30"]."""
        value = self._take(name)
        if value is None:
            return None
        path = self._path(name)
        if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004  a pair
            raise PolicyInvalid(path, f"is {value!r}; it must be two times, such as [8 am, 5 pm]")
        first, last = (_clock(each, path) for each in value)
        if first >= last:
            raise PolicyInvalid(path, "ends before it begins")
        return first, last

    def words(
        self, name: str, allowed: Collection[str] | None = None, default: Collection[str] = ()
    ) -> tuple[str, ...]:
        """A list of words, each of `allowed` where it is given."""
        value = self._take(name)
        if value is None:
            return tuple(default)
        path = self._path(name)
        if not isinstance(value, list):
            raise PolicyInvalid(path, "must be a list")
        words = tuple(str(each) for each in value)
        for word in words:
            if allowed is not None and word not in allowed:
                raise PolicyInvalid(path, f"has {word!r}; there are {', '.join(map(str, allowed))}")
        return words

    def mapping(self, name: str, read: Callable[[object, str], T]) -> dict[str, T]:
        """The mapping below `name`, each value read by `read(value, key)`."""
        value, path = self._take(name), self._path(name)
        if value is not None and not isinstance(value, dict):
            raise PolicyInvalid(path, "must be a mapping")
        return {str(each): read(below, f"{path}.{each}") for each, below in (value or {}).items()}

    def _take(self, name: str) -> Any:
        self._read.add(name)
        return self._data.get(name)

    def _path(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key else name


def as_count(value: object, key: str) -> int:
    """For `Section.mapping`: a whole number of zero or more."""
    return _count(value, key)


def as_optional_count(value: object, key: str) -> int | None:
    """For `Section.mapping`: a whole number of zero or more, or null."""
    return None if value is None else _count(value, key)


def as_amount(value: object, key: str) -> Decimal:
    """For `Section.mapping`: an amount of money."""
    return _amount(value, key)


def as_text(value: object, key: str) -> str:
    """For `Section.mapping`: text."""
    if not isinstance(value, str | int | float):
        raise PolicyInvalid(key, "must be text")
    return str(value)


def _count(value: object, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PolicyInvalid(key, f"is {value!r}; it must be a whole number of 0 or more")
    return value


def _amount(value: object, key: str) -> Decimal:
    # A YAML float would already have been rounded; text and whole numbers are exact.
    try:
        amount = Decimal(value if isinstance(value, str | int) else str(value))
    except InvalidOperation:
        amount = Decimal("nan")
    if isinstance(value, bool) or not is_exact(amount) or amount < 0:
        raise PolicyInvalid(key, f'is {value!r}; it must be an amount such as "6.95"')
    return amount


def _clock(value: object, key: str) -> time:
    # YAML 1.1 reads 17:30 without quotation marks as a number of minutes.
    text = f"{value // 60}:{value % 60:02d}" if isinstance(value, int) else str(value).strip()
    found = _CLOCK.fullmatch(text)
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if half:
            hour = hour % NOON + (NOON if half == "pm" else 0)
        try:
            return time(hour, minute)
        except ValueError:
            pass
    raise PolicyInvalid(key, f"has {value!r}; a time is written as 8 am or as 17:30 in quotes")
