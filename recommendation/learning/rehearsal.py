"""Moments of the past at which a slate could have been shown, and what was chosen afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from recommendation.interactions import InteractionKind
from recommendation.logged_slates import Outcome
from recommendation.offering import PROPOSED
from recommendation.profiles import ShopperProfile, affinities
from recommendation.ranking.features import features
from recommendation.ranking.pool import gathered
from recommendation.ranking.ranker import Graded
from recommendation.shopper_state import ShopperState, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recommendation.candidates import Shelf
    from recommendation.learning.material import Visit
    from recommendation.logged_slates import JudgedSlate
    from recommendation.offering import Models

__all__ = ["graded_slates", "rehearsed"]

GRADES = {InteractionKind.VIEW: 1, InteractionKind.CART: 2, InteractionKind.PURCHASE: 3}
WORTH = {
    Outcome.REJECTED: 0,
    Outcome.STOPPED: 0,
    Outcome.CLICKED: 1,
    Outcome.CARTED: 2,
    Outcome.BOUGHT: 3,
}
HEAVIEST = 10.0
MOST = 4000
"""Moments that are rehearsed, the newest."""


def rehearsed(
    models: Models, before: Sequence[Visit], later: Sequence[Visit], shelf: Shelf
) -> list[Graded]:
    """The pools of `models` at a moment within each of the `later` visits, graded by the rest.

    `models` must know nothing of `later`; `before` are the visits that they know. Pools in which
    nothing was chosen teach nothing and are left out.
    """
    past = _Past(shelf)
    for visit in before:
        past.remember(visit)
    found = []
    random = np.random.default_rng(0)
    for visit in later[-MOST:]:
        if len(visit.steps) > 1:
            cut = int(random.integers(1, len(visit.steps)))
            seen = tuple(Step(one.product, one.kind) for one in visit.steps[:cut])
            graded = _graded(models, past.state(visit.customer or "", seen), visit, cut, shelf)
            if graded is not None:
                found.append(graded)
        past.remember(visit)
    return found


def graded_slates(models: Models, slates: Sequence[JudgedSlate], shelf: Shelf) -> list[Graded]:
    """What was really offered, graded by what became of it; only here do chat and signals speak.

    An offer that was drawn counts by the inverse of its chance (Horvitz & Thompson 1952), at most
    `HEAVIEST` times.
    """
    found = []
    for slate in slates:
        pool = [
            one
            for one in gathered(models.recommenders, slate.state, shelf, PROPOSED)
            if one.product.id in slate.propensities
        ]
        became = [slate.outcomes[one.product.id] for one in pool]
        grades = np.array(
            [max((WORTH[one] for one in those), default=0) for those in became],
            dtype=np.int32,
        )
        if grades.any() and len(pool) > 1:
            chances = np.array([slate.propensities[one.product.id] for one in pool])
            weights = np.minimum(1 / chances, HEAVIEST).astype(np.float32)
            found.append(Graded(features(pool, slate.state, shelf), grades, weights))
    return found


def _graded(
    models: Models, state: ShopperState, visit: Visit, cut: int, shelf: Shelf
) -> Graded | None:
    chosen: dict[str, int] = {}
    for one in visit.steps[cut:]:
        chosen[one.product] = max(GRADES.get(one.kind, 0), chosen.get(one.product, 0))
    pool = gathered(models.recommenders, state, shelf, PROPOSED, models.bought_again)
    grades = np.array([chosen.get(one.product.id, 0) for one in pool], dtype=np.int32)
    if not grades.any():
        return None
    return Graded(features(pool, state, shelf), grades, np.ones(len(pool), dtype=np.float32))


class _Past:
    """What was known of each customer at a moment of the rehearsal."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._viewed: dict[str, list[str]] = defaultdict(list)
        self._bought: dict[str, list[str]] = defaultdict(list)
        self._interest: dict[str, Counter[str]] = defaultdict(Counter)
        self._everybody: Counter[str] = Counter()

    def state(self, customer: str, session: tuple[Step, ...]) -> ShopperState:
        """The state of a shopper; only who bought before has a profile, as in a store."""
        bought = tuple(self._bought[customer])
        return ShopperState(
            session=session,
            viewed=tuple(self._viewed[customer]),
            bought=bought,
            profile=ShopperProfile(affinities(self._interest[customer], self._everybody))
            if bought
            else None,
        )

    def remember(self, visit: Visit) -> None:
        """Let `visit` be of the past; nobody remembers a guest's."""
        if not visit.customer:
            return
        for one in visit.steps:
            if one.kind is InteractionKind.RETURN:
                kept = [it for it in self._bought[visit.customer] if it != one.product]
                self._bought[visit.customer] = kept
                continue
            purchase = one.kind is InteractionKind.PURCHASE
            (self._bought if purchase else self._viewed)[visit.customer].append(one.product)
            if product := self._shelf.product(one.product):
                self._interest[visit.customer][product.category] += 1
                self._everybody[product.category] += 1
