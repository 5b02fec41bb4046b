"""The worker's part in recommendations: finding out what became of offers."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from recommendation.attribution import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recommendation.attribution import Attribution

__all__ = ["Outcomes"]

EVERY_S: Final = 600.0
LATENESS: Final = timedelta(days=1)
"""For so long a browser that is offline may hold back what was done (`gateway.beacon`)."""

logger = logging.getLogger("worker")


class Outcomes:
    """Looks every ten minutes at the slates whose outcomes may still come, at the start at all.

    A page of them at a time, so that new turns do not wait; nothing need be remembered over a
    crash, since the next worker looks at all of them again.
    """

    def __init__(
        self, attribution: Attribution, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._attribution = attribution
        self._clock = clock
        self._next = clock() + EVERY_S
        self._under_way: Iterator[int] | None = attribution.settling()

    def apply(self) -> None:
        """Look at the next page; returns at once where none is due."""
        if self._under_way is None and self._clock() >= self._next:
            self._next = self._clock() + EVERY_S
            since = datetime.now(UTC) - LONGEST - LATENESS
            self._under_way = self._attribution.settling(since)
        if self._under_way is None:
            return
        found = next(self._under_way, None)
        if found is None:
            self._under_way = None
        elif found:
            logger.info("%d outcomes of offers.", found)
