"""Interactions as the arrays that the algorithms learn from."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from recommendation.algorithms.popularity import popularity
from recommendation.algorithms.sequences import Sequences
from recommendation.coding import Coding
from recommendation.interactions import InteractionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from recommendation.candidates import ShelfProduct
    from recommendation.interactions import Interaction

__all__ = ["Material", "Visit", "coding_of", "material_of", "visits_of"]

WORTH = {
    InteractionKind.SEARCH: 0.5,
    InteractionKind.VIEW: 1.0,
    InteractionKind.CART: 3.0,
    InteractionKind.PURCHASE: 5.0,
    InteractionKind.RETURN: -4.0,
}
"""What each kind adds to a product's popularity."""
HALF_LIFE = 30.0
"""Days after which an interaction counts half for popularity."""
AGAIN = 0.05
"""A product that this share of its buyers bought again is one that people buy more than once."""
FEWEST_BUYERS = 20
"""Below so many, the share says nothing: it counts as bought once."""


@dataclass(frozen=True)
class Visit:
    """One session: who it was, and what was done, in the order of time."""

    session: str
    customer: str | None
    steps: tuple[Interaction, ...]


@dataclass(frozen=True)
class Material:
    """What there is to learn from."""

    coding: Coding
    categories: dict[str, str]
    sessions: Sequences
    baskets: Sequences
    histories: Sequences
    wanted: NDArray[np.float32]
    bought_again: frozenset[str]


def visits_of(interactions: Iterable[Interaction]) -> list[Visit]:
    """The sessions, the one that ended last at the end."""
    steps: dict[str, list[Interaction]] = defaultdict(list)
    for one in interactions:
        steps[one.session].append(one)
    visits = []
    for session, theirs in steps.items():
        theirs.sort(key=lambda one: one.at)
        customer = next((one.customer for one in theirs if one.customer), None)
        visits.append(Visit(session, customer, tuple(theirs)))
    return sorted(visits, key=lambda visit: (visit.steps[-1].at, visit.session))


def coding_of(visits: Iterable[Visit], products: Iterable[ShelfProduct]) -> Coding:
    """Codes for every product that was seen or is for sale."""
    seen = {one.product for visit in visits for one in visit.steps}
    return Coding(sorted(seen.union(product.id for product in products)))


def material_of(
    visits: Sequence[Visit], products: Iterable[ShelfProduct], coding: Coding
) -> Material:
    """Put `visits` (older first) and the catalogue's `products` together."""
    categories = {product.id: product.category for product in products}
    sessions = [_path(visit, coding) for visit in visits]
    baskets = [_basket(visit, coding) for visit in visits]
    return Material(
        coding=coding,
        categories=categories,
        sessions=Sequences.of(one for one in sessions if one),
        baskets=Sequences.of(one for one in baskets if len(one) > 1),
        histories=Sequences.of(_histories(visits, coding)),
        wanted=_wanted(visits, coding),
        bought_again=_bought_again(visits),
    )


def _path(visit: Visit, coding: Coding) -> list[int]:
    """The products of a visit in order; one that follows itself is one step."""
    codes = [
        coding.codes[one.product] for one in visit.steps if one.kind is not InteractionKind.RETURN
    ]
    return [code for place, code in enumerate(codes) if place == 0 or codes[place - 1] != code]


def _basket(visit: Visit, coding: Coding) -> list[int]:
    chosen = (InteractionKind.CART, InteractionKind.PURCHASE)
    return sorted({coding.codes[one.product] for one in visit.steps if one.kind in chosen})


def _histories(visits: Sequence[Visit], coding: Coding) -> list[list[int]]:
    """What each customer, or each session of nobody known, was interested in."""
    whose: dict[str, set[int]] = defaultdict(set)
    for visit in visits:
        whose[visit.customer or visit.session].update(_path(visit, coding))
    return [sorted(codes) for codes in whose.values() if codes]


def _wanted(visits: Sequence[Visit], coding: Coding) -> NDArray[np.float32]:
    steps = [one for visit in visits for one in visit.steps]
    if not steps:
        return np.zeros(len(coding), dtype=np.float32)
    newest = max(one.at for one in steps)
    codes = np.array([coding.codes[one.product] for one in steps], dtype=np.int32)
    worth = np.array([WORTH[one.kind] for one in steps])
    days = np.array([(newest - one.at).total_seconds() / 86_400 for one in steps])
    return np.maximum(popularity(codes, worth, days, len(coding), HALF_LIFE), 0)


def _bought_again(visits: Sequence[Visit]) -> frozenset[str]:
    times: Counter[tuple[str, str]] = Counter()
    for visit in visits:
        if visit.customer:
            bought = {one.product for one in visit.steps if one.kind is InteractionKind.PURCHASE}
            times.update((product, visit.customer) for product in bought)
    buyers: Counter[str] = Counter(product for product, _ in times)
    again: Counter[str] = Counter(product for (product, _), count in times.items() if count > 1)
    return frozenset(
        product
        for product, count in again.items()
        if buyers[product] >= FEWEST_BUYERS and count / buyers[product] >= AGAIN
    )
