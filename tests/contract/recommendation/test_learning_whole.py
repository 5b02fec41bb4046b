"""Learning with the real libraries: all that is trained serves, and survives being saved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommendation import (
    Interaction,
    InteractionKind,
    Moment,
    ShelfProduct,
    ShopperState,
    Situation,
    Step,
    offer,
)
from recommendation.learning.snapshots import load, save
from recommendation.learning.training import learn
from recommendation.testing import ShelfInMemory

NOW = datetime(2026, 5, 1, tzinfo=UTC)
DEPARTMENTS = 4
PRODUCTS = [
    ShelfProduct(id=f"d{department}-{number}", category=f"d{department}", price=10.0 + number)
    for department in range(DEPARTMENTS)
    for number in range(12)
]


class Letters:
    """An embedder: the department's number, one-hot."""

    def embed(self, texts):
        return np.eye(DEPARTMENTS, dtype=np.float32)[[int(text[1]) for text in texts]]


def interactions(visits=1200):
    """Visits that each stay in one department, and end with a purchase of what follows."""
    random = np.random.default_rng(0)
    found = []
    for number in range(visits):
        department, start = random.integers(DEPARTMENTS), random.integers(12)
        for place in range(4):
            product = f"d{department}-{(start + place) % 12}"
            kind = InteractionKind.PURCHASE if place == 3 else InteractionKind.VIEW
            at = NOW + timedelta(hours=number, minutes=place)
            found.append(Interaction(f"s{number}", f"c{number % 300}", product, kind, at))
    return found


@pytest.fixture(scope="module")
def trained():
    said = []
    return learn(
        interactions(), PRODUCTS, "v1", shelf=ShelfInMemory(PRODUCTS),
        texts={product.id: product.id for product in PRODUCTS}, embedder=Letters(), say=said.append,
    )  # fmt: skip


def offered(models):
    state = ShopperState(session=(Step("d1-3"), Step("d1-4")))
    slate = offer(
        Moment("talk", "1"), state, Situation(), models, ShelfInMemory(PRODUCTS), explore=False
    )
    return [one.product for one in slate.offers]


def test_every_recommender_and_the_ranker_is_trained(trained):
    """There were events enough for all that needs no large shop."""
    names = [one.name for one in trained.models().recommenders]
    assert ["wished", "sessions", "bought_together", "taste", "similar", "popular"] == names
    assert trained.ranker


def test_what_follows_in_most_visits_is_offered_first(trained):
    """After 3 and 4 come 5 and 6 of the same department."""
    assert {"d1-5", "d1-6"} <= set(offered(trained.models()))


def test_all_of_it_survives_being_saved(trained, tmp_path):
    """The models that were loaded offer what those that were saved do."""
    save(trained, tmp_path / "models.npz")
    assert offered(trained.models()) == offered(load(tmp_path / "models.npz").models())
