"""Measure retrieval on labelled questions, and fit its confidence.

    python -m knowledge.calibration [--questions FILE] [--show] PATH…

reads a store's sources into a temporary index, asks every question and prints recall, the
calibration of the confidence as committed, and the coefficients that a new fit gives, to be
copied into knowledge/confidence.py. Each line of FILE is {"question", "has"}: texts of which
one stands in a passage that answers; none when the store does not say.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from commerce import Catalogue
from commerce.tables import metadata
from database import connect
from embedding import load_embedder
from knowledge.calibration.fitting import area, calibration_error, cross_validated, fit
from knowledge.confidence import Features
from knowledge.open import open_knowledge
from knowledge.retrieval import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.chunks import Retrieval
    from knowledge.retrieval import Retriever

QUESTIONS = Path(__file__).with_name("questions.jsonl")
DEMO = (Path("demo/catalogue"), Path("demo/knowledge"))
THRESHOLD = 0.5


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.calibration", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=DEMO)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--show", action="store_true", help="print the questions judged wrong")
    options = parser.parse_args()
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{folder}/tilly.db")
        metadata.create_all(engine)
        knowledge = open_knowledge(
            data_dir=Path(folder), catalogue=Catalogue(engine), embedder=load_embedder()
        )
        report = knowledge.ingestor.ingest(options.paths)
        say(f"{report.chunks} chunks in {report.seconds:.0f} s")
        judge(knowledge.retriever, questions, show=options.show)
        knowledge.close()


def judge(retriever: Retriever, questions: Sequence[dict[str, Any]], *, show: bool) -> None:
    """Print what the retriever makes of the questions."""
    rows, labels, given, times = [], [], [], []
    at: dict[int, list[bool]] = {1: [], EVIDENCE: [], 5: []}
    for question in questions:
        started = time.perf_counter()
        retrieval, features = retriever.examine(question["question"])
        times.append(1000 * (time.perf_counter() - started))
        rank = rank_of(retrieval, question["has"])
        if question["has"]:
            for depth, found in at.items():
                found.append(rank <= depth)
        rows.append(astuple(features))
        labels.append(float(rank <= EVIDENCE))
        given.append(retrieval.confidence)
        if show and (labels[-1] == 1) != (retrieval.confidence >= THRESHOLD):
            best = retrieval.hits[0].chunk
            say(f"{'refused' if labels[-1] else 'answered'} {retrieval.confidence:.2f} "
                f"{question['question']!r} rank {rank} {features}\n    {best.heading}")  # fmt: skip
        elif show and question["has"] and rank > 1:
            say(f"rank {rank}: {question['question']!r}: {retrieval.hits[0].chunk.heading}")
    for depth, found in at.items():
        say(f"recall@{depth} {np.mean(found):.3f} of {len(found)}")
    inputs, truth = np.array(rows), np.array(labels)
    for name, scores in (
        ("committed", np.array(given)),
        ("cross-validated", cross_validated(inputs, truth)),
    ):
        answered = scores >= THRESHOLD
        say(
            f"{name}: area {area(truth, scores):.3f}, "
            f"calibration error {calibration_error(truth, scores):.3f}, "
            f"answered {answered[truth == 1].mean():.3f} of the answerable, "
            f"refused {(~answered[truth == 0]).mean():.3f} of the others"
        )
    weights = fit(inputs, truth)
    pairs = zip(fields(Features), weights[1:], strict=True)
    named = ", ".join(f"{field.name}={weight:.2f}" for field, weight in pairs)
    say(f"INTERCEPT = {weights[0]:.2f}\nCOEFFICIENTS = Features({named})")
    say(f"{np.median(times):.1f} ms a query (median)")


def rank_of(retrieval: Retrieval, wanted: Sequence[str]) -> int:
    """The place, from 1, of the first hit that answers; 99 when none does."""
    for rank, hit in enumerate(retrieval.hits, 1):
        text = f"{hit.chunk.section}\n{hit.chunk.text}".lower()
        if any(part.lower() in text for part in wanted):
            return rank
    return 99


def say(line: str) -> None:
    """Print a line."""
    print(line)  # noqa: T201  it is a command


if __name__ == "__main__":
    main()
