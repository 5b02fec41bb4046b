"""What purchase intent is told by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import log1p

import pytest

from signals import BehaviourEvent, BehaviourKind, PageKind
from signals.dialogue import Dialogue, DialogueTurn
from signals.intent_features import FEATURES, features_of
from signals.propensity import PRIOR
from signals.talk_cues import cues_in

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def did(kind, minutes_ago=5, **fields):
    at = NOW - timedelta(minutes=minutes_ago)
    id_ = f"{kind}{minutes_ago}{fields}"
    return BehaviourEvent(id=id_, kind=BehaviourKind(kind), at=at, visitor_id="v", **fields)


def said(*turns):
    """A talk of (text, intent), one a minute, ending now."""
    last = len(turns) - 1
    return Dialogue(
        "c1",
        tuple(
            DialogueTurn(f"t{n}", text, intent, NOW - timedelta(minutes=last - n))
            for n, (text, intent) in enumerate(turns)
        ),
    )


def values(events=(), dialogue=None):
    return features_of(dialogue, sorted(events, key=lambda one: one.at), NOW).values


def test_a_visit():
    """Pages, products, searches and the cart are counted within the visit."""
    found = values(
        [
            did("view", 20, product_id="tent"),
            did("view", 15, product_id="stove"),
            did("view", 10, product_id="tent"),
            did("view", 9, page=PageKind.INFORMATION),
            did("search", 8, query="tent"),
            did("add_to_cart", 5, product_id="tent"),
            did("view", 3000, product_id="mug"),
        ]
    )
    wanted = {
        "pages": log1p(4), "products": log1p(2), "products_seen_again": 1.0,
        "information_pages": log1p(1), "searches": log1p(1), "in_cart": 1.0,
        "minutes": log1p(20), "seen_before": 1.0,
    }  # fmt: skip
    assert wanted == pytest.approx(found)


def test_what_was_taken_out_is_no_cart():
    """A cart that was emptied is none, and says so."""
    found = values([did("add_to_cart", product_id="a"), did("remove_from_cart", 4, product_id="a")])
    assert (0.0, log1p(1)) == (found.get("in_cart", 0.0), found["taken_out"])


def test_what_led_to_a_purchase_counts_no_more():
    """After buying, the cart and the questions before it belong to that purchase."""
    found = values(
        [
            did("add_to_cart", 9, product_id="a"),
            did("checkout", 8),
            did("purchase", 7, product_id="a"),
        ]
    )
    assert {"bought_now", "minutes"} == set(found)


def test_talk_fades():
    """A hesitation four turns ago counts half of one now, and nothing as much as it did."""
    now = values(dialogue=said(("not sure yet", "deny")))
    then = values(dialogue=said(("not sure yet", "deny"), *[("ok", "affirm")] * 4))
    assert log1p(1) == pytest.approx(now["says_hesitation"])
    assert log1p(0.5) == pytest.approx(then["says_hesitation"])


def test_talk_counts_without_a_page():
    """A chat on its own tells intent by its intents and words."""
    found = values(
        dialogue=said(
            ("is it waterproof", "ask_product_detail"),
            ("which is better", "compare_products"),
            ("can you ship it by friday", "ask_policy"),
            ("put it in my cart", "add_to_cart"),
        )
    )
    assert {"product_questions", "comparisons", "says_delivery", "says_deadline", "in_cart"} <= (
        found.keys()
    )


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("how long would delivery take?", {"delivery"}),
        ("will it arrive before christmas", {"delivery", "deadline"}),
        ("can i pay with paypal", {"payment"}),
        ("how much is it", {"price"}),
        ("i'll take it", {"decided"}),
        ("i\u2019ll think about it", {"hesitation"}),
        ("just looking, thanks", {"hesitation"}),
        ("it is too expensive for me", {"hesitation"}),
        ("a blue jacket", set()),
        ("where is my order", set()),
    ],
)
def test_cues(text, cues):
    """What shoppers say on the way to the till, and away from it."""
    assert cues == set(cues_in(text))


def test_every_feature_has_a_weight_and_a_meaning():
    """The prior weighs what is told, and nothing else."""
    assert set(FEATURES) == set(PRIOR.weights)
