"""The worker's part in campaigns: booking what coupons took off new orders."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from insights.promotions.coupons import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

__all__ = ["Redemptions"]

EVERY_S: Final = 60.0

logger = logging.getLogger("worker")


class Redemptions:
    """Books once a minute, so that a budget ends a campaign soon after it is used up."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._next = clock()

    def apply(self) -> None:
        """Book what is new; returns at once where it is not time yet."""
        if self._clock() < self._next:
            return
        self._next = self._clock() + EVERY_S
        if booked := settle(self._engine, datetime.now(UTC)):
            logger.info("%d orders with a campaign's coupon.", booked)
