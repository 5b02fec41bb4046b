"""Pages that hold for a time only: which are in force on a day, and whether their days fit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from records import Refusal, SourceRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Validity", "days_told", "faults_of", "out_of_force"]

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Validity:
    """The days on which one version of a page holds, both ends included; None is open.

    `title` is what its other versions are called too, `source` the file.
    """

    valid_from: date | None
    valid_until: date | None
    title: str
    source: str

    @property
    def key(self) -> str:
        """The same as text, which an index can filter by."""
        days = [day.isoformat() if day else "" for day in (self.valid_from, self.valid_until)]
        return json.dumps([*days, self.title, self.source], ensure_ascii=False)

    @classmethod
    def from_key(cls, key: str) -> Validity:
        """What `key` wrote."""
        begins, ends, title, source = json.loads(key)
        days = [date.fromisoformat(day) if day else None for day in (begins, ends)]
        return cls(days[0], days[1], title, source)

    def holds_on(self, day: date) -> bool:
        """Whether the page is in force on `day`."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


def days_told(settings: dict[str, str]) -> tuple[date | None, date | None]:
    """`valid_from` and `valid_until` of a page's own settings; raises SourceRefused."""
    begins, ends = (_day(settings, name) for name in ("valid_from", "valid_until"))
    if begins and ends and ends < begins:
        raise SourceRefused(f"its valid_until is {ends}, before its valid_from {begins}")
    return begins, ends


def _day(settings: dict[str, str], name: str) -> date | None:
    text = settings.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SourceRefused(
            f"its {name} is {text!r}, which is no date such as 2026-03-01"
        ) from None


def out_of_force(keys: Iterable[str], day: date) -> frozenset[str]:
    """Those of the keys whose pages do not hold on `day`."""
    return frozenset(key for key in keys if not Validity.from_key(key).holds_on(day))


def faults_of(keys: Iterable[str]) -> Iterator[Refusal]:
    """Where two versions of a page claim the same days, or neither claims some between them."""
    versions = sorted(
        map(Validity.from_key, keys),
        key=lambda one: (one.title, one.valid_from or date.min, one.source),
    )
    for _, group in groupby(versions, key=lambda one: one.title):
        for before, after in pairwise(group):
            if reason := _seam(before, after):
                yield Refusal(after.source, None, "valid_from", reason)


def _seam(before: Validity, after: Validity) -> str:
    """What is wrong between two versions that follow each other; empty for nothing."""
    begins, ends = after.valid_from, before.valid_until
    told = f"is {begins or 'missing'}, and {before.source} is valid"
    if ends is None or begins is None or ends >= begins:
        until = f"until {ends}" if ends else "without an end"
        return f"{told} {until}: both versions of {before.title!r} are shown"
    if ends + A_DAY < begins:
        gap = f"{ends + A_DAY} to {begins - A_DAY}"
        return f"{told} until {ends}: no version of {before.title!r} holds from {gap}"
    return ""
