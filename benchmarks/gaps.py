"""The knowledge-gap report on labelled questions: seconds, and whether its matters are theirs.

    python -m benchmarks gaps --questions shared/data/banking77/train.csv --limit 10000

Every question of a CSV of text and label counts as one that was not answered. Given to the model is
each different text once. The adjusted Rand index compares the clusters with the labels.
"""

from __future__ import annotations

import random
import resource
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import comb

from benchmarks.labelled import read_csv
from conversations.missed import MissedQuestion
from embedding import load_embedder
from knowledge.clustering import clusters
from knowledge.gaps import gap_report

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.labelled import Utterance
    from embedding import Embedder, WordVectors

SEED = 7


class _Timed:
    """An embedder that counts its seconds and remembers the vectors that it gave."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.seconds = 0.0
        self.vectors: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        began = time.perf_counter()
        found = self._embedder.embed(texts)
        self.seconds += time.perf_counter() - began
        self.vectors |= zip(texts, found, strict=True)
        return found

    def words(self, texts: Sequence[str]) -> list[WordVectors]:
        return self._embedder.words(texts)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks gaps`."""
    parser.add_argument("--questions", type=Path, required=True, help="a CSV of text and label")
    parser.add_argument("--limit", type=int, default=10_000, help="take so many, drawn by chance")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Make the report of the questions, once."""
    drawn = read_csv(options.questions)
    random.Random(SEED).shuffle(drawn)  # noqa: S311  which ones are taken is no secret
    drawn = drawn[: options.limit]
    began, worked = time.perf_counter(), time.process_time()
    embedder = _Timed(load_embedder())
    loaded = time.perf_counter()
    until = datetime.now(UTC)
    since = until - timedelta(days=30)
    report = gap_report(
        [_missed(number, one, since) for number, one in enumerate(drawn)],
        embedder,
        since=since,
        until=until,
    )
    seconds = time.perf_counter() - began
    return {
        "n": len(drawn),
        "different": len(embedder.vectors),
        "gaps": report.gaps_in_all,
        "adjusted_rand_index": _likeness(drawn, embedder),
        "loading_seconds": loaded - began,
        "embedding_seconds": embedder.seconds,
        "clustering_seconds": seconds - (loaded - began) - embedder.seconds,
        "seconds": seconds,
        "cpu_seconds": time.process_time() - worked,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _missed(number: int, said: Utterance, at: datetime) -> MissedQuestion:
    return MissedQuestion(
        turn_id=f"{number}",
        conversation_id=f"{number}",
        shopper=f"{number}",
        text=said.text,
        meant=said.text,
        at=at,
        intent="",
        reasons=("refused",),
    )


def _likeness(drawn: Sequence[Utterance], embedder: _Timed) -> float:
    """How far the clusters of the different texts are those of their labels."""
    labels = {one.text.casefold(): one.label for one in drawn}
    known = [text for text in embedder.vectors if text in labels]
    found = np.zeros(len(known), dtype=int)
    vectors = np.stack([embedder.vectors[text] for text in known])
    for number, members in enumerate(clusters(vectors)):
        found[members] = number
    return adjusted_rand([labels[text] for text in known], found.tolist())


def adjusted_rand(labels: Sequence[object], found: Sequence[object]) -> float:
    """How alike two partitions are (Hubert & Arabie 1985); 0 is chance, 1 the same."""
    rows, columns = (
        np.unique(np.asarray(part), return_inverse=True)[1] for part in (labels, found)
    )
    table = np.zeros((rows.max() + 1, columns.max() + 1))
    np.add.at(table, (rows, columns), 1)
    together, by_label, by_cluster = (
        float(comb(counts, 2).sum()) for counts in (table, table.sum(axis=1), table.sum(axis=0))
    )
    chance = by_label * by_cluster / float(comb(len(rows), 2))
    most = (by_label + by_cluster) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)
