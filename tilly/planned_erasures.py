"""The worker's part in erasing people: carrying out what was asked for in the console or outside.

While a store runs the worker alone does it, between two readings of Rasa's events, so that no turn
is told anew from events that are being erased.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

from agents import AuditLog
from privacy import PrivacyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from privacy import Erasures

__all__ = ["PlannedErasures"]

EVERY_S: Final = 1.0
AFTER_TROUBLE_S: Final = 30.0

logger = logging.getLogger("worker")


class PlannedErasures:
    """Goes on with every erasure that is planned, until it is done."""

    def __init__(
        self, engine: Engine, erasures: Erasures, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._audit = AuditLog(engine)
        self._erasures = erasures
        self._clock = clock
        self._next = clock()

    def apply(self) -> None:
        """Carry out what waits, once a second however often it is called."""
        if self._clock() < self._next:
            return
        self._next = self._clock() + EVERY_S
        for erasure_id in self._erasures.waiting():
            try:
                self._erasures.carry_out(erasure_id)
            except PrivacyError as error:
                logger.warning("Erasure %s is tried again: %s", erasure_id, error)
                self._next = self._clock() + AFTER_TROUBLE_S
            except Exception:  # the worker has other work, and this one is tried again
                logger.exception("Erasure %s failed; it is tried again.", erasure_id)
                self._next = self._clock() + AFTER_TROUBLE_S
            else:
                logger.info("Erasure %s is done.", erasure_id)
                self._audit.record("customer.erased", agent_id=None, subject=erasure_id)
