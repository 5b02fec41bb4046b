"""The pages that a task needs, found in a knowledge base of hundreds: recall@5 and recall@10.

Pages are Markdown, HTML, or JSON of {"id", "title", "content"}. The tasks file is JSON, JSON lines
or YAML; a task says what is asked (`query`, `question`, `text` or `turns`, or a scripted
shopper's `instructions`) and the `required_documents` by id, file name or title.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from benchmarks.failures import write_failures
from benchmarks.ranking import interval, recall
from benchmarks.scratch import scratch
from embedding import load_embedder

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

ASKED = ("query", "question", "text", "turns", "messages", "reason_for_call", "instructions",
         "task_instructions", "known_info")  # fmt: skip
"""Where a task says what is asked, the plainest first."""
REQUIRED = ("required_documents", "documents", "relevant_documents", "required")
DEPTHS = (5, 10)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks documents`."""
    parser.add_argument("--documents", type=Path, required=True, help="a folder of pages")
    parser.add_argument("--tasks", type=Path, required=True, help="JSON, JSON lines or YAML")
    parser.add_argument("--failures", type=Path, help="write the tasks that lack a page here")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Ingest the pages and look for those that each task needs."""
    tasks = [task for task in read_tasks(options.tasks) if required_of(task)]
    with scratch(load_embedder()) as store:
        report = store.knowledge.ingestor.ingest([options.documents])
        names = _names(options.documents)
        retriever = store.knowledge.retriever
        found = [
            [page.source for page in retriever.pages(asked_in(task), max(DEPTHS))] for task in tasks
        ]
    figures: dict[str, float] = {"n": len(tasks), "passages": report.chunks}
    required = [{names.get(name, name) for name in required_of(task)} for task in tasks]
    for depth in DEPTHS:
        values = [
            recall(ranked, wanted, depth) for ranked, wanted in zip(found, required, strict=True)
        ]
        low, high = interval(values)
        figures |= {
            f"recall_at_{depth}": sum(values) / len(values),
            f"recall_at_{depth}_low": low,
            f"recall_at_{depth}_high": high,
        }
    if options.failures:
        told = [
            {"asked": asked_in(task), "missing": sorted(wanted - set(ranked)), "found": ranked}
            for task, ranked, wanted in zip(tasks, found, required, strict=True)
            if wanted - set(ranked)
        ]
        write_failures(options.failures, told)
    return figures


def read_tasks(path: Path) -> list[Mapping[str, Any]]:
    """The tasks of a file; a folder holds one a file."""
    if path.is_dir():
        return [task for file in sorted(path.glob("*.json")) for task in read_tasks(file)]
    text = path.read_text(encoding="utf-8")
    if path.suffix in {".jsonl", ".ndjson"}:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    tasks = yaml.safe_load(text) if path.suffix in {".yml", ".yaml"} else json.loads(text)
    if isinstance(tasks, dict):
        listed = tasks.get("tasks")
        tasks = listed if isinstance(listed, list) else [tasks]
    return list(tasks)


def asked_in(task: Mapping[str, Any]) -> str:
    """What a task asks, in its own words."""
    for part in (task, task.get("user_scenario"), task.get("instructions")):
        if isinstance(part, dict) and (text := " ".join(_texts(part))):
            return text
    return ""


def _texts(part: Mapping[str, Any]) -> Iterator[str]:
    for key in ASKED:
        value = part.get(key)
        if isinstance(value, str):
            yield value.strip()
        elif isinstance(value, dict):
            yield from _texts(value)
        elif isinstance(value, list):
            yield from (
                str(one.get("content") or one.get("text") or "") if isinstance(one, dict) else one
                for one in value
            )


def required_of(task: Mapping[str, Any]) -> list[str]:
    """The pages that a task needs, as it names them."""
    listed: list[Any] = next((task[key] for key in REQUIRED if task.get(key)), [])
    return [str(one.get("id") or one.get("title")) if isinstance(one, dict) else str(one)
            for one in listed]  # fmt: skip


def _names(folder: Path) -> dict[str, str]:
    """A page's source by whatever a task may call it: its file, its id, its title."""
    names: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        source = path.relative_to(folder).as_posix()
        names |= {source: source, path.name: source, path.stem: source}
        if path.suffix == ".json":
            page = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(page, dict):
                names |= {str(page[key]): source for key in ("id", "title") if page.get(key)}
    return names
