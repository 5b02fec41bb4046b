"""What the worker has done in the background, in processes of their own, whenever it is due."""

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

__all__ = ["Chore"]

AFTER_FAILURE_S: Final = 3600.0
LOWEST_PRIORITY: Final = 19

logger = logging.getLogger("worker")


class _Running(Protocol):
    """A process that was started."""

    def poll(self) -> int | None: ...
    def terminate(self) -> None: ...


class Chore:
    """Starts a `tilly` command when the file that it leaves is older than `every_hours`.

    It runs beside the store at the lowest priority and swaps its result in itself; nothing waits
    for it, and a failure leaves what there was. `worth` tells whether there is anything to do it
    from; with `every_hours` 0 it is left to the owner. `not_before` is a moment of `time.time`.
    """

    def __init__(
        self,
        command: tuple[str, ...],
        file: Path,
        every_hours: float,
        worth: Callable[[], bool],
        *,
        not_before: float = 0.0,
        start: Callable[[tuple[str, ...]], _Running] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._command, self._file, self._every_s = command, file, every_hours * 3600
        self._worth, self._start, self._clock = worth, start or _start, clock
        self._running: _Running | None = None
        self._not_before = not_before

    def apply(self) -> None:
        """Start it when it is due, and note when it has ended; returns at once."""
        if self._running is not None:
            self._look_after(self._running)
        elif self._every_s and self._clock() >= self._not_before and self._due():
            self._not_before = self._clock() + AFTER_FAILURE_S
            self._running = self._start(self._command)

    def close(self) -> None:
        """End it if it is under way: what it would have replaced stays as it is."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()

    def _due(self) -> bool:
        try:
            age = self._clock() - self._file.stat().st_mtime
        except FileNotFoundError:
            age = self._every_s
        return age >= self._every_s and self._worth()

    def _look_after(self, running: _Running) -> None:
        code = running.poll()
        if code is None:
            return
        self._running = None
        said = f"tilly {' '.join(self._command)}"
        if code:
            logger.warning("%r failed (%d); what it made before stays in use.", said, code)
        else:
            logger.info("%r is done.", said)


def _start(command: tuple[str, ...]) -> _Running:
    def prepare() -> None:
        die_with_parent()
        os.nice(LOWEST_PRIORITY)

    return subprocess.Popen(
        [sys.executable, "-m", "tilly", *command],
        stdout=subprocess.DEVNULL,
        preexec_fn=prepare,  # noqa: PLW1509  it takes no lock
    )
