"""Sessions kept back, and how far down a ranking stands what came next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from recommendation.algorithms.sequences import Sequences

__all__ = ["MISSED", "HeldOut", "ndcg_of", "prefixes_of", "rank_of"]

MISSED = 2**31
"""The rank of what was not ranked at all."""


class HeldOut(NamedTuple):
    """Sessions, and the product that came next in each."""

    sessions: list[NDArray[np.int32]]
    wanted: list[int]

    def sample(self, size: int, seed: int = 0) -> HeldOut:
        """At most `size` of them, drawn evenly."""
        chosen = np.random.default_rng(seed).permutation(len(self.wanted))[:size]
        return HeldOut([self.sessions[i] for i in chosen], [self.wanted[i] for i in chosen])


def prefixes_of(sequences: Sequences) -> HeldOut:
    """Every beginning of every sequence, with what came next."""
    cuts = [(one, at) for one in sequences for at in range(1, len(one))]
    return HeldOut([one[:at] for one, at in cuts], [int(one[at]) for one, at in cuts])


def rank_of(wanted: int, scores: NDArray[np.float32]) -> int:
    """How many products stand before it (0 is best); of equal scores the first index stands first.

    A product without a score above zero is `MISSED`.
    """
    score = scores[wanted]
    if score <= 0:
        return MISSED
    return int(np.count_nonzero(scores > score) + np.count_nonzero(scores[:wanted] == score))


def ndcg_of(ranks: Sequence[int], length: int) -> float:
    """Mean normalised discounted gain at `length`, with one right product each."""
    array = np.asarray(ranks, dtype=np.float64)
    return float(np.mean(np.where(array < length, 1 / np.log2(array + 2), 0.0)))
