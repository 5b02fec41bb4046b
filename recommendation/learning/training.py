"""Trains every recommender and the ranker from interactions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from recommendation.algorithms.fitting import fit_ensemble
from recommendation.algorithms.held_out import prefixes_of
from recommendation.algorithms.implicit_factors import fit_implicit_factors
from recommendation.algorithms.item_neighbours import neighbours_of_items
from recommendation.algorithms.session_knn import KNNSettings
from recommendation.errors import NothingToLearn
from recommendation.learning.material import coding_of, material_of, visits_of
from recommendation.learning.rehearsal import graded_slates, rehearsed
from recommendation.learning.trained import Trained
from recommendation.ranking.ranker import train_ranker

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from recommendation.algorithms.sequence_model import SequenceModel
    from recommendation.candidates import Shelf, ShelfProduct
    from recommendation.coding import Coding
    from recommendation.interactions import Interaction
    from recommendation.learning.material import Material
    from recommendation.logged_slates import JudgedSlate
    from recommendation.recommenders.content import TextVectors

__all__ = ["learn", "untrained"]

DEPTH = 20
"""What tuning looks at: the first so many of a ranking."""
FEWEST_TO_TUNE = 500
"""Sessions from which settings are tuned; below, the defaults stand."""
FEWEST_HISTORIES = 50
FEWEST_POOLS = 200
"""Rehearsed moments from which the ranker is trained."""
KEPT_BACK = 0.1
MOST_FOR_NETWORK = 100_000
"""Products up to which the network is trained: it scores every one at every turn."""
REHEARSED = 0.2
"""The newest share of the visits, on which the ranker learns what the older ones foretold."""


def learn(
    interactions: Sequence[Interaction],
    products: Collection[ShelfProduct],
    version: str,
    *,
    shelf: Shelf,
    slates: Sequence[JudgedSlate] = (),
    texts: Mapping[str, str] | None = None,
    embedder: TextVectors | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Trained:
    """Learn from `interactions`, and from `slates` whose outcome is known.

    `texts` describe products for `embedder`, by id.

    Raises NothingToLearn without any product.
    """
    if not products:
        raise NothingToLearn("The catalogue has no products to recommend.")
    visits = visits_of(interactions)
    coding = coding_of(visits, products)
    say(f"{len(interactions)} interactions in {len(visits)} visits, {len(coding)} products")
    cut = len(visits) - int(REHEARSED * len(visits))
    past = material_of(visits[:cut], products, coding)
    vectors = _vectors(coding, texts, embedder)
    neighbours, network = _session_models(past, say)
    earlier = replace(
        _fitted(past, version), vectors=vectors, neighbours=neighbours, network=network
    )
    models = earlier.models()
    pools = rehearsed(models, visits[:cut], visits[cut:], shelf)
    pools += graded_slates(models, slates, shelf)
    say(f"ranker: {len(pools)} moments to learn from")
    ranker = train_ranker(pools).text if len(pools) >= FEWEST_POOLS else ""
    whole = material_of(visits, products, coding)
    if network is not None:
        network.continue_with(whole.sessions)
    say("learned from the newest visits too")
    return replace(
        _fitted(whole, version),
        vectors=vectors,
        neighbours=neighbours,
        network=network,
        ranker=ranker,
        learnt={
            "products": len(coding),
            "visits": len(visits),
            "moments that the ranker learnt from": len(pools),
        },
    )


def untrained(products: Collection[ShelfProduct]) -> Trained:
    """What serves before there was any training: wishes, and what buyers rate best."""
    coding = coding_of([], products)
    wanted = np.zeros(len(coding), dtype=np.float32)
    for one in products:
        wanted[coding.codes[one.id]] = (one.rating or 0.0) * one.rating_count
    return replace(_fitted(material_of([], products, coding), "untrained"), wanted=wanted)


def _session_models(
    material: Material, say: Callable[[str], None]
) -> tuple[KNNSettings, SequenceModel | None]:
    """Settings of the neighbours, and the network where it adds to them."""
    sessions, products = material.sessions, len(material.coding)
    if len(sessions) < FEWEST_TO_TUNE:
        return KNNSettings(), None
    cut = len(sessions) - int(KEPT_BACK * len(sessions))
    held = prefixes_of(sessions.part(cut, len(sessions)))
    if not held.wanted:
        return KNNSettings(), None
    ensemble = fit_ensemble(
        sessions.part(0, cut), held, products, DEPTH,
        with_network=products <= MOST_FOR_NETWORK, say=say,
    )  # fmt: skip
    return ensemble.neighbours.settings, ensemble.network if ensemble.weight else None


def _fitted(material: Material, version: str) -> Trained:
    """What is counted and factorised, without what must be tuned."""
    products = len(material.coding)
    enough = len(material.histories) >= FEWEST_HISTORIES
    return Trained(
        version=version,
        coding=material.coding,
        categories=material.categories,
        wanted=material.wanted,
        sessions=material.sessions,
        together=neighbours_of_items(material.baskets, products),
        factors=fit_implicit_factors(material.histories, products) if enough else None,
        bought_again=material.bought_again,
    )


def _vectors(
    coding: Coding, texts: Mapping[str, str] | None, embedder: TextVectors | None
) -> NDArray[np.float32] | None:
    """A vector of each product's text; None without texts or embedder."""
    if not texts or embedder is None:
        return None
    return embedder.embed([texts.get(product, "") for product in coding.ids])
