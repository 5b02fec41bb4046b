"""Session-based k-nearest neighbours over an inverted index of recent sessions.

Sessions that share products with this one vote for what else they hold. The index keeps the
newest sessions of each product only, so that a vote costs the same however many sessions there
are: VMIS-kNN (Kersbergen, Sprangers & Schelter 2022, "Serenade: Low-latency session-based
recommendation in e-commerce at scale"). The weights are those of STAN (Garg et al. 2019, "Sequence
and time aware neighborhood for session-based recommendations"): a product of this session counts
less the further back it was seen, a neighbour less the older it is, and a neighbour's product less
the further it stood from the one they share. Rare products that are shared count more (VSTAN,
Ludewig et al. 2021, "Empirical analysis of session-based recommendation algorithms").
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from recommendation.algorithms.sequences import Sequences

__all__ = ["CHOICES", "KNNSettings", "SessionKNN"]


@dataclass(frozen=True, kw_only=True)
class KNNSettings:
    """What tuning sets."""

    newest: int = 500
    """Sessions that the index keeps for each product."""
    neighbours: int = 250
    longest: int = 10
    """Products of this session that look for neighbours, the last ones."""
    recency: float = 2.0
    """After so many further products, one of this session counts 1/e."""
    freshness: float = 1.0
    """A neighbour older by this share of all sessions counts 1/e; infinite for no such decay."""
    proximity: float = 4.0
    """A neighbour's product so many places from the shared one counts 1/e."""
    before: float = 0.5
    """What a neighbour's product counts that stood before the shared one, beside one after it."""
    rarity: float = 1.0
    """The power of the inverse session frequency by which a shared product counts."""


CHOICES: dict[str, tuple[float, ...]] = {
    "recency": (0.7, 1.0, 2.0, 4.0, 8.0),
    "proximity": (1.0, 2.0, 4.0, 8.0, 20.0),
    "before": (0.0, 0.25, 0.5, 0.75, 1.0),
    "freshness": (0.1, 0.3, 1.0, math.inf),
    "rarity": (0.0, 0.5, 1.0, 1.5),
    "neighbours": (100, 250, 500, 1500),
    "newest": (250, 500, 2000),
}
"""What tuning tries of each."""


class SessionKNN:
    """An index that answers in time independent of the number of sessions and products."""

    def __init__(self, sequences: Sequences, products: int, settings: KNNSettings) -> None:
        self.settings, self.products = settings, products
        self._sequences = sequences
        count = len(sequences)
        sessions = np.repeat(np.arange(count, dtype=np.int32), sequences.lengths)
        places = np.arange(len(sequences.items)) - sequences.offsets[sessions]
        order, newest_of = _newest_postings(sequences.items, sessions, products, settings.newest)
        self._sessions, self._places = sessions[order], places[order].astype(np.int32)
        self._offsets = newest_of
        frequency = np.bincount(sequences.items, minlength=products)
        self._rarity = np.log((count + 1) / (frequency + 1)) ** settings.rarity
        age = (count - 1 - np.arange(count)) / max(count, 1)
        length = np.maximum(sequences.lengths, 1)
        self._weight = (np.exp(-age / settings.freshness) / np.sqrt(length)).astype(np.float32)

    def score(self, session: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The products of this session's neighbours and their votes, in no order.

        Both are empty when no product of the session is in any other.
        """
        neighbours, similarity, shared_at = self._neighbours(session)
        if not len(neighbours):
            return np.empty(0, np.int32), np.empty(0, np.float32)
        starts = self._sequences.offsets[neighbours]
        lengths = self._sequences.offsets[neighbours + 1] - starts
        ends = np.cumsum(lengths)
        place = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
        items = self._sequences.items[place + np.repeat(starts, lengths)]
        apart = place - np.repeat(shared_at, lengths)
        votes = np.repeat(similarity, lengths) * np.exp(-np.abs(apart) / self.settings.proximity)
        votes = np.where(apart < 0, votes * self.settings.before, votes)
        codes, inverse = np.unique(items, return_inverse=True)
        return codes, np.bincount(inverse, weights=votes).astype(np.float32)

    def _neighbours(
        self, session: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]:
        """The nearest sessions, how near each is, and where the last shared product stood."""
        settings = self.settings
        last = session[-settings.longest :]
        products, newest_first = np.unique(last[::-1], return_index=True)
        order = np.argsort(-newest_first)  # the newest last: its place in a neighbour stands
        products, back = products[order], newest_first[order]
        weights = np.exp(-back / settings.recency) * self._rarity[products]
        starts, stops = self._offsets[products], self._offsets[products + 1]
        slices = [slice(start, stop) for start, stop in zip(starts, stops, strict=True)]
        sessions = np.concatenate([np.empty(0, np.int32), *(self._sessions[one] for one in slices)])
        if not len(sessions):
            return sessions, np.empty(0, np.float32), sessions
        found, inverse = np.unique(sessions, return_inverse=True)
        near = np.bincount(inverse, weights=np.repeat(weights, stops - starts))
        near *= self._weight[found]
        shared_at = np.empty(len(found), np.int32)
        shared_at[inverse] = np.concatenate([self._places[one] for one in slices])
        if len(found) > settings.neighbours:
            best = np.argpartition(-near, settings.neighbours)[: settings.neighbours]
            found, near, shared_at = found[best], near[best], shared_at[best]
        return found, near.astype(np.float32), shared_at


def _newest_postings(
    items: NDArray[np.int32], sessions: NDArray[np.int32], products: int, newest: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which occurrences the index keeps, grouped by product, and where each product's begin.

    A product counts once in a session, where it stood last.
    """
    order = np.argsort(items, kind="stable")
    by_item, by_session = items[order], sessions[order]
    again = (by_item[:-1] == by_item[1:]) & (by_session[:-1] == by_session[1:])
    order = order[np.concatenate((~again, [True]))[: len(order)]]
    counts = np.bincount(items[order], minlength=products)
    ends = np.cumsum(counts)
    from_the_end = np.repeat(ends, counts) - np.arange(len(order))
    order = order[from_the_end <= newest]
    offsets = np.zeros(products + 1, dtype=np.int64)
    np.cumsum(np.minimum(counts, newest), out=offsets[1:])
    return order, offsets
