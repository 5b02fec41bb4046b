"""Scripted shoppers against the real store, judged by what the shop's records say afterwards.

Plays the scenarios of tests/live/ through the gateway, each in several ways of saying it, and
prints how many topics' scenarios pass every time. `--gate` fails unless all do (`make test-live`).
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.live.hours import write_policy
from benchmarks.live.playing import Played, Stage, play
from benchmarks.shop_state import ShopState
from conversations.teaching.scenarios import HOURS, Scenario, read_scenarios
from database import connect
from tilly.settings import ROOT
from tilly.testing import WITHOUT_LIMITS, running_store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from tilly.testing import Store

SCENARIOS = ROOT / "tests" / "live"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks live`."""
    parser.add_argument("--scenarios", type=Path, default=SCENARIOS, help="a folder of YAML files")
    parser.add_argument(
        "--only", action="append", default=[], help="play scenarios whose id or topic holds this"
    )
    parser.add_argument("--times", type=int, default=4, help="ways of saying it; default 4")
    parser.add_argument("--seed", type=int, default=1, help="chooses the ways of saying it")
    parser.add_argument("--data-dir", type=Path, help="default a fresh temporary one")
    parser.add_argument("--failures", type=Path, default=ROOT / "results" / "live.txt")
    parser.add_argument("--transcripts", type=Path, help="write every conversation to this file")
    parser.add_argument("--gate", action="store_true", help="fail unless everything passes")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Play every scenario `--times` times."""
    scenarios = [
        scenario
        for scenario in read_scenarios(options.scenarios)
        if not options.only
        or any(wish in scenario.id or wish in scenario.topic for wish in options.only)
    ]
    played: dict[str, list[Played]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as scratch:
        data_dir = options.data_dir or Path(scratch)
        for hours in HOURS:
            there = [scenario for scenario in scenarios if scenario.hours == hours]
            if there:
                played |= play_in(data_dir, hours, there, options)
    report(played, options.failures)
    if options.transcripts:
        write(options.transcripts, [one for several in played.values() for one in several])
    figures = score(scenarios, played, options.times)
    if options.gate and figures["pass_1"] < 1:
        raise SystemExit(f"test-live failed; the conversations are in {options.failures}.")
    return figures


def play_in(
    data_dir: Path, hours: str, scenarios: Sequence[Scenario], options: argparse.Namespace
) -> dict[str, list[Played]]:
    """Play scenarios in a demo store whose people are there, or away."""
    data_dir.mkdir(parents=True, exist_ok=True)
    policy = write_policy(data_dir.resolve() / f"policy-{hours}.yml", hours)
    environment = {**WITHOUT_LIMITS, "TILLY_POLICY": str(policy)}
    with running_store(data_dir, demo=True, environment=environment) as store:
        return asyncio.run(play_all(store, scenarios, options.times, options.seed))


async def play_all(
    store: Store, scenarios: Sequence[Scenario], times: int, seed: int
) -> dict[str, list[Played]]:
    """One after the other; after each, the shop's records are put back."""
    engine = connect(store.settings.sql_url)
    stage = Stage(store, engine, ShopState(engine))
    played: dict[str, list[Played]] = defaultdict(list)
    try:
        for scenario in scenarios:
            for number in range(times):
                # The first time as written, then as other people would type it.
                rng = random.Random(f"{seed}/{scenario.id}/{number}") if number else None  # noqa: S311 - no secret
                played[scenario.id].append(await play(stage, scenario, rng))
                stage.state.put_back()
    finally:
        engine.dispose()
    return played


def score(
    scenarios: Sequence[Scenario], played: Mapping[str, Sequence[Played]], times: int
) -> dict[str, float]:
    """The share of plays that pass (pass^1) and of scenarios that always do (pass^k), by topic."""
    topics: dict[str, list[Sequence[Played]]] = defaultdict(list)
    for scenario in scenarios:
        topics[scenario.topic].append(played[scenario.id])
        topics[""].append(played[scenario.id])
    figures: dict[str, float] = {"n": len(scenarios)}
    for topic, runs in sorted(topics.items()):
        plays = [one.passed for several in runs for one in several]
        always = [all(one.passed for one in several) for several in runs]
        suffix = f"_{topic}" if topic else ""
        figures[f"pass_1{suffix}"] = sum(plays) / len(plays)
        figures[f"pass_{times}{suffix}"] = sum(always) / len(always)
    return figures


def report(played: Mapping[str, Sequence[Played]], path: Path) -> None:
    """Write down the conversations that went wrong."""
    write(path, [one for several in played.values() for one in several if not one.passed])


def write(path: Path, conversations: Sequence[Played]) -> None:
    """Write the transcripts of conversations to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join(one.transcript for one in conversations)
    path.write_text(text, encoding="utf-8")
