"""How likely a shopper is to buy, and why."""

from __future__ import annotations

import json

import numpy as np
import pytest

from signals.boosted import BoostedPropensity, BoostedTrees
from signals.errors import ModelUnusable
from signals.intent_features import FEATURES, IntentFeatures
from signals.propensity import PRIOR, LogisticPropensity, load, logistic, save

LOOKING = IntentFeatures({"pages": 1.4, "products": 1.1})
BUYING = IntentFeatures({"pages": 1.4, "in_cart": 1.0, "checkout": 1.0, "says_decided": 0.7})
LEAVING = IntentFeatures({"pages": 1.4, "service": 0.7, "says_hesitation": 0.7}, ("not sure",))


def test_the_prior_ranks_shoppers_as_a_shopkeeper_would():
    """Whoever is at the till is likelier to buy than whoever looks, and they than who leaves."""
    buying, looking, leaving = (PRIOR.score(each).value for each in (BUYING, LOOKING, LEAVING))
    assert 1 > buying > 0.4 > looking > leaving > 0


def test_the_evidence_adds_up_to_the_value():
    """Base and contributions are the log-odds, the greatest contribution first."""
    propensity = PRIOR.score(BUYING)
    assert logistic(propensity.evidence.score) == pytest.approx(propensity.value)
    assert ["in_cart", "checkout"] == [one.feature for one in propensity.evidence.contributions[:2]]
    assert ("not sure",) == PRIOR.score(LEAVING).evidence.words


def test_small_contributions_are_not_lost(monkeypatch):
    """What is too small to be shown is in the base, so that the sum stays right."""
    monkeypatch.setattr("signals.propensity.SHOWN", 1)
    propensity = PRIOR.score(BUYING)
    assert 1 == len(propensity.evidence.contributions)
    assert logistic(propensity.evidence.score) == pytest.approx(propensity.value)


def test_logistic_does_not_overflow():
    """Extreme log-odds are 0 and 1, not errors."""
    assert (0.0, 0.5, 1.0) == tuple(map(logistic, (-1000.0, 0.0, 1000.0)))


def test_trees_explain_themselves_exactly(tmp_path):
    """Contributions add up to the log-odds, the feature that decides leads, a file keeps it all."""
    rows = np.random.default_rng(0).integers(0, 2, (400, len(FEATURES))).astype(float)
    trees = BoostedTrees.fit(rows, rows[:, 0], boosters=2)
    np.testing.assert_allclose(trees.contributions(rows).sum(axis=1), trees.log_odds(rows))
    model = BoostedPropensity("trees-1", trees)
    save(model, tmp_path / "model.json")
    decides, *_ = FEATURES
    with_it, without = IntentFeatures({decides: 1.0}), IntentFeatures({})
    scored = model.score(with_it)
    assert scored.value > model.score(without).value
    assert decides == scored.evidence.contributions[0].feature
    assert scored == load(tmp_path / "model.json").score(with_it)


def test_a_model_is_kept_and_read(tmp_path):
    """What is saved is read again; where nothing is, the prior serves."""
    path = tmp_path / "models" / "propensity.json"
    assert PRIOR is load(path)
    model = LogisticPropensity("shop-1", -1.0, dict.fromkeys(FEATURES, 0.5))
    save(model, path)
    assert model == load(path)


def test_a_feature_that_is_new_weighs_what_is_stated(tmp_path):
    """A model that was refined before the feature was there stays in use."""
    path = tmp_path / "propensity.json"
    save(LogisticPropensity("shop-1", -1.0, {"in_cart": 0.5}), path)
    weights = load(path).weights
    assert (0.5, PRIOR.weights["checkout"]) == (weights["in_cart"], weights["checkout"])


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"kind": "oracle"}', '{"kind": "logistic", "version": "1"}',
             json.dumps({"kind": "boosted", "version": "1", "features": ["x"], "boosters": []})]
)  # fmt: skip
def test_a_broken_model_is_named(tmp_path, text):
    """A file that holds no model of ours is refused with its name."""
    path = tmp_path / "propensity.json"
    path.write_text(text)
    with pytest.raises(ModelUnusable, match=r"propensity\.json"):
        load(path)
