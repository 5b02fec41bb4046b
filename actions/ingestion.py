"""Ingestion while the store runs: only this process may write an embedded Chroma directory."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import threading
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from commerce.importers import SqlView

__all__ = ["Ingestion", "Ingests"]

logger = logging.getLogger(__name__)

Line = dict[str, Any]


class _CallerLeft(Exception):
    """Nobody waits for the ingestion any more."""


class Ingests(Protocol):
    """The part of knowledge that reads sources into the store."""

    def ingest(
        self, paths: Sequence[Path | SqlView], *, progress: Callable[[Any], None] | None
    ) -> Any:
        """Read `paths`; progress and the returned report are dataclasses."""


class Ingestion:
    """Runs the ingestor in a thread, one at a time, and tells how far it is.

    It stops when its caller leaves, as one that is killed does: what is written by then stays, and
    the next one goes on from there.
    """

    def __init__(self, ingestor: Ingests) -> None:
        self._ingestor = ingestor
        self._work: asyncio.Task[None] | None = None
        self.running = False
        """Whether one is under way."""

    async def lines(self, paths: Sequence[Path | SqlView]) -> AsyncIterator[Line]:
        """`progress` objects as they come, then a `report` or an `error`."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[Line] = asyncio.Queue()
        left = threading.Event()

        def put(line: Line) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, line)

        self.running = True
        self._work = asyncio.create_task(asyncio.to_thread(self._run, paths, put, left))
        try:
            while True:
                line = await queue.get()
                yield line
                if "progress" not in line:
                    break
        finally:
            left.set()
        await self._work

    def _run(
        self, paths: Sequence[Path | SqlView], put: Callable[[Line], None], left: threading.Event
    ) -> None:
        def advance(step: Any) -> None:
            if left.is_set():
                raise _CallerLeft
            put({"progress": dataclasses.asdict(step)})

        try:
            report = self._ingestor.ingest(paths, progress=advance)
            last: Line = {"report": dataclasses.asdict(report)}
        except _CallerLeft:
            logger.warning("The ingestion stopped, for its caller left; the next one goes on.")
            return
        except Exception as error:  # the stream's reader is who has to know
            logger.exception("Ingestion failed.")
            last = {"error": str(error) or type(error).__name__}
        finally:
            self.running = False
        put(last)
