"""Peak memory of every process of the demo store while it answers.

Proportional set size (PSS): memory shared between processes is counted once, split among them.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from benchmarks.answers import ask_all
from tilly.testing import WITHOUT_LIMITS, running_store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from tilly.testing import Store

QUESTIONS = (
    "what is your return policy for electronics?",
    "something warm for a toddler under 40",
    "do you ship to canada and how long does it take?",
    "where is my order?",
    "can I talk to a person?",
)
EVERY_S = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks memory`."""
    parser.add_argument("--rounds", type=int, default=20, help="times each question is asked")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Start the demo store, ask, and report the highest sum and each process's own peak."""
    started = time.monotonic()
    asked = [
        {"id": f"{round_}-{number}", "turns": [text]}
        for round_ in range(options.rounds)
        for number, text in enumerate(QUESTIONS)
    ]
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_store(Path(scratch), demo=True, environment=WITHOUT_LIMITS) as store,
        _sampled(store) as peaks,
    ):
        asyncio.run(ask_all(store.url, asked))
    return {
        "n": len(asked),
        **{f"{name.replace(' ', '_')}_mb": round(size / 1e6) for name, size in peaks.items()},
        "seconds": round(time.monotonic() - started, 1),
    }


@contextlib.contextmanager
def _sampled(store: Store) -> Iterator[dict[str, float]]:
    peaks: dict[str, float] = {"peak": 0.0}
    done = threading.Event()

    def sample() -> None:
        while not done.wait(EVERY_S):
            total = 0.0
            for name, pid in store.now_running().pids.items():
                with contextlib.suppress(psutil.NoSuchProcess):
                    size = psutil.Process(pid).memory_full_info().pss
                    peaks[name] = max(peaks.get(name, 0.0), size)
                    total += size
            peaks["peak"] = max(peaks["peak"], total)

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()
