"""The two who race, each in a process of its own, and their hesitation."""

from __future__ import annotations

import multiprocessing
import random
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from unittest import mock

from sqlalchemy import event

from benchmarks.takeover.stage import CUSTOMER, Stage
from conversations import takeover
from conversations.answering import Person, fence
from conversations.errors import TakenOver
from conversations.replies import BotMessage
from database import writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from multiprocessing.queues import Queue
    from multiprocessing.sharedctypes import Synchronized
    from multiprocessing.synchronize import Barrier

    from sqlalchemy import Engine

    from benchmarks.takeover.stage import Race

__all__ = ["Played", "play"]

ADA: Final = Person("ada", "Ada")
HESITATES: Final = 0.2
"""How often, of all statements and commits."""
PATIENCE_S: Final = 120.0


@dataclass(frozen=True)
class Played:
    """One race: was the write there right after the takeover, and was it refused."""

    conversation_id: str
    was_written: bool
    was_refused: bool


@dataclass(frozen=True)
class _Course:
    """What a player is given; `lasts` is about how long the bot takes, in seconds."""

    url: str
    races: Sequence[Race]
    pause_s: float
    seed: int
    fenced: bool
    start: Barrier
    lasts: Synchronized[float]
    results: Queue[tuple[str, Mapping[str, bool]]]


def play(
    url: str, races: Sequence[Race], *, pairs: int, pause_s: float, seed: int, fenced: bool
) -> list[Played]:
    """Run every race once; several pairs of bot and agent share the database.

    Raises RuntimeError when a player fails, and queue.Empty when one is not heard of any more.
    """
    context = multiprocessing.get_context("spawn")
    results: Queue[tuple[str, Mapping[str, bool]]] = context.Queue()
    # Kept by name: a barrier that nobody holds is gone before a new process can open it.
    courses = [
        _Course(
            url,
            races[number::pairs],
            pause_s,
            seed + number,
            fenced,
            context.Barrier(2),
            context.Value("d", 0.01),
            results,
        )
        for number in range(pairs)
    ]
    players = [
        context.Process(target=part, args=(course,))
        for course in courses
        for part in (_bot, _agent)
    ]
    for player in players:
        player.start()
    try:
        told: dict[str, dict[str, bool]] = {}
        for _ in range(2 * len(races)):
            conversation_id, found = results.get(timeout=PATIENCE_S)
            if not conversation_id:
                raise RuntimeError(f"A player failed: {found}")
            told.setdefault(conversation_id, {}).update(found)
    except BaseException:  # Ctrl-C too: no player may outlive the race
        for player in players:
            player.terminate()
        raise
    finally:
        for player in players:
            player.join()
    return [Played(conversation_id, **found) for conversation_id, found in told.items()]


def _bot(course: _Course) -> None:
    """Carry out what was agreed and say so, as the action server and the gateway do."""
    with _playing(course, "bot") as (stage, _), _without_fence(off=not course.fenced):
        for race in course.races:
            course.start.wait(PATIENCE_S)
            began = time.perf_counter()
            refused = False
            try:
                stage.desk.carry_out(
                    race.conversation_id,
                    CUSTOMER,
                    race.proposal_id,
                    fence=fence(race.conversation_id, race.epoch) if course.fenced else None,
                )
            except TakenOver:
                refused = True
            stage.exchange.finish(race.turn_id, "answered", [BotMessage("It is cancelled.")])
            took = time.perf_counter() - began
            course.lasts.value += 0.1 * (took - course.lasts.value)
            course.results.put((race.conversation_id, {"was_refused": refused}))


def _agent(course: _Course) -> None:
    """Take each conversation over, and look at once whether the order is cancelled."""
    with _playing(course, "agent") as (stage, chance):
        for race in course.races:
            course.start.wait(PATIENCE_S)
            time.sleep(chance.uniform(0, 1.2 * course.lasts.value))
            with writing(stage.engine) as connection:
                takeover.accept(connection, race.conversation_id, ADA)
            written = stage.orders.outcome(race.proposal_id) is not None
            course.results.put((race.conversation_id, {"was_written": written}))


@contextmanager
def _playing(course: _Course, name: str) -> Iterator[tuple[Stage, random.Random]]:
    """The services of a player who hesitates; a failure is told to the one who counts."""
    chance = random.Random(f"{name} {course.seed}")  # noqa: S311 - no secret
    try:
        with Stage(course.url) as stage:
            _hesitate(stage.engine, chance, course.pause_s)
            yield stage, chance
    except BaseException:  # whatever it was, who counts would wait for this player in vain
        course.results.put(("", {traceback.format_exc(): True}))
        raise


def _hesitate(engine: Engine, chance: random.Random, longest_s: float) -> None:
    """Wait at random before statements and commits: the moments between which others come."""

    def wait(*_: object) -> None:
        if chance.random() < HESITATES:
            time.sleep(chance.uniform(0, longest_s))

    event.listen(engine, "before_cursor_execute", wait)
    event.listen(engine, "commit", wait)


@contextmanager
def _without_fence(*, off: bool) -> Iterator[None]:
    """The product with its replies unfenced, when `off`."""
    if not off:
        yield
        return
    with mock.patch("conversations.exchange.stands", return_value=True):
        yield
