"""Letting go of what was kept long enough."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from signals.behaviour_log import BehaviourLog

__all__ = ["Retention"]

EVERY_S: Final = 3600.0

logger = logging.getLogger("worker")


class Retention:
    """Erases behaviour events that are older than `days`; 0 keeps them all."""

    def __init__(
        self, behaviour: BehaviourLog, days: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._behaviour = behaviour
        self._days = days
        self._clock = clock
        self._next = clock()

    def apply(self) -> None:
        """Erase what is too old, once an hour however often it is called."""
        if not self._days or self._clock() < self._next:
            return
        self._next = self._clock() + EVERY_S
        oldest = datetime.now(UTC) - timedelta(days=self._days)
        if erased := self._behaviour.forget_before(oldest):
            logger.info("%d behaviour events were older than %d days.", erased, self._days)
