"""Refining purchase intent by a shop's own visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from signals import BehaviourEvent, BehaviourKind
from signals.dialogue import DialogueTurn
from signals.intent_features import FEATURES, IntentFeatures
from signals.propensity import PRIOR
from signals.propensity_training import Examples, examples_of, refine

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def did(visitor, minute, kind, product="tent"):
    return BehaviourEvent(
        id=f"{visitor}{minute}", kind=BehaviourKind(kind), at=NOON + timedelta(minutes=minute),
        visitor_id=visitor, product_id=product,
    )  # fmt: skip


def nobody_talks(_conversation):
    return ()


def test_moments_of_visits_become_examples():
    """What came before the purchase is told whether it came to one; each visit weighs one."""
    examples = examples_of(
        [
            did("buys", 0, "view"), did("buys", 1, "add_to_cart"), did("buys", 2, "purchase"),
            did("looks", 0, "view"),
            did("buys", 600, "view"),
        ],
        nobody_talks,
    )  # fmt: skip
    assert [1, 1, 0, 0] == examples.bought.tolist()
    assert [0.5, 0.5, 1.0, 1.0] == examples.weights.tolist()
    in_cart = list(FEATURES).index("in_cart")
    assert [0, 1, 0, 0] == examples.rows[:, in_cart].tolist()
    assert 1 == examples.purchases


def test_what_was_said_counts_from_when_it_was_said():
    """A conversation that was opened in a visit tells of its moments, the later ones only."""
    views = [replace(did("v", minute, "view"), conversation_id="c1") for minute in (0, 9)]
    talk = [DialogueTurn("t1", "i'll take it", "inform", NOON + timedelta(minutes=5))]
    examples = examples_of(views, lambda conversation: talk if conversation == "c1" else ())
    decided = examples.rows[:, list(FEATURES).index("says_decided")]
    assert [False, True] == (decided > 0).tolist()


def test_nothing_to_learn_from():
    """No events, or too few purchases, leave the prior in place."""
    assert refine(examples_of([], nobody_talks), "shop-1") is None
    assert refine(examples_of([did("a", 0, "view")], nobody_talks), "shop-1") is None


def simulated(count, base, effect, seed=0):
    """Visits of a shop in which coming back to a product decides, and a filled cart does not."""
    rng = np.random.default_rng(seed)
    rows = np.zeros((count, len(FEATURES)))
    again, cart = (list(FEATURES).index(name) for name in ("products_seen_again", "in_cart"))
    rows[:, again] = rng.integers(0, 4, count)
    rows[:, cart] = rng.integers(0, 2, count)
    odds = base + effect * rows[:, again]
    bought = (rng.random(count) < 1 / (1 + np.exp(-odds))).astype(float)
    return Examples(rows, bought, np.ones(count), np.arange(count))


def test_a_shops_own_visits_decide(monkeypatch):
    """With many visits the weights are the shop's, and its visits are told better than before."""
    monkeypatch.setattr("signals.propensity_training.FEWEST_FOR_TREES", 10_000)
    refined = refine(simulated(4000, base=-3.0, effect=1.0), "shop-1")
    weights = refined.model.weights
    assert 1.0 == pytest.approx(weights["products_seen_again"], abs=0.15)
    assert 0.0 == pytest.approx(weights["in_cart"], abs=0.3)
    assert refined.log_loss < refined.log_loss_of_prior
    returning = IntentFeatures({"products_seen_again": 3.0})
    assert 0.5 == pytest.approx(refined.model.score(returning).value, abs=0.08)


def test_few_visits_change_little():
    """What was not seen stays as it was stated."""
    refined = refine(simulated(300, base=-2.0, effect=1.0), "shop-1")
    assert PRIOR.weights["says_decided"] == pytest.approx(refined.model.weights["says_decided"])
    assert PRIOR.weights["in_cart"] > refined.model.weights["in_cart"] > 0


def test_trees_serve_where_they_are_better(monkeypatch):
    """A shop whose visits no line tells apart gets trees, which explain themselves all the same."""
    monkeypatch.setattr("signals.propensity_training.FEWEST_FOR_TREES", 100)
    monkeypatch.setattr("signals.boosted.ROUNDS", 40)
    rows = np.random.default_rng(1).integers(0, 2, (800, len(FEATURES))).astype(float)
    bought = (rows[:, 0] != rows[:, 1]).astype(float)
    refined = refine(Examples(rows, bought, np.ones(800), np.arange(800)), "shop-1")
    assert "shop-1-trees" == refined.model.version
