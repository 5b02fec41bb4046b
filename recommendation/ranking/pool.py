"""The candidates of all recommenders together, without what must not be offered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recommendation.recommenders.wished import Wished
from signals import Polarity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from recommendation.candidates import Because, Candidate, Recommender, Shelf, ShelfProduct
    from recommendation.shopper_state import ShopperState
    from signals import StatedPreference

__all__ = ["Pooled", "fits", "gathered"]

SURE = 0.5
"""The confidence from which a stated preference must be met."""


@dataclass
class Pooled:
    """A product that some recommenders propose, with the score of each."""

    product: ShelfProduct
    scores: dict[str, float] = field(default_factory=dict)
    reasons: dict[str, Because] = field(default_factory=dict)

    @property
    def because(self) -> tuple[str, Because]:
        """The recommender that proposes it most, and its reason.

        What was asked for is told beside it, by the wishes that the offer meets.
        """
        source = max(self.scores, key=lambda name: (name != Wished.name, self.scores[name], name))
        return source, self.reasons[source]


def gathered(
    recommenders: Sequence[Recommender],
    state: ShopperState,
    shelf: Shelf,
    limit: int,
    bought_again: Collection[str] = (),
) -> list[Pooled]:
    """What the recommenders propose, `limit` each: without what was bought once and for all.

    `bought_again` are products that people buy more than once.
    """
    owned = set(state.bought).difference(bought_again)
    pool: dict[str, Pooled] = {}
    for one in _proposals(recommenders, state, shelf, limit):
        if one.product in owned:
            continue
        if one.product not in pool:
            product = shelf.product(one.product)
            if product is None:
                continue
            pool[one.product] = Pooled(product)
        pool[one.product].scores[one.source] = one.score
        pool[one.product].reasons[one.source] = one.because
    return list(pool.values())


def fits(product: str, preferences: Collection[StatedPreference], shelf: Shelf) -> bool:
    """Whether nothing that was said speaks against it: dislikes do however unsure they are."""
    return not any(
        shelf.meets(product, one) is False
        for one in preferences
        if one.confidence >= SURE or one.polarity is Polarity.DISLIKES
    )


def _proposals(
    recommenders: Sequence[Recommender], state: ShopperState, shelf: Shelf, limit: int
) -> Iterable[Candidate]:
    for recommender in recommenders:
        yield from recommender.candidates(state, shelf, limit)
