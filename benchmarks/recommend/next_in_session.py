"""The next product of a session, from each of its beginnings."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.recommend.figures import hit_rate, mean_reciprocal_rank, ranks_of
from benchmarks.recommend.pickled_lists import read_pickled_lists
from benchmarks.recommend.unreadable import UnreadableData
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
    sessions, test, products = read_sessions(path)
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


def read_sessions(path: Path) -> tuple[Sequences, HeldOut, int]:
    """Training sessions, test cases, and how many products there are.

    Raises UnreadableData naming the file and the row.
    """
    folder = path if path.is_dir() else path.parent
    whole, cut = folder / "all_train_seq.txt", folder / "train.txt"
    if whole.exists():
        sessions = _sessions_in(read_pickled_lists(whole), str(whole))
    elif cut.exists():
        sessions = _rejoined(*_cases_in(read_pickled_lists(cut), str(cut)))
    else:
        raise UnreadableData(f"{folder} has neither all_train_seq.txt nor train.txt")
    if len(sessions) < FEWEST:
        raise UnreadableData(f"{folder}: {len(sessions)} sessions to learn from are too few")
    test = folder / "test.txt"
    beginnings, following = _cases_in(read_pickled_lists(test), str(test))
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


def _sessions_in(read: Any, where: str) -> list[list[int]]:
    if not isinstance(read, (list, tuple)):
        raise UnreadableData(f"{where} holds no list of sessions")
    return [_session(one, f"{where}, session {row}") for row, one in enumerate(read, 1)]


def _cases_in(read: Any, where: str) -> tuple[list[list[int]], list[int]]:
    if not isinstance(read, (list, tuple)) or len(read) != 2:  # noqa: PLR2004
        raise UnreadableData(f"{where} should hold two lists: sessions, and what came next in each")
    sessions, following = (
        _sessions_in(read[0], where),
        _session(read[1], f"{where}, what came next"),
    )
    if len(sessions) != len(following):
        raise UnreadableData(f"{where} has {len(sessions)} sessions but {len(following)} to follow")
    return sessions, following


def _session(read: Any, where: str) -> list[int]:
    if not isinstance(read, (list, tuple)) or not read:
        raise UnreadableData(f"{where}: {read!r:.60} is no list of product numbers")
    for product in read:
        if not isinstance(product, int) or isinstance(product, bool) or product < 0:
            raise UnreadableData(f"{where}: {product!r} is no product number")
    return list(read)
