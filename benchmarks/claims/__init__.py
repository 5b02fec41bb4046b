"""The claim check against a lying model, and an honest one in its own words.

Over 200 questions about the demo store are asked through retrieval, the answering and the claim
check as they are. In place of the model, scripts play: an honest paraphrase of the sources; a lie
written by hand, alone, in three disguises and behind the honest answer; and every honest
answer with a figure changed or what it affirms turned round. Anything that is sent and is neither
a line of the sources nor a sentence of the honest answer is a lie that got through.

`--failures` writes what was sent wrongly and which honest answers were cut short, and why.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.claims.playing import Played, Stage
from benchmarks.claims.suite import KINDS, read_suite
from benchmarks.scratch import scratch
from embedding import load_embedder
from tilly.settings import ROOT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

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


def run(options: argparse.Namespace) -> dict[str, float]:
    """Ask every question of every model; lies sent by kind, honest answers left whole."""
    suite = read_suite(options.questions) if options.questions else read_suite()
    suite = [one for one in suite if (options.only or "").lower() in one.ask.lower()]
    if not suite:
        raise SystemExit(f"claims: no question has {options.only!r} in it.")
    with scratch(load_embedder(), options.data_dir) as store:
        if not store.knowledge.store.count():
            store.knowledge.ingestor.ingest(options.sources)
        played = asyncio.run(Stage(store.knowledge).play(suite))
    if options.failures is not None:
        lines = (json.dumps(_described(one)) for one in played if one.wrong)
        options.failures.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return _figures(len(suite), played)


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
