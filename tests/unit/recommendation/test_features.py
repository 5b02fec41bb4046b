"""What the ranker sees, and what it must not."""

from __future__ import annotations

import math

import pytest
from shop_fakes import shelf

from recommendation import Because, ShopperState, Step, Why
from recommendation.interactions import InteractionKind
from recommendation.ranking.features import FEATURES, WORDS, features
from recommendation.ranking.pool import Pooled

REASON = Because(Why.POPULAR)


def seen(product, state, **scores):
    pooled = Pooled(shelf().product(product), scores, dict.fromkeys(scores, REASON))
    return dict(zip(FEATURES, features([pooled], state, shelf())[0].tolist(), strict=True))


def test_scores_session_and_shopper_are_told():
    """Who proposes it, how its price and kind stand to the session, what was done so far."""
    state = ShopperState(
        session=(Step("stove"), Step("spade"), Step("stove", InteractionKind.CART)),
        viewed=("hose",),
        propensity=0.5,
    )
    told = seen("tent", state, sessions=0.75, popular=0.25)
    expected = {
        "sessions": 0.75, "popular": 0.25, "taste": 0.0, "sources": 2,
        "price_to_session": math.log(20 / (100 / 3)), "price_to_history": math.log(20 / 40),
        "category_in_session": 2 / 3, "category_of_last": 1, "category_in_history": 0.5,
        "session_length": 3, "carted": 1, "propensity": 0.5,
    }  # fmt: skip
    assert pytest.approx(expected, rel=1e-5) == {name: told[name] for name in expected}


def test_what_is_not_known_is_left_to_the_trees():
    """A product without a rating, and a shopper without a session to compare prices with."""
    told = seen("tent", ShopperState(), popular=1.0)
    assert math.isnan(told["rating"])
    assert math.isnan(told["price_to_session"])


def test_every_feature_has_words():
    """So that a score can be told."""
    assert set(FEATURES) == set(WORDS)


def test_no_feature_reads_a_feeling():
    """Moods change nothing that the ranker sees."""
    glad, sad = (seen("tent", ShopperState(mood=mood), taste=1.0) for mood in (1.0, -1.0))
    assert repr(glad) == repr(sad)
