"""Product search judged by people's ratings: nDCG@10 over a whole catalogue, and latency.

Unrated products count 0, and so does a query without a relevant product. The condensed figure
leaves unrated products out of the list first (Sakai 2007). Ratings are a CSV of query, docid
and rating (0 to 3); catalogue files may be zipped.
"""

from __future__ import annotations

import csv
import resource
import tempfile
import time
import zipfile
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.failures import write_failures
from benchmarks.ranking import interval, ndcg
from benchmarks.scratch import scratch
from embedding import load_embedder
from knowledge.chunking import identified
from knowledge.facts import product_chunks
from knowledge.importers.known import FoundProduct
from knowledge.importers.products import read_products
from knowledge.importers.tables import open_table
from knowledge.sources import TABLES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.scratch import Scratch
    from commerce import Product
    from knowledge.product_search import ProductSearch

DEPTH = 10
CONDENSED_DEPTH = 100
"""How far down the list rated products are looked for."""


class _Asked(NamedTuple):
    """What a query found, and the milliseconds it took: by the clock, and of CPU."""

    found: Sequence[Product]
    clock: float
    cpu: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks retrieval`."""
    parser.add_argument("--catalogue", type=Path, nargs="+", required=True, help="files, or .zip")
    parser.add_argument("--ratings", type=Path, required=True, help="CSV: query, docid, rating")
    parser.add_argument("--data-dir", type=Path, help="keep the index here for the next run")
    parser.add_argument("--failures", type=Path, help="write the queries here, worst first")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Ingest the catalogue, ask every query once, and compare with the ratings."""
    ratings = read_ratings(options.ratings)
    with scratch(load_embedder(), options.data_dir) as store:
        began = time.perf_counter()
        for file in options.catalogue:
            _ingest(store, file)
        ingested = time.perf_counter() - began
        search = store.knowledge.product_search
        search.search("what the first query builds is there for all that follow")
        asked = {query: _ask(search, query) for query in ratings}
        deep = {query: _deep(search, query, rated) for query, rated in ratings.items()}
        products = len(store.catalogue.all())
        titles = {one.id: one.title for one in store.catalogue.all()}
    scores = {q: ndcg([one.id for one in asked[q].found], rated) for q, rated in ratings.items()}
    if options.failures:
        told = _told(ratings, asked, scores, titles)
        write_failures(options.failures, told)
    low, high = interval(list(scores.values()))
    clock = sorted(one.clock for one in asked.values())
    cpu = sorted(one.cpu for one in asked.values())
    last = min(len(asked) - 1, round(0.99 * len(asked)))
    return {
        "n": len(ratings),
        "products": products,
        "ndcg_at_10": sum(scores.values()) / len(ratings),
        "ndcg_at_10_low": low,
        "ndcg_at_10_high": high,
        "ndcg_at_10_condensed": sum(deep.values()) / len(ratings),
        "ceiling": sum(any(rated.values()) for rated in ratings.values()) / len(ratings),
        "p50_ms": clock[len(clock) // 2],
        "p99_ms": clock[last],
        "p50_cpu_ms": cpu[len(cpu) // 2],
        "p99_cpu_ms": cpu[last],
        "ingest_seconds": ingested,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def read_ratings(path: Path) -> dict[str, dict[str, int]]:
    """Ratings by query and product id; raises ValueError naming a column that is missing."""
    ratings: dict[str, dict[str, int]] = defaultdict(dict)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := {"query", "docid", "rating"} - set(reader.fieldnames or ()):
            raise ValueError(f"{path} has no column {', '.join(sorted(missing))}")
        for row in reader:
            if row["rating"].strip():
                ratings[row["query"]][row["docid"]] = int(row["rating"])
    return dict(ratings)


def _ingest(store: Scratch, file: Path) -> None:
    """Take the products of a file, each with its leading passage.

    The others answer questions about a product; a search for products does without them, and
    embedding them takes an hour on two cores.
    """
    with _unzipped(file) as paths:
        for path in paths:
            with open_table(path, path.name) as table:
                found = [
                    one.product for one in read_products(table) if isinstance(one, FoundProduct)
                ]
            updated_at = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
            leads = (product_chunks(one, path.name, updated_at)[:1] for one in found)
            store.write((chunk for lead in leads for chunk in identified(lead)), found)


@contextmanager
def _unzipped(file: Path) -> Iterator[list[Path]]:
    if file.suffix != ".zip":
        yield [file]
        return
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if Path(name).suffix in TABLES]
        yield [Path(archive.extract(name, folder)) for name in names]


def _ask(search: ProductSearch, query: str) -> _Asked:
    began, worked = time.perf_counter(), time.process_time()
    found = search.search(query, limit=DEPTH).products
    return _Asked(
        found, (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    )


def _deep(search: ProductSearch, query: str, rated: Mapping[str, int]) -> float:
    found = search.search(query, limit=CONDENSED_DEPTH).products
    return ndcg([one.id for one in found if one.id in rated], rated)


def _told(
    ratings: Mapping[str, Mapping[str, int]],
    asked: Mapping[str, _Asked],
    scores: Mapping[str, float],
    titles: Mapping[str, str],
) -> list[dict[str, Any]]:
    """What was shown for each query and what should have been, worst first."""
    told = []
    for query in sorted(ratings, key=lambda one: scores[one]):
        rated = ratings[query]
        shown = [one.id for one in asked[query].found]
        best = sorted((id_ for id_ in rated if id_ not in shown), key=lambda id_: -rated[id_])
        told.append(
            {
                "query": query,
                "ndcg": round(scores[query], 3),
                "relevant": sum(rating > 0 for rating in rated.values()),
                "shown": [f"[{rated.get(id_, 'unrated')}] {id_} {titles[id_]}" for id_ in shown],
                "not_shown": [
                    f"[{rated[id_]}] {id_} {titles.get(id_, 'not in the catalogue')}"
                    for id_ in best[:DEPTH]
                    if rated[id_] > 0
                ],
            }
        )
    return told
