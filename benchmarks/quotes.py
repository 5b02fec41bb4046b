"""The labelled questions that answering is fitted on, each with what would be quoted for it.

Every question is asked of its store's sources without a running store, and the best quote is
judged whether or not it would have been given.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.answers import Reply, judge, read_questions
from benchmarks.scratch import scratch
from embedding import load_embedder
from knowledge.extractive import Extractor
from knowledge.rewriting import rewrite

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from benchmarks.scratch import Scratch
    from knowledge.chunks import Chunk
    from knowledge.extractive import Quote

__all__ = ["Quoted", "add_arguments", "quoted_for"]

HERE: Final = Path(__file__).parents[1]
CALIBRATION: Final = HERE / "knowledge" / "calibration"
GOLDEN: Final = HERE / "tests" / "golden"
DEMO: Final = (HERE / "demo" / "catalogue", HERE / "demo" / "knowledge")
SETS: Final = {
    "demo": (
        GOLDEN / "demo.yml",
        CALIBRATION / "demo.yml",
        CALIBRATION / "demo_plain.yml",
        CALIBRATION / "questions.jsonl",
        GOLDEN / "development" / "demo.yml",
    ),
    "kettleworks": (CALIBRATION / "kettleworks.yml", CALIBRATION / "kettleworks_plain.yml"),
    "contoso": (
        GOLDEN / "contoso.yml",
        CALIBRATION / "contoso.yml",
        CALIBRATION / "contoso_stories.yml",
        GOLDEN / "development" / "contoso.yml",
    ),
    "eshop": (GOLDEN / "development" / "eshop_catalog.yml",),
}
"""By store; a fit is judged on the questions of a store that it has not seen."""
PASSAGES: Final = 10


@dataclass(frozen=True)
class Quoted:
    """A question's quote, whether it is right, and which of the compared lines answer."""

    store: str
    answerable: bool
    right: bool
    quote: Quote
    answers: NDArray[np.bool_]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the commands that ask these questions."""
    parser.add_argument("--contoso", type=Path, help="a folder with the Contoso Outdoor manuals")
    parser.add_argument("--eshop", type=Path, help="the catalog.json of dotnet/eShop")


def quoted_for(options: argparse.Namespace) -> list[Quoted]:
    """The quotes for all questions, without those on stores whose sources are not given."""
    sources: dict[str, tuple[Path, ...]] = {
        "demo": DEMO,
        "kettleworks": (CALIBRATION / "kettleworks",),
    }
    given = {"contoso": options.contoso, "eshop": options.eshop}
    sources |= {name: (path,) for name, path in given.items() if path is not None}
    embedder = load_embedder()
    found: list[Quoted] = []
    for name, paths in sources.items():
        with tempfile.TemporaryDirectory() as folder, scratch(embedder, Path(folder)) as store:
            store.knowledge.ingestor.ingest(paths)
            found += _quoted(name, store, (each for path in SETS[name] for each in _read(path)))
    return found


def _quoted(name: str, store: Scratch, questions: Iterable[Mapping[str, Any]]) -> Iterator[Quoted]:
    retriever = store.knowledge.retriever
    extractor = Extractor(store.embedder)
    for question in questions:
        *before, last = question["turns"]
        asked = rewrite(last, before) if before else last
        found = retriever.retrieve(asked, PASSAGES)
        quote = extractor.quote(asked, found.hits, found.products, found.manuals)
        if quote is None:
            continue
        yield Quoted(
            name,
            bool(question["answerable"]),
            _answers(question, " ".join(quote.sentences), quote.chunks),
            quote,
            np.array(
                [
                    _answers(question, f"{line.label} {line.text}", [line.chunk])
                    for line in quote.fits
                ]
            ),
        )


def _answers(question: Mapping[str, Any], text: str, chunks: Sequence[Chunk]) -> bool:
    cited = tuple({"source": chunk.source} for chunk in chunks)
    reply = Reply(str(question["id"]), text, cited, 0.0)
    return bool(question["answerable"]) and judge(question, reply) is None


def _read(path: Path) -> list[dict[str, Any]]:
    """The questions of a file; those of JSON lines say what one of the passages must have."""
    if path.suffix != ".jsonl":
        return read_questions(path)
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        {
            "id": f"{path.stem}-{number}",
            "turns": [row["question"]],
            "answerable": bool(row["has"]),
            "required": [row["has"]] if row["has"] else [],
        }
        for number, row in enumerate(rows, 1)
    ]
