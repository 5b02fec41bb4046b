"""Trains the recommenders anew, in the background, from what happened meanwhile."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final, Protocol

from tilly.children import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Retraining"]

AFTER_FAILURE_S: Final = 3600.0
LOWEST_PRIORITY: Final = 19

logger = logging.getLogger("worker")


class _Running(Protocol):
    """A process that was started."""

    def poll(self) -> int | None: ...
    def terminate(self) -> None: ...


class Retraining:
    """Starts `tilly train --recommendations` when the models are older than `every_hours`.

    It runs beside the store at the lowest priority and swaps the models itself; nothing waits for
    it. Without events there is nothing to learn, with `every_hours` 0 it is left to the owner.
    """

    def __init__(
        self,
        models: Path,
        every_hours: float,
        events: Callable[[], int],
        start: Callable[[], _Running] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._models, self._every_s, self._events = models, every_hours * 3600, events
        self._start, self._clock = start or _start, clock
        self._running: _Running | None = None
        self._not_before = 0.0

    def apply(self) -> None:
        """Start training when it is due, and note when it has ended; returns at once."""
        if self._running is not None:
            self._look_after(self._running)
        elif self._every_s and self._clock() >= self._not_before and self._due():
            self._not_before = self._clock() + AFTER_FAILURE_S
            self._running = self._start()

    def close(self) -> None:
        """End training that is under way: the models in use stay as they are."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()

    def _due(self) -> bool:
        try:
            age = self._clock() - self._models.stat().st_mtime
        except FileNotFoundError:
            return self._events() > 0
        return age >= self._every_s and self._events() > 0

    def _look_after(self, running: _Running) -> None:
        code = running.poll()
        if code is None:
            return
        self._running = None
        if code:
            logger.warning("Training the recommenders failed (%d); the old ones stay.", code)
        else:
            logger.info("The recommenders were trained anew.")


def _start() -> _Running:
    def prepare() -> None:
        die_with_parent()
        os.nice(LOWEST_PRIORITY)

    return subprocess.Popen(
        [sys.executable, "-m", "tilly", "train", "--recommendations"],
        stdout=subprocess.DEVNULL,
        preexec_fn=prepare,  # noqa: PLW1509  it takes no lock
    )
