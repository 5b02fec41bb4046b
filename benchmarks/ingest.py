"""Passages a second: a whole ingest beside the embedder alone, memory, and a change of one product.

After each ingest the embedder is given the same passages, or an even sample of them, at once;
what the ingest takes longer is reading, chunking and writing to the three stores. The fastest
round of each counts: on a shared machine the others measure its other users, and when all do, the
embedder's share of the CPU time is the figure. With `--change` a
product of the largest JSON file is then given another description, and ingested again.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from benchmarks.scratch import scratch
from embedding import load_embedder
from embedding.testing import HashingEmbedder
from tilly.settings import ROOT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from benchmarks.scratch import Scratch
    from embedding import Embedder, WordVectors

DEMO = (ROOT / "demo" / "catalogue", ROOT / "demo" / "knowledge")
QUARTERS = (25, 50, 75, 100)
FLOAT_BYTES = 4


class _Listening:
    """An embedder that remembers what it was given, and the memory in use when it was."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._process = psutil.Process()
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.texts: list[str] = []
        self.memory: list[tuple[int, float]] = []
        """After how many passages how many MB."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        self.memory.append((len(self.texts), self._process.memory_info().rss / 1e6))
        return self._embedder.embed(texts)

    def words(self, texts: Sequence[str]) -> list[WordVectors]:
        return self._embedder.words(texts)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks ingest`."""
    parser.add_argument(
        "--store", type=Path, action="append", help="a folder of sources (default: the demo's)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="times both are measured")
    parser.add_argument("--sample", type=int, help="passages that the embedder alone is given")
    parser.add_argument(
        "--hashing", action="store_true", help="an embedder that costs next to none"
    )
    parser.add_argument("--change", action="store_true", help="change one product and ingest again")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Ingest the sources into fresh data directories, each followed by the embedder alone."""
    embedder = HashingEmbedder(384) if options.hashing else load_embedder()
    embedder.embed(["the first call of a model", "is slower than all that follow"])
    ingested, alone = [], []
    changed: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        sources = [
            Path(shutil.copytree(source, Path(folder) / f"{number}" / source.name))
            for number, source in enumerate(options.store or DEMO)
        ]
        for _ in range(options.rounds):
            listening = _Listening(embedder)
            with scratch(listening) as store:
                ingested.append(_cost_of(lambda: store.knowledge.ingestor.ingest(sources)))
                count = len(listening.texts)
                if options.change:
                    changed = _change(store, listening, sources)
            sample = listening.texts[: count : max(1, count // (options.sample or count))]
            cost = _cost_of(partial(embedder.embed, sample))
            alone.append(tuple(each * count / len(sample) for each in cost))
    (clock, cpu), (clock_alone, cpu_alone) = (map(min, zip(*one)) for one in (ingested, alone))  # noqa: B905
    return {
        "n": count,
        "passages_per_s": count / clock,
        "embedder_passages_per_s": count / clock_alone,
        "ratio": clock_alone / clock,
        "embedder_share_of_cpu": cpu_alone / cpu,
        "cpu_ms_per_passage": 1000 * cpu / count,
        "embedder_cpu_ms_per_passage": 1000 * cpu_alone / count,
        **{f"memory_mb_at_{part}": _memory(listening, count * part / 100) for part in QUARTERS},
        "vectors_mb": round(count * embedder.dimensions * FLOAT_BYTES / 1e6),
        **changed,
    }


def _change(store: Scratch, listening: _Listening, sources: Sequence[Path]) -> dict[str, float]:
    """What the change of one product costs: the ingest, and the first search after it."""
    tables = [path for source in sources for path in source.rglob("*.json*")]
    table = max(tables, key=lambda path: path.stat().st_size)
    table.write_text(_with_one_changed(table.read_text(encoding="utf-8")), encoding="utf-8")
    search = partial(store.knowledge.product_search.search, "something that nobody asked for yet")
    search()
    before = len(listening.texts)
    seconds, cpu = _cost_of(lambda: store.knowledge.ingestor.ingest(sources))
    embedded = len(listening.texts) - before
    return {
        "change_seconds": seconds,
        "change_cpu_seconds": cpu,
        "change_passages": embedded,
        "change_next_search_ms": _seconds_of(search) * 1000,
        "change_later_search_ms": _seconds_of(search) * 1000,
        "unchanged_seconds": _seconds_of(lambda: store.knowledge.ingestor.ingest(sources)),
    }


def _with_one_changed(text: str) -> str:
    """A JSON array or JSON lines of products, of which the middle one has another description."""
    lines = text.startswith("{")
    records = [json.loads(line) for line in text.splitlines()] if lines else json.loads(text)
    record = records[len(records) // 2]
    name = next((name for name in ("description", "short_description") if name in record), "title")
    record[name] = f"{record.get(name) or ''} Now with a bag."
    return "\n".join(map(json.dumps, records)) if lines else json.dumps(records)


def _memory(listening: _Listening, passages: float) -> float:
    """MB when so many passages had been embedded."""
    return next(size for count, size in listening.memory if count >= passages)


def _seconds_of(work: Callable[[], object]) -> float:
    return _cost_of(work)[0]


def _cost_of(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of CPU."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - worked
