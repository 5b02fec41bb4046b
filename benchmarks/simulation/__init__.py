"""Simulated shoppers: whether signals help, under stated assumptions, and the guard ever breaks.

Paired experiments with common random numbers over the store's own scoring, guard and recommenders
(docs/simulation.md). No language model, and nothing about real shoppers is proved.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.simulation.assumptions import GRID, Assumptions
from benchmarks.simulation.experiment import MEASURES, Stage, compared, prepare
from benchmarks.simulation.guarding import violations
from benchmarks.simulation.hearing import ARMS
from benchmarks.simulation.intervals import Interval, mean_interval
from benchmarks.simulation.off_policy import choices_of, figures
from benchmarks.simulation.plot import drawn
from benchmarks.simulation.world import World

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from benchmarks.simulation.conversation import Played

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks simulation`."""
    parser.add_argument("--shoppers", type=int, default=1000, help="of each arm; default 1000")
    parser.add_argument("--grid", type=int, default=200, help="of each point; 0 leaves it out")
    parser.add_argument("--visits", type=int, default=1000, help="of the past, to train from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes; default 1")
    parser.add_argument("--sentiment", type=Path, help="a trained network; default stated errors")
    parser.add_argument("--plot", type=Path, help="draw the differences into this SVG file")
    parser.add_argument("--text", type=int, default=0, help="shoppers through the real gateway")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Play all arms, compare them, vary the assumptions, judge the estimators."""
    if options.text:
        from benchmarks.simulation.through_gateway import through_gateway

        return through_gateway(options.text, options.seed)
    stage = staged(options)
    shown: dict[str, Interval] = {}
    found: dict[str, float] = {"n": options.shoppers}
    found |= of_arms(stage, options.shoppers, shown)
    if options.grid:
        found |= of_grid(stage, options.grid, shown)
    if options.plot:
        options.plot.write_text(drawn(shown), encoding="utf-8")
    return found


def of_arms(stage: Stage, shoppers: int, shown: dict[str, Interval]) -> dict[str, float]:
    """Every arm, the differences that tell something, and the estimators."""
    found: dict[str, float] = {}
    arms: dict[str, Sequence[Played]] = {}
    for arm in ARMS:
        print(f"{arm}: {shoppers} shoppers", flush=True)
        arms[arm] = stage.run(arm, shoppers, arms["signals"] if ARMS[arm].of_another else ())
        found[f"{arm}_violations"] = len(violations(arms[arm], stage.world))
        for measure, of in MEASURES.items():
            values = [value for value in map(of, arms[arm]) if value is not None]
            found |= _flat(f"{arm}_{measure}", mean_interval(values))
    for name, treated, control in _pairs():
        for measure in MEASURES:
            difference = compared(arms[treated], arms[control], measure)
            found |= _flat(f"{name}_{measure}_difference", difference)
            shown[f"{name}/{measure}"] = difference
    choices = choices_of(arms["signals"], stage.world, stage.models, stage.assumed.position)
    return found | figures(choices, stage.seed)


def of_grid(stage: Stage, shoppers: int, shown: dict[str, Interval]) -> dict[str, float]:
    """With signals against without, under one other assumption at a time."""
    found: dict[str, float] = {}
    for name, value in ((name, value) for name, values in GRID.items() for value in values):
        print(f"{name} {value}: {shoppers} shoppers", flush=True)
        varied = stage.under(**{name: value})
        treated, control = (varied.run(arm, shoppers) for arm in ("signals", "without"))
        point = f"{name}_{value:g}".replace(".", "_")
        for measure in ("conversion", "mood"):
            difference = compared(treated, control, measure)
            found |= _flat(f"grid_{point}_{measure}_difference", difference)
            shown[f"{name} = {value:g}/{measure}"] = difference
        found[f"grid_{point}_violations"] = len(violations(treated, stage.world))
    return found


def staged(options: argparse.Namespace) -> Stage:
    """The shop with its models, trained from past visits and earlier conversations."""
    assumed = Assumptions()
    world = World.of(options.seed)
    sentiment = None
    if options.sentiment:
        from signals.sentiment import load_sentiment

        sentiment = load_sentiment("", options.sentiment)
    print(f"training on {options.visits} visits", flush=True)
    first = world.trained(options.seed, options.visits, assumed)
    stage = Stage(world, first, assumed, options.seed, sentiment, options.jobs)
    return prepare(stage, options.visits, options.shoppers)


def _pairs() -> Sequence[tuple[str, str, str]]:
    """Each comparison: its name, who is treated, and the control."""
    ablated = [name for name in ARMS if name.startswith("no_")]
    return (
        ("signals", "signals", "without"),
        *((name, name, "without") for name, arm in ARMS.items() if arm.of_another),
        ("own", "signals", "placebo"),
        *((name.removeprefix("no_"), "signals", name) for name in ablated),
        ("guard", "signals", "unguarded"),
    )


def _flat(name: str, interval: Interval) -> dict[str, float]:
    return {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}
