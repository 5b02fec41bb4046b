"""Latency of a recommendation: from scored signals to a guarded slate, on one core.

A shop of --items products and --sessions sessions is made up: products in departments of a
thousand, wanted by Zipf's law; a session stays in its department. Every recommender that serves a
shop of this size is asked (session neighbours, baskets, taste, popularity), the ranker is a
trained one of full size, and hard filters, variety, exploration and the guard are those of the
action server. The factors of the taste are drawn by chance: what they cost does not depend on what
they say. Beside it stands what one message costs to encode by the shop's embedder, what it costs to
read one profile among a hundred thousand customers', and of every figure what it took on the core:
where other work shares the machine, the clock tells of that too.
"""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import insert

from database import connect, writing
from insights.shopper_profiles import KeptProfiles
from insights.tables import customer_profiles, insight_runs, metadata
from recommendation import (
    Models,
    Moment,
    ShelfProduct,
    ShopperState,
    Situation,
    Step,
    Verdict,
    offer,
)
from recommendation.algorithms.implicit_factors import ImplicitFactors
from recommendation.algorithms.item_neighbours import neighbours_of_items
from recommendation.algorithms.sequences import Sequences
from recommendation.coding import Coding
from recommendation.learning.trained import Trained
from recommendation.offering import PROPOSED
from recommendation.ranking.features import features
from recommendation.ranking.pool import gathered
from recommendation.ranking.ranker import Graded, train_ranker
from recommendation.testing import ShelfInMemory
from signals import Range, StatedPreference

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from recommendation import Recommender

__all__ = ["add_arguments", "run"]

