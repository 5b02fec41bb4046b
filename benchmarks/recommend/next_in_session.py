"""The next product of a session, from each of its beginnings."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.recommend.figures import hit_rate, mean_reciprocal_rank, ranks_of
from benchmarks.recommend.pickled_lists import read_pickled_lists
from benchmarks.recommend.unreadable import LeftOut, UnreadableData
from recommendation.algorithms.ensemble import Ensemble
from recommendation.algorithms.fitting import fit_ensemble
from recommendation.algorithms.held_out import HeldOut, prefixes_of
from recommendation.algorithms.sequences import Sequences
from recommendation.algorithms.session_knn import SessionKNN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


__all__ = ["judge", "read_sessions"]

DEPTH = 20
KEPT_BACK = 0.06
"""The newest share of the sessions, which tunes."""
FEWEST = 10


def judge(path: Path, say: Callable[[str], None]) -> dict[str, float]:
    """Tune on the newest sessions of the training data, learn from all, test once."""
    sessions, test, products = read_sessions(path, say)
    say(f"{path.name}: {len(sessions)} sessions, {products} products, {len(test.wanted)} to test")
    began = time.monotonic()
    cut = len(sessions) - max(1, int(KEPT_BACK * len(sessions)))
    held = prefixes_of(sessions.part(cut, len(sessions)))
    tuned = fit_ensemble(sessions.part(0, cut), held, products, DEPTH, say=say)
    ensemble = _with_the_newest(tuned, sessions)
    seconds = time.monotonic() - began
    say("learned from the newest sessions too")
    ranks = ranks_of(ensemble.rankings(test.sessions, DEPTH), test.wanted)
    return {
        "n": len(test.wanted),
        "products": products,
        "p_at_20": 100 * hit_rate(ranks),
        "mrr_at_20": 100 * mean_reciprocal_rank(ranks),
        "network_share": ensemble.weight,
        "train_seconds": round(seconds, 1),
    }


def read_sessions(path: Path, say: Callable[[str], None]) -> tuple[Sequences, HeldOut, int]:
    """Training sessions, test cases, and how many products there are.

    `say` is told of rows left out. Raises UnreadableData when a file cannot be used.
    """
    folder = path if path.is_dir() else path.parent
    whole, cut = folder / "all_train_seq.txt", folder / "train.txt"
    if whole.exists():
        sessions = [one for one in _sessions_in(read_pickled_lists(whole), whole, say) if one]
    elif cut.exists():
        sessions = _rejoined(*_cases_in(read_pickled_lists(cut), cut, say))
    else:
        raise UnreadableData(f"{folder} has neither all_train_seq.txt nor train.txt")
    if len(sessions) < FEWEST:
        raise UnreadableData(f"{folder}: {len(sessions)} sessions to learn from are too few")
    test = folder / "test.txt"
    beginnings, following = _cases_in(read_pickled_lists(test), test, say)
    coding: dict[int, int] = {}
    coded = Sequences.of(
        [coding.setdefault(product, len(coding)) for product in one] for one in sessions
    )
    cases = HeldOut(
        [
            np.array([coding[product] for product in one if product in coding], dtype=np.int32)
            for one in beginnings
        ],
        [coding.get(product, -1) for product in following],
    )
    return coded, cases, len(coding)


def _with_the_newest(tuned: Ensemble, sessions: Sequences) -> Ensemble:
    """What was tuned, with the sessions that were kept back for it."""
    neighbours = SessionKNN(sessions, tuned.neighbours.products, tuned.neighbours.settings)
    if tuned.network is not None:
        tuned.network.continue_with(sessions)
    return Ensemble(neighbours, tuned.network, tuned.weight, tuned.again)


def _rejoined(beginnings: list[list[int]], following: list[int]) -> list[list[int]]:
    """The sessions that were cut into all their beginnings, longest first, as SR-GNN does."""
    sessions: list[list[int]] = []
    rest: list[int] = []
    for beginning, product in zip(beginnings, following, strict=True):
        session = [*beginning, product]
        if session != rest:
            sessions.append(session)
        rest = beginning
    return sessions


def _sessions_in(read: Any, file: Path, say: Callable[[str], None]) -> list[list[int]]:
    """The sessions, in their places an empty one for each that cannot be used."""
    if not isinstance(read, (list, tuple)):
        raise UnreadableData(f"{file} holds no list of sessions")
    left_out = LeftOut(file)
    sessions: list[list[int]] = []
    for row, one in enumerate(read, 1):
        usable = isinstance(one, (list, tuple)) and one and all(map(_is_product, one))
        if not usable:
            left_out.add(f"session {row}", f"{one!r:.60} is no list of product numbers")
        sessions.append(list(one) if usable else [])
    left_out.tell(say)
    return sessions


def _cases_in(
    read: Any, file: Path, say: Callable[[str], None]
) -> tuple[list[list[int]], list[int]]:
    if not isinstance(read, (list, tuple)) or len(read) != 2:  # noqa: PLR2004
        raise UnreadableData(f"{file} should hold two lists: sessions, and what came next in each")
    sessions, following = _sessions_in(read[0], file, say), read[1]
    if not isinstance(following, (list, tuple)) or len(following) != len(sessions):
        raise UnreadableData(
            f"{file} should tell what came next in each of {len(sessions)} sessions"
        )
    usable = [
        (session, product)
        for session, product in zip(sessions, following, strict=True)
        if session and _is_product(product)
    ]
    return [session for session, _ in usable], [product for _, product in usable]


def _is_product(read: Any) -> bool:
    return isinstance(read, int) and not isinstance(read, bool) and read >= 0
