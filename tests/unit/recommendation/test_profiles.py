"""What is known of a customer reaches the ranking, and nobody else's."""

from __future__ import annotations

from math import log
from types import SimpleNamespace

import numpy as np
import pytest
from shop_fakes import CAMP, GARDEN, NOW, products, shelf

from recommendation import Moment, ShopperProfile, ShopperState, Situation
from recommendation.learning.training import untrained
from recommendation.profiles import affinities
from recommendation.ranking.features import FEATURES
from recommendation.ranking.ranker import BoostedRanker, WeighedSources
from recommendation.service import Recommendations
from recommendation.tables import metadata

PROFILES = {
    "camper": ShopperProfile({"camp": 1.0, "garden": -1.0}, tier=1),
    "gardener": ShopperProfile({"camp": -1.0, "garden": 1.0}, tier=3),
}
SILENT = SimpleNamespace(
    preferences=SimpleNamespace(of=lambda *_: []),
    behaviour=SimpleNamespace(of_shopper=lambda *_: []),
    history=SimpleNamespace(get=lambda _turn: None),
)


@pytest.fixture
def slate_of(database_of):
    engine = database_of(metadata)
    models = untrained(products()).models()

    def slate(customer, profiles=None):
        source = None if profiles is None else SimpleNamespace(of=profiles.get)
        made = Recommendations(engine, SILENT, lambda: models, shelf, profiles=source)
        return made.recommend(Moment("talk", "turn", customer), Situation(), NOW)

    return slate


def test_two_customers_who_differ_in_what_they_like_are_offered_other_things(slate_of):
    """Nothing was looked at or said: what is known of them from before decides."""
    camper, gardener = (slate_of(customer, PROFILES) for customer in PROFILES)

    assert camper.offers[0].product in CAMP
    assert gardener.offers[0].product in GARDEN


def test_a_guest_is_offered_what_they_would_be_without_any_profiles(slate_of):
    """The very slate, its explored place and its id in the log included."""
    assert slate_of("") == slate_of("", PROFILES)
    assert slate_of("stranger") == slate_of("stranger", PROFILES)


def test_a_profile_is_kept_with_the_state_that_it_is_part_of():
    state = ShopperState(profile=PROFILES["camper"])

    assert state == ShopperState.from_record(state.as_record())
    assert state.hash != ShopperState().hash
    assert "profile" not in ShopperState().as_record()


def test_little_says_little():
    """Somebody like everybody has no leanings; one look leans less than ten."""
    everybody = {"camp": 50, "garden": 50}

    assert affinities({"camp": 5, "garden": 5}, everybody) == pytest.approx(
        {"camp": 0, "garden": 0}
    )
    once, often = (affinities({"camp": count}, everybody) for count in (1, 10))
    assert 0 < once["camp"] < often["camp"] < log(2)


def test_a_leaning_does_not_outweigh_a_wish():
    rows = np.zeros((2, len(FEATURES)), dtype=np.float32)
    rows[:, FEATURES.index("affinity")] = (-5, 5)
    rows[0, FEATURES.index("wished")] = 1

    wished, liked = WeighedSources().scores(rows)

    assert wished > liked


def test_a_ranker_from_before_a_feature_was_added_serves_on():
    """A store that is brought up to date does not fall back until the next training."""
    import lightgbm

    random = np.random.default_rng(0)
    known = [name for name in FEATURES if name not in {"affinity", "tier"}]
    rows = random.random((80, len(known)))
    data = lightgbm.Dataset(rows, rows[:, 0] > 0.5, feature_name=known)
    before = lightgbm.train({"num_threads": 1, "verbosity": -1}, data, 2)

    now = np.full((80, len(FEATURES)), np.nan, dtype=np.float32)
    now[:, [FEATURES.index(name) for name in known]] = rows
    ranker = BoostedRanker.restored(before.model_to_string())

    assert ranker.scores(now) == pytest.approx(before.predict(rows.astype(np.float32)))
    parts = ranker.parts(now)
    assert parts.sum(axis=1) == pytest.approx(ranker.scores(now))
    assert not parts[:, FEATURES.index("affinity")].any()
    unknown = before.model_to_string().replace("popular", "moon_phase")
    with pytest.raises(ValueError, match="other features"):
        BoostedRanker.restored(unknown)
