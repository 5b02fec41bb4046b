"""The claim check against a lying model, and an honest one in its own words.

Over 200 questions about the demo store are asked through retrieval, the answering and the claim
check as they are. In place of the model, scripts play: an honest paraphrase of the sources; a lie
written by hand, alone, in three disguises and behind the honest answer; and every honest
answer with a figure changed or what it affirms turned round. Anything that is sent and is neither
a line of the sources nor a sentence of the honest answer is a lie that got through.

`--failures` writes what was sent wrongly and which honest answers were cut short, and why.

`--alter` needs no questions, so it takes any store's `--sources`: their own lines, each with one
word or figure changed, and each in slightly other words that say the same.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.claims.altering import alter, tally
from benchmarks.claims.playing import Played, Stage
from benchmarks.claims.suite import KINDS, read_suite
from benchmarks.scratch import scratch
from embedding import load_embedder
from tilly.settings import ROOT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.claims.altering import Judged
    from knowledge.open import Knowledge

__all__ = ["add_arguments", "run"]

DEMO: Final = (ROOT / "demo" / "catalogue", ROOT / "demo" / "knowledge")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks claims`."""
    parser.add_argument("--data-dir", type=Path, help="keep the demo store's knowledge here")
    parser.add_argument("--failures", type=Path, help="write what went wrong to this file")
    parser.add_argument(
        "--questions", type=Path, nargs="+", help="other questions than those on the demo store"
    )
    parser.add_argument(
        "--sources", type=Path, nargs="+", default=DEMO, help="the sources that they are about"
    )
    parser.add_argument("--only", help="only questions that have this in them")
    parser.add_argument(
        "--alter", action="store_true", help="judge altered lines of the sources, not questions"
    )
    parser.add_argument(
        "--lines", type=int, default=300, help="at most so many lines, with --alter"
    )


def run(options: argparse.Namespace) -> dict[str, float]:
    """Lies sent and honest answers left whole, of the questions or of altered lines."""
    return _altered(options) if options.alter else _asked(options)


def _altered(options: argparse.Namespace) -> dict[str, float]:
    with _knowledge(options) as knowledge:
        judged = list(alter(knowledge, options.lines))
    if not judged:
        raise SystemExit("claims: the sources have no line that is a statement.")
    _write_failures(options, (_altered_line(one) for one in judged if one.wrong))
    return tally(judged)


def _asked(options: argparse.Namespace) -> dict[str, float]:
    """Ask every question of every model."""
    suite = read_suite(options.questions) if options.questions else read_suite()
    suite = [one for one in suite if (options.only or "").lower() in one.ask.lower()]
    if not suite:
        raise SystemExit(f"claims: no question has {options.only!r} in it.")
    with _knowledge(options) as knowledge:
        played = asyncio.run(Stage(knowledge).play(suite))
    _write_failures(options, (_described(one) for one in played if one.wrong))
    return _figures(len(suite), played)


@contextmanager
def _knowledge(options: argparse.Namespace) -> Iterator[Knowledge]:
    """The sources' knowledge, ingested unless the data folder has it."""
    with scratch(load_embedder(), options.data_dir) as store:
        if not store.knowledge.store.count():
            store.knowledge.ingestor.ingest(options.sources)
        yield store.knowledge


def _write_failures(options: argparse.Namespace, rows: Iterable[dict[str, Any]]) -> None:
    if options.failures is not None:
        text = "".join(f"{json.dumps(row)}\n" for row in rows)
        options.failures.write_text(text, encoding="utf-8")


def _figures(questions: int, played: Sequence[Played]) -> dict[str, float]:
    lies = [one for one in played if one.reply.kind != "honest"]
    honest = [one for one in played if one.reply.kind == "honest"]
    told, sent = Counter(one.reply.kind for one in lies), Counter[str]()
    for one in lies:
        sent[one.reply.kind] += one.wrong
    print(f"{'kind':<12}{'lies told':>12}{'sent':>8}")
    for kind in KINDS:
        print(f"{kind:<12}{told[kind]:>12}{sent[kind]:>8}")
    answered = [one for one in honest if one.answered]
    return {
        "n": questions,
        "lies_told": len(lies),
        **{f"sent_{kind}": sent[kind] for kind in KINDS},
        "lies_sent": sent.total(),
        "answered": len(answered) / len(honest),
        "honest_unshortened": sum(not one.wrong for one in honest) / len(honest),
        "honest_unshortened_of_answered": sum(not one.wrong for one in answered)
        / max(1, len(answered)),
    }


def _described(one: Played) -> dict[str, Any]:
    return {
        "ask": one.ask,
        "kind": one.reply.kind,
        "how": one.reply.how,
        "said": one.reply.text,
        "sent": one.sent,
        "unsupported": one.unsupported,
    }


def _altered_line(one: Judged) -> dict[str, Any]:
    return {
        "ask": one.ask,
        "line": one.line,
        "how": one.variant.how,
        "lie": one.lie,
        "said": one.variant.text,
        "sent": one.sent,
        "unsupported": one.unsupported,
    }
