"""Letting go of what was kept long enough."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Retention"]

EVERY_S: Final = 3600.0

logger = logging.getLogger("worker")


class _Log(Protocol):
    """What is kept of shoppers, with the moment of each."""

    def forget_before(self, moment: datetime) -> int:
        """Erase what is older; returns how much that was."""


class Retention:
    """Erases of some logs, by their names, what is older than `days`; 0 keeps it all."""

    def __init__(
        self, logs: Mapping[str, _Log], days: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._logs = logs
        self._days = days
        self._clock = clock
        self._next = clock()

    def apply(self) -> None:
        """Erase what is too old, once an hour however often it is called."""
        if not self._days or self._clock() < self._next:
            return
        self._next = self._clock() + EVERY_S
        oldest = datetime.now(UTC) - timedelta(days=self._days)
        for name, log in self._logs.items():
            if erased := log.forget_before(oldest):
                logger.info("%d %s were older than %d days.", erased, name, self._days)
