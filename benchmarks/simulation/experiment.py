"""Paired experiments: the same shoppers, the same chance, one thing done differently."""

from __future__ import annotations

import multiprocessing
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from benchmarks.simulation.chance import Draws
from benchmarks.simulation.conversation import Played, play
from benchmarks.simulation.hearing import ARMS
from benchmarks.simulation.intervals import Interval, mean_interval

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.simulation.assumptions import Assumptions
    from benchmarks.simulation.world import World
    from recommendation import Models
    from signals import SentimentModel, TurnSignals

__all__ = ["MEASURES", "Stage", "compared", "lent_to", "prepare"]

MEASURES: Mapping[str, Callable[[Played], float | None]] = {
    "conversion": lambda one: float(bool(one.bought)),
    "regret": lambda one: one.regret,
    "mood": lambda one: one.mood,
    "disturbed": lambda one: float(one.disturbed),
}
"""What is told of each shopper; None where there is nothing to tell."""
CHUNK = 50


@dataclass(frozen=True, eq=False)
class Stage:
    """What all arms share."""

    world: World
    models: Models
    assumed: Assumptions
    seed: int
    sentiment: SentimentModel | None = None
    jobs: int = 1

    def run(self, arm: str, shoppers: int, lenders: Sequence[Played] = ()) -> list[Played]:
        """All shoppers in one arm; for a placebo `lenders` are the shoppers of another arm."""
        given = lent_to(lenders, self.seed, of_same_need=ARMS[arm].of_same_need)
        lent: list[Sequence[TurnSignals]] = [one.signals for one in given]
        chunks = [range(at, min(at + CHUNK, shoppers)) for at in range(0, shoppers, CHUNK)]
        tasks = [(self, arm, one, lent[one.start : one.stop]) for one in chunks]
        if self.jobs == 1:
            return [one for task in tasks for one in _play(*task)]
        _inherited.append(self)
        try:
            with ProcessPoolExecutor(
                self.jobs, mp_context=multiprocessing.get_context("fork")
            ) as pool:
                waiting = [pool.submit(_play, None, *task[1:]) for task in tasks]
                return [one for task in waiting for one in task.result()]
        finally:
            _inherited.pop()

    def under(self, **assumed: float) -> Stage:
        """The same stage under other assumptions about the shoppers, with the same models."""
        return replace(self, assumed=replace(self.assumed, **assumed))


_inherited: list[Stage] = []
"""What forked workers find; models are large and need not be sent."""


def _play(
    stage: Stage | None, arm: str, numbers: range, lent: Sequence[Sequence[TurnSignals]]
) -> list[Played]:
    stage = stage or _inherited[-1]
    return [
        play(
            stage.world, stage.models, stage.assumed, ARMS[arm], Draws(stage.seed, number), number,
            lent=lent[at] if lent else (), sentiment=stage.sentiment,
        )
        for at, number in enumerate(numbers)
    ]  # fmt: skip


def prepare(stage: Stage, visits: int, shoppers: int) -> Stage:
    """Let other shoppers come first, and train the recommenders on what the log has of them."""
    earlier = replace(stage, seed=stage.seed + 1).run("signals", shoppers)
    judged = [slate for one in earlier for slate in one.judged if any(slate.outcomes.values())]
    models = stage.world.trained(stage.seed, visits, stage.assumed, judged)
    return replace(stage, models=models)


def compared(treated: Sequence[Played], control: Sequence[Played], measure: str) -> Interval:
    """The mean difference over shoppers of whom both arms tell something."""
    of = MEASURES[measure]
    pairs = [(of(one), of(other)) for one, other in zip(treated, control, strict=True)]
    return mean_interval([a - b for a, b in pairs if a is not None and b is not None])


def lent_to(lenders: Sequence[Played], seed: int, *, of_same_need: bool) -> list[Played]:
    """Whose signals each shopper is given: another's, by a rotation by an offset of chance.

    With `of_same_need` it is another of the same category, where there is one.
    """
    offset = Draws(seed, "placebo").uniform()
    groups: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(lenders):
        groups[one.shopper.need if of_same_need else ""].append(at)
    given: dict[int, int] = {}
    for group in groups.values():
        among = group if len(group) > 1 else range(len(lenders))
        step = 1 + int(offset * (len(among) - 1))
        given |= {at: among[(among.index(at) + step) % len(among)] for at in group}
    return [lenders[given[at]] for at in range(len(lenders))]
