"""Facts as the text that fills the gaps of a response in domain.yml."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from commerce import OrderLine

__all__ = ["day", "day_and_hour", "phrase", "plain", "things"]

MOST_THINGS = 3


def plain(text: str) -> str:
    """The text in one line; `0[` would stop Rasa from filling the response's gaps at all."""
    return " ".join(text.split()).replace("0[", "0 [")


def phrase(domain: Mapping[str, Any], response: str, turn_id: str) -> Mapping[str, Any]:
    """One of a response's variations, to be put into another; the same all through a turn."""
    variations: Sequence[Mapping[str, Any]] = domain["responses"][response]
    return variations[crc32(turn_id.encode()) % len(variations)]


def day(moment: date | datetime | None) -> str:
    """A day as people say it, such as "Monday, November 23"; empty for none."""
    if moment is None:
        return ""
    date = moment.date() if isinstance(moment, datetime) else moment
    return f"{date:%A, %B} {date.day}"


def day_and_hour(moment: datetime | None) -> str:
    """A moment in its own zone, such as "Monday, November 23 at 8 am EST"; empty for none."""
    if moment is None:
        return ""
    minutes = f":{moment:%M}" if moment.minute else ""
    hour = f"{moment.hour % 12 or 12}{minutes} {'am' if moment.hour < 12 else 'pm'}"  # noqa: PLR2004
    return f"{day(moment)} at {hour} {moment.tzname() or ''}".rstrip()


def things(lines: Sequence[OrderLine]) -> str:
    """What an order is for, such as "2 x Wool Socks, Rain Jacket +1"."""
    names = [
        f"{line.quantity} x {plain(line.title)}" if line.quantity > 1 else plain(line.title)
        for line in lines
    ]
    more = len(names) - MOST_THINGS
    return ", ".join(names[:MOST_THINGS]) + (f" +{more}" if more > 0 else "")
