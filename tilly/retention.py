"""Letting go of what was kept long enough, by the shop's own policy."""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Policy", "Retention"]

EVERY_S: Final = 3600.0

logger = logging.getLogger("worker")


class _Log(Protocol):
    """What is kept of shoppers, with the moment of each."""

    def forget_before(self, moment: datetime) -> int:
        """Erase some of what is older; returns how much that was, 0 when nothing is left."""


@dataclass(frozen=True)
class Policy:
    """For how many days a log of this name is kept; 0 keeps it all."""

    name: str
    log: _Log
    days: int


class Retention:
    """Erases what is too old: an hour after it had last erased all of it, batch by batch."""

    def __init__(
        self,
        policies: Sequence[Policy],
        note: Callable[[Mapping[str, int]], None] = lambda _counts: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`note` is told how much of each log was erased, at the end of each time."""
        self._policies = [policy for policy in policies if policy.days]
        self._note = note
        self._clock = clock
        self._next = clock()
        self._erased: Counter[str] = Counter()

    def apply(self) -> None:
        """Erase the next batch, if it is time; what is left waits for the next call."""
        if self._clock() < self._next:
            return
        now = datetime.now(UTC)
        for policy in self._policies:
            if erased := policy.log.forget_before(now - timedelta(days=policy.days)):
                self._erased[policy.name] += erased
                return
        self._next = self._clock() + EVERY_S
        if self._erased:
            logger.info("Kept for long enough and erased: %s.", dict(self._erased))
            self._note(dict(self._erased))
            self._erased.clear()
