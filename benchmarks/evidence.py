"""The right evidence for a question about a product: P@1 and MRR beside BM25 and plain Chroma.

The data is a table of question, candidate and label (tab- or comma-separated), as in
contextual product QA (Shen et al. 2022): a question's candidates are the passages of its
product, and those labelled above 0 are right. Questions without a right candidate are left
out. All three rankings are of the same candidates from the same index.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.failures import write_failures
from benchmarks.ranking import interval, reciprocal_rank
from benchmarks.scratch import scratch
from embedding import load_embedder
from knowledge.chunking import identified
from knowledge.chunks import Chunk
from knowledge.store import Scope
from knowledge.text import content_words, plain

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from benchmarks.scratch import Scratch

KINDS = {"attribute": "product", "bullet": "product", "desc": "product", "review": "review",
         "cqa": "faq", "osp": "document"}  # fmt: skip
"""What the shop calls the data's sources."""


@dataclass
class Question:
    """A question with the passages of its product; `right` are ids of passages."""

    id: str
    text: str
    passages: dict[str, str] = field(default_factory=dict)
    right: set[str] = field(default_factory=set)
    chunks: list[Chunk] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks evidence`."""
    parser.add_argument("--data", type=Path, required=True, help="question, candidate, label")
    parser.add_argument("--failures", type=Path, help="write the questions ranked wrong here")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Index every candidate, ask every question, and compare the three rankings."""
    questions = read_questions(options.data)
    with scratch(load_embedder()) as store:
        store.write(chunk for one in questions for chunk in one.chunks)
        rankings = {
            "": [_retrieved(store, one) for one in questions],
            "_bm25": [_by_words(store, one) for one in questions],
            "_dense": [_by_meaning(store, one) for one in questions],
        }
    figures: dict[str, float] = {
        "n": len(questions),
        "candidates": sum(len(one.passages) for one in questions),
    }
    firsts, ranks = {}, {}
    for name, ranked in rankings.items():
        pairs = list(zip(ranked, questions, strict=True))
        firsts[name] = [float(ids[:1] != [] and ids[0] in one.right) for ids, one in pairs]
        ranks[name] = [reciprocal_rank(ids, one.right) for ids, one in pairs]
        for figure, values in (("p_at_1", firsts[name]), ("mrr", ranks[name])):
            figures[f"{figure}{name}"] = sum(values) / len(values)
            low, high = interval(values)
            figures |= {f"{figure}{name}_low": low, f"{figure}{name}_high": high}
    for name in ("_bm25", "_dense"):
        gained = [ours - other for ours, other in zip(ranks[""], ranks[name], strict=True)]
        low, high = interval(gained)
        figures |= {f"mrr_over{name}_low": low, f"mrr_over{name}_high": high}
    if options.failures:
        told = [
            _told(one, ids)
            for one, ids, first in zip(questions, rankings[""], firsts[""], strict=True)
            if not first
        ]
        write_failures(options.failures, told)
    return figures


def read_questions(path: Path) -> list[Question]:
    """The questions that have a right candidate; raises ValueError naming a missing column."""
    questions: dict[str, Question] = {}
    updated_at = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    labels: dict[str, list[tuple[Chunk, bool]]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter="\t" if "\t" in first else ",")
        if missing := {"question", "candidate", "label"} - set(reader.fieldnames or ()):
            raise ValueError(f"{path} has no column {', '.join(sorted(missing))}")
        for row in reader:
            id_ = row.get("qid") or row["question"]
            question = questions.setdefault(id_, Question(id_, row["question"]))
            kind = KINDS.get((row.get("source") or "attribute").lower(), "document")
            chunk = Chunk(
                id="", text=plain(row["candidate"]), title="", section="", source=path.name,
                kind=kind, product_id=id_, product_title=None, url=None, updated_at=updated_at,
            )  # fmt: skip
            labels[id_].append((identified([chunk])[0], float(row["label"]) > 0))
    for id_, judged in labels.items():
        question = questions[id_]
        question.passages = {chunk.id: chunk.text for chunk, _ in judged}
        question.chunks = list({chunk.id: chunk for chunk, _ in judged}.values())
        question.right = {chunk.id for chunk, right in judged if right}
    return [one for one in questions.values() if one.right]


def _retrieved(store: Scratch, question: Question) -> list[str]:
    retriever = store.knowledge.retriever
    found = retriever.retrieve(question.text, len(question.passages), product_id=question.id)
    return [hit.chunk.id for hit in found.hits]


def _by_words(store: Scratch, question: Question) -> list[str]:
    scope = Scope(products=frozenset({question.id}))
    terms = content_words(question.text)
    ranked = [id_ for id_, _ in store.knowledge.lexical.search(terms, 1000, scope)]
    return ranked + sorted(question.passages.keys() - set(ranked))  # by id: in no order


def _by_meaning(store: Scratch, question: Question) -> list[str]:
    vector = store.embedder.embed([question.text])[0]
    scope = Scope(products=frozenset({question.id}))
    found = store.knowledge.store.query(vector, len(question.passages), scope)
    return [near.chunk.id for near in found]


def _told(question: Question, ranked: Sequence[str]) -> Mapping[str, Any]:
    return {
        "question": question.text,
        "first": question.passages[ranked[0]] if ranked else "",
        "right": [question.passages[id_] for id_ in sorted(question.right)],
        "rank": round(1 / (reciprocal_rank(ranked, question.right) or 1e-9)),
    }
