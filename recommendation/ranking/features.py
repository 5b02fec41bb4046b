"""What the ranker sees of a candidate: recommenders' scores, product, session, profile, chat.

Nothing here reads a feeling: sentiment decides whether there is an offer (recommendation.guard),
never which.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from recommendation.interactions import InteractionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from recommendation.candidates import Shelf, ShelfProduct
    from recommendation.ranking.pool import Pooled
    from recommendation.shopper_state import ShopperState

__all__ = ["FEATURES", "SOURCES", "WORDS", "features"]

SOURCES = ("wished", "sessions", "sequence", "bought_together", "taste", "similar", "popular")
OF_A_PRODUCT = (
    *SOURCES,
    "sources",
    "price_to_session",
    "price_to_history",
    "category_in_session",
    "category_of_last",
    "category_in_history",
    "brand_in_session",
    "affinity",
    "rating",
    "rating_count",
)
OF_THE_MOMENT = ("session_length", "carted", "stated_wishes", "talked_about", "propensity", "tier")
FEATURES = OF_A_PRODUCT + OF_THE_MOMENT
WORDS = {
    "wished": "it is what was asked for",
    "sessions": "others went on to it",
    "sequence": "it is what comes next",
    "bought_together": "it is bought together with that",
    "taste": "it fits what was chosen before",
    "similar": "it is like that",
    "popular": "it is wanted much",
    "sources": "how many recommenders propose it",
    "price_to_session": "its price beside this visit's",
    "price_to_history": "its price beside those of earlier visits",
    "category_in_session": "its category in this visit",
    "category_of_last": "its category, as that of the last product",
    "category_in_history": "its category in earlier visits",
    "brand_in_session": "its brand in this visit",
    "affinity": "the customer likes its category",
    "rating": "its stars",
    "rating_count": "how many rated it",
    "session_length": "how much was looked at",
    "carted": "how much is in the cart",
    "stated_wishes": "how many wishes were stated",
    "talked_about": "how many products the chat is about",
    "propensity": "how near a purchase is",
    "tier": "how much the customer is worth",
}
"""What each feature is, as a part of a score."""
UNKNOWN = math.nan
"""LightGBM sends it the way that served training best."""


def features(pool: Sequence[Pooled], state: ShopperState, shelf: Shelf) -> NDArray[np.float32]:
    """One row for each candidate, of shape (candidates, FEATURES)."""
    session = _known(state.products, shelf)
    history = _known(state.history, shelf)
    session_price, history_price = _mean_price(session), _mean_price(history)
    about_session = _shares([one.category for one in session])
    about_history = _shares([one.category for one in history])
    brands = _shares([one.brand for one in session if one.brand])
    last = session[-1].category if session else ""
    affinity = state.profile.affinities if state.profile else {}
    rows = np.empty((len(pool), len(FEATURES)), dtype=np.float32)
    rows[:, len(OF_A_PRODUCT) :] = (
        len(state.session),
        sum(step.kind is InteractionKind.CART for step in state.session),
        len(state.preferences),
        len(state.asked_about),
        state.propensity,
        UNKNOWN if state.profile is None or state.profile.tier is None else state.profile.tier,
    )
    rows[:, : len(OF_A_PRODUCT)] = [
        (
            *(one.scores.get(source, 0.0) for source in SOURCES),
            len(one.scores),
            _ratio(one.product.price, session_price),
            _ratio(one.product.price, history_price),
            about_session.get(one.product.category, 0.0),
            bool(last) and one.product.category == last,
            about_history.get(one.product.category, 0.0),
            brands.get(one.product.brand, 0.0),
            affinity.get(one.product.category, UNKNOWN),
            UNKNOWN if one.product.rating is None else one.product.rating,
            math.log1p(one.product.rating_count),
        )
        for one in pool
    ]
    return rows


def _known(products: Sequence[str], shelf: Shelf) -> list[ShelfProduct]:
    found = (shelf.product(product) for product in products)
    return [product for product in found if product is not None]


def _mean_price(products: Sequence[ShelfProduct]) -> float:
    prices = [product.price for product in products if product.price > 0]
    return sum(prices) / len(prices) if prices else 0.0


def _ratio(price: float, usual: float) -> float:
    return math.log(price / usual) if price > 0 and usual > 0 else UNKNOWN


def _shares(names: Sequence[str]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for name in names:
        shares[name] = shares.get(name, 0.0) + 1 / len(names)
    return shares
