"""From a shopper's state to a guarded slate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from recommendation.guard import GuardRules, Verdict, judge
from recommendation.ranking.diversity import varied
from recommendation.ranking.exploration import drawn
from recommendation.ranking.features import FEATURES, WORDS, features
from recommendation.ranking.pool import fits, gathered
from recommendation.slates import Offer, Slate
from signals import Polarity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from recommendation.candidates import Recommender, Shelf
    from recommendation.guard import Situation
    from recommendation.ranking.pool import Pooled
    from recommendation.ranking.ranker import Ranker
    from recommendation.shopper_state import ShopperState
    from recommendation.slates import Moment

__all__ = ["Models", "offer"]

PROPOSED = 60
"""Candidates of each recommender."""
TOLD = 5
"""Parts of a score that are named, the greatest."""
REST = "everything else"
EXPLORED = 30
"""The best of the rest, among which the exploration slot is drawn."""


@dataclass(frozen=True)
class Models:
    """What was trained together, under one version."""

    version: str
    recommenders: tuple[Recommender, ...]
    ranker: Ranker
    bought_again: frozenset[str] = frozenset()
    """Products that people buy more than once."""


def offer(
    moment: Moment,
    state: ShopperState,
    situation: Situation,
    models: Models,
    shelf: Shelf,
    *,
    places: int = 3,
    explore: bool = True,
    rules: GuardRules | None = None,
) -> Slate:
    """At most `places` offers that the guard, the shelf and all that was said allow.

    The same arguments give the same slate. With `explore` the last place is drawn, never that of
    a slate with one place.
    """
    verdict = judge(situation, rules)
    if verdict is not Verdict.ALLOWED:
        return Slate.of(moment, state, models.version, verdict)
    pool = gathered(models.recommenders, state, shelf, PROPOSED, models.bought_again)
    if not pool:
        return Slate.of(moment, state, models.version)
    rows = features(pool, state, shelf)
    scores = models.ranker.scores(rows)
    exploring = explore and places > 1
    chosen = varied(
        [one.product for one in pool],
        scores,
        places - exploring,
        lambda product: fits(product.id, state.preferences, shelf),
    )
    offers = [_offer(pool[one], float(scores[one]), state, shelf) for one in chosen]
    taken = list(chosen)
    if exploring:
        rest = [int(one) for one in np.argsort(-scores, kind="stable") if one not in chosen]
        rest = [
            one for one in rest[:EXPLORED] if fits(pool[one].product.id, state.preferences, shelf)
        ]
        seed = int(Slate.of(moment, state, models.version).id[:15], 16)
        if found := drawn(scores, rest, seed):
            one, chance = found
            taken.append(one)
            offers.append(
                _offer(pool[one], float(scores[one]), state, shelf, chance, explored=True)
            )
    parts = models.ranker.parts(rows[taken]) if taken else ()
    told = (replace(one, parts=_told(part)) for one, part in zip(offers, parts, strict=True))
    return Slate.of(moment, state, models.version, verdict, tuple(told))


def _told(parts: NDArray[np.float64]) -> tuple[tuple[str, float], ...]:
    """The greatest parts in words, and what the others add."""
    named = np.argsort(-np.abs(parts[:-1]), kind="stable")[:TOLD]
    told = [(WORDS[FEATURES[at]], float(parts[at])) for at in named if parts[at]]
    return (*told, (REST, float(parts.sum()) - sum(adds for _, adds in told)))


def _offer(
    one: Pooled,
    score: float,
    state: ShopperState,
    shelf: Shelf,
    propensity: float = 1.0,
    *,
    explored: bool = False,
) -> Offer:
    source, because = one.because
    return Offer(
        product=one.product.id,
        score=score,
        source=source,
        because=because,
        wishes=tuple(
            wish.words or wish.value
            for wish in state.preferences
            if wish.polarity is Polarity.LIKES and shelf.meets(one.product.id, wish)
        ),
        propensity=propensity,
        explored=explored,
    )
