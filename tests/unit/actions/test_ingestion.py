"""Ingestion in the running store, seen from whoever waits for it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass

from actions.ingestion import Ingestion


@dataclass(frozen=True)
class Step:
    done: int


@dataclass
class Endless:
    """Tells its progress until it is kept from it; `ended` is set then."""

    ended: threading.Event

    def ingest(self, _paths, *, progress):
        try:
            for done in range(10**9):
                progress(Step(done))
        finally:
            self.ended.set()


async def test_it_stops_when_its_caller_leaves_and_the_next_may_begin():
    """Ctrl-C at `tilly ingest` closes the connection; nothing goes on behind its back."""
    ingestor = Endless(threading.Event())
    ingestion = Ingestion(ingestor)
    lines = ingestion.lines([])
    assert {"progress": {"done": 0}} == await anext(lines)
    assert ingestion.running
    await lines.aclose()
    assert await asyncio.to_thread(ingestor.ended.wait, 5)
    while ingestion.running:
        await asyncio.sleep(0.01)
