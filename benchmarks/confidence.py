"""How often answers of each confidence are right, and what answering less often would cost.

Every question is asked of its store's sources without a running store, and the best quote is
judged whether or not it would have been given. The confidence is the one that a fit without the
question's own set gives it: the calibration error, the reliability by tenths and the curve of
risk over coverage are those of questions that it has not seen. The committed coefficients and a
fresh fit on all sets are printed beside them.
"""

from __future__ import annotations

import tempfile
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.answers import Reply, judge, read_questions
from benchmarks.scratch import scratch
from embedding import load_embedder
from knowledge.calibration.fitting import area, calibration_error, fit, probabilities
from knowledge.extractive import Extractor
from knowledge.rewriting import rewrite
from knowledge.sureness import CONTRADICTED, Signs, signs_of, sureness

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from benchmarks.scratch import Scratch
    from knowledge.calibration.fitting import Numbers

HERE = Path(__file__).parents[1]
CALIBRATION = HERE / "knowledge" / "calibration"
DEMO = (HERE / "demo" / "catalogue", HERE / "demo" / "knowledge")
SETS = (
    (DEMO, HERE / "tests" / "golden" / "demo.yml"),
    (DEMO, CALIBRATION / "demo.yml"),
    ((CALIBRATION / "kettleworks",), CALIBRATION / "kettleworks.yml"),
)
CONTOSO = (
    HERE / "tests" / "golden" / "contoso.yml",
    CALIBRATION / "contoso.yml",
    CALIBRATION / "contoso_stories.yml",
)
PASSAGES = 10
BINS = 10
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Quoted:
    """A question's quote: from which set, whether it is right, and what it was judged by."""

    part: str
    answerable: bool
    right: bool
    confidence: float
    signs: tuple[float, ...]
    contradicted: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks confidence`."""
    parser.add_argument("--contoso", type=Path, help="a folder with the Contoso Outdoor manuals")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Quote for every question of every set; the figures of the confidence."""
    sets = [*SETS, *(((options.contoso,), path) for path in CONTOSO if options.contoso)]
    quoted: list[Quoted] = []
    embedder = load_embedder()
    for sources in dict.fromkeys(sources for sources, _ in sets):
        with tempfile.TemporaryDirectory() as folder, scratch(embedder, Path(folder)) as store:
            store.knowledge.ingestor.ingest(sources)
            for path in (path for other, path in sets if other == sources):
                quoted += _quoted(store, path)
    return figures_of(quoted)


def figures_of(quoted: Sequence[Quoted]) -> dict[str, float]:
    """The figures, most of them of confidences that were fitted without the question's set."""
    right = np.array([one.right for one in quoted], dtype=float)
    fitted = held_out(quoted)
    figures: dict[str, float] = {
        "n": len(quoted),
        "answerable": sum(one.answerable for one in quoted),
        "calibration_error": calibration_error(right, fitted, BINS),
        "area": area(right, fitted),
        "calibration_error_committed": calibration_error(
            right, np.array([one.confidence for one in quoted]), BINS
        ),
    }
    for low in range(BINS):
        within = (fitted * BINS).astype(int).clip(0, BINS - 1) == low
        if within.any():
            figures[f"right_from_{low / BINS:.1f}"] = float(right[within].mean())
            figures[f"n_from_{low / BINS:.1f}"] = int(within.sum())
    for least in THRESHOLDS:
        answered = fitted >= least
        if answered.any():
            figures[f"coverage_at_{least}"] = float(answered.mean())
            figures[f"risk_at_{least}"] = float(1 - right[answered].mean())
    weights = _fit(quoted)
    names = ("intercept", *(field.name for field in fields(Signs)))
    return figures | {f"fit_{name}": float(w) for name, w in zip(names, weights, strict=True)}


def held_out(quoted: Sequence[Quoted]) -> Numbers:
    """For each quote the confidence from a fit on the other sets."""
    result = np.zeros(len(quoted))
    parts = np.array([one.part for one in quoted])
    for part in dict.fromkeys(parts):
        weights = _fit([one for one in quoted if one.part != part])
        mine = [one for one in quoted if one.part == part]
        scores = probabilities(weights, np.array([one.signs for one in mine]))
        odds = np.log(scores / (1 - scores))
        against = CONTRADICTED * np.array([one.contradicted for one in mine])
        result[parts == part] = 1 / (1 + np.exp(against - odds))
    return result


def _fit(quoted: Sequence[Quoted]) -> Numbers:
    """The intercept and the weights of the signs; what contradicts is no example."""
    examples = [one for one in quoted if not one.contradicted]
    signs = np.array([one.signs for one in examples])
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-6
    weights = fit((signs - mean) / spread, np.array([one.right for one in examples], dtype=float))
    slopes = weights[1:] / spread
    return np.concatenate([[weights[0] - float(slopes @ mean)], slopes])


def _quoted(store: Scratch, path: Path) -> Iterator[Quoted]:
    retriever = store.knowledge.retriever
    extractor = Extractor(store.embedder)
    for question in read_questions(path):
        *before, last = question["turns"]
        asked = rewrite(last, before) if before else last
        found = retriever.retrieve(asked, PASSAGES)
        quote = extractor.quote(asked, found.hits, found.products)
        if quote is None:
            continue
        right = question["answerable"] and _is_right(question, quote.sentences, quote.chunks)
        yield Quoted(
            path.stem, bool(question["answerable"]), bool(right), sureness(quote),
            astuple(signs_of(quote)), quote.asked.contradicts(quote.best),
        )  # fmt: skip


def _is_right(question: Mapping[str, Any], sentences: Sequence[str], chunks: Sequence[Any]) -> bool:
    cited = tuple({"source": chunk.source} for chunk in chunks)
    return judge(question, Reply(str(question["id"]), " ".join(sentences), cited, 0.0)) is None