DEPARTMENT = 1000
OUT_OF_STOCK = 0.05
CHOSEN = 0.05
BASKETS = 4
"""One session in so many ends in a basket."""
WIDTH = 32
POOLS = 300
WARM_UP = 50
CUSTOMERS = 100_000
CATEGORIES = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks recommend-latency`."""
    parser.add_argument("--items", type=int, default=500_000, help="products of the shop")
    parser.add_argument("--sessions", type=int, default=2_000_000, help="sessions that are indexed")
    parser.add_argument("--requests", type=int, default=1000, help="slates that are timed")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Make up the shop, train, and time one slate after another."""
    from threadpoolctl import threadpool_limits

    random = np.random.default_rng(0)
    began = time.monotonic()
    sessions = made_up_sessions(options.items, options.sessions, random)
    shelf = _shelf(options.items, random)
    with threadpool_limits(1):
        models = _trained(sessions, options.items, shelf, random)
        prepared = time.monotonic() - began
        states = _states(sessions, options.requests + WARM_UP, options.items, random)
        whole = _timed(lambda turn: _slate(models, states[turn], shelf, turn), options.requests)
        figures: dict[str, float] = {"n": options.requests, **_figures("", whole)}
        for recommender in models.recommenders:
            alone = _timed(_asking(recommender, states, shelf), options.requests)
            figures |= _figures(f"{recommender.name}_", alone)
        figures |= _figures("text_encoding_", _text_encoding())
        figures |= _figures("profile_", _reading_profiles(options.requests, random))
    return figures | {"preparation_seconds": round(prepared, 1)}


def made_up_sessions(items: int, count: int, random: np.random.Generator) -> Sequences:
    """Sessions of two to ten products, each within one department."""
    lengths = np.minimum(2 + random.geometric(0.35, count) - 1, 10)
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    departments = np.repeat(random.integers(0, max(1, items // DEPARTMENT), count), lengths)
    size = min(DEPARTMENT, items)
    wanted = 1 / np.arange(1, size + 1)
    within = np.searchsorted(np.cumsum(wanted / wanted.sum()), random.random(offsets[-1]))
    codes = np.minimum(departments * size + within, items - 1).astype(np.int32)
    return Sequences(codes, offsets)


def _name(code: int) -> str:
    return f"p{code:07}"


def _shelf(items: int, random: np.random.Generator) -> ShelfInMemory:
    prices = random.lognormal(3.5, 0.8, items).round(2).tolist()
    stock = (random.random(items) > OUT_OF_STOCK).tolist()
    return ShelfInMemory(
        ShelfProduct(
            id=_name(code), category=f"department {code // DEPARTMENT}", brand=f"b{code % 97}",
            price=prices[code], in_stock=stock[code], rating=4.0, rating_count=code % 50,
        )
        for code in range(items)
    )  # fmt: skip


def _trained(
    sessions: Sequences, items: int, shelf: ShelfInMemory, random: np.random.Generator
) -> Models:
    coding = Coding([_name(code) for code in range(items)])
    wanted = np.bincount(sessions.items, minlength=items).astype(np.float32)
    factors = random.normal(size=(items, WIDTH)).astype(np.float32)
    trained = Trained(
        version="made up",
        coding=coding,
        categories={one: f"department {code // DEPARTMENT}" for code, one in enumerate(coding.ids)},
        wanted=wanted,
        sessions=sessions,
        together=neighbours_of_items(sessions.part(0, len(sessions) // BASKETS), items),
        factors=ImplicitFactors(factors, factors.T @ factors),
    )
    first = trained.models()
    pools = []
    for state in _states(sessions, POOLS, items, random):
        pool = gathered(first.recommenders, state, shelf, PROPOSED)
        grades = (random.random(len(pool)) < CHOSEN).astype(np.int32)
        if grades.any():
            pools.append(
                Graded(features(pool, state, shelf), grades, np.ones(len(pool), np.float32))
            )
    return Models("made up", first.recommenders, train_ranker(pools))


def _states(
    sessions: Sequences, count: int, items: int, random: np.random.Generator
) -> list[ShopperState]:
    """Shoppers in the middle of sessions, with a past and a price that they will not exceed."""
    wish = StatedPreference(attribute="price", range=Range(high=60), words="under 60")
    return [
        ShopperState(
            session=tuple(Step(_name(code)) for code in sessions[row].tolist()),
            viewed=tuple(_name(code) for code in random.integers(0, items, 10).tolist()),
            preferences=(wish,),
            propensity=0.4,
        )
        for row in random.integers(0, len(sessions), count).tolist()
    ]


def _slate(models: Models, state: ShopperState, shelf: ShelfInMemory, turn: int) -> None:
    slate = offer(Moment("talk", str(turn), asked=False), state, Situation(), models, shelf)
    if slate.verdict is not Verdict.ALLOWED:
        raise RuntimeError(f"the guard forbade what is timed: {slate.verdict}")


def _asking(
    recommender: Recommender, states: Sequence[ShopperState], shelf: ShelfInMemory
) -> Callable[[int], Any]:
    return lambda turn: recommender.candidates(states[turn], shelf, PROPOSED)


def _timed(one: Callable[[int], Any], times: int) -> NDArray[np.float64]:
    """Milliseconds of each of `times` calls, by the clock and on the core, after a warm-up."""
    taken = []
    for turn in range(times + WARM_UP):
        clock, core = time.perf_counter(), time.thread_time()
        one(turn)
        taken.append((time.perf_counter() - clock, time.thread_time() - core))
    return np.array(taken[WARM_UP:]) * 1000


def _text_encoding() -> NDArray[np.float64]:
    from embedding import load_embedder

    embedder = load_embedder()
    return _timed(lambda turn: embedder.embed([f"Do you have a tent for {turn} people?"]), 100)


def _reading_profiles(times: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Of customers of a store in SQLite, in any order."""
    now = datetime.now(UTC)
    likes = {f"category {at}": 1 / CATEGORIES for at in range(CATEGORIES)}
    figures = {f"figure {at}": 1.0 for at in range(16)} | {"tier": 1.0}
    run = {"kind": "segments", "at": now, "until": now, "result": {"likes": likes}}
    customer = {"run_id": 1, "figures": figures, "likes": likes, "reasons": []}
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder, 'store.db')}")
        metadata.create_all(engine)
        with writing(engine) as connection:
            connection.execute(insert(insight_runs).values(run))
            rows = [{"customer_id": str(at), **customer} for at in range(CUSTOMERS)]
            connection.execute(insert(customer_profiles), rows)
        profiles = KeptProfiles(engine)
        asked = random.integers(0, CUSTOMERS, times + WARM_UP).tolist()
        taken = _timed(lambda turn: profiles.of(str(asked[turn])), times)
        engine.dispose()
    return taken


def _figures(name: str, taken: NDArray[np.float64]) -> dict[str, float]:
    figures = {}
    for measure, column in (("", 0), ("core_", 1)):
        for share in (50, 99):
            figures[f"{name}{measure}p{share}_ms"] = float(np.percentile(taken[:, column], share))
    return figures
