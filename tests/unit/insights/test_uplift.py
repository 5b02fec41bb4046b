"""Uplift: rankings are judged as published, real differences are found, none are made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from insights.errors import DataUnusable
from insights.promotions.heterogeneity import best_linear_predictor
from insights.promotions.learners import LEARNERS, cross_fitted, transformed_outcome
from insights.promotions.qini import Ranking, normalised_qini
from insights.promotions.trial import Trial

CUSTOMERS = 3000


def trial_of(effects, rate=0.1, seed=0):
    """Half are treated; `effects` (n,) is by how much that raises the chance to buy."""
    chance = np.random.default_rng(seed)
    treated = chance.random(len(effects)) < 0.5
    bought = chance.random(len(effects)) < rate + effects * treated
    kinds = np.where(effects > 0, "moved", "unmoved")
    traits = pd.DataFrame({"kind": kinds, "age": np.arange(len(effects)) % 50})
    return Trial(traits, treated, bought.astype(float))


@pytest.fixture(scope="module")
def moved():
    """A third of the customers is moved by 30 points, the others not at all."""
    return np.where(np.arange(CUSTOMERS) % 3 == 0, 0.3, 0.0)


@pytest.fixture(scope="module")
def trial(moved):
    return trial_of(moved)


def test_figures_are_those_of_the_definitions():
    """Four customers by hand, as scikit-uplift and causalml reckon them."""
    trial = Trial(
        pd.DataFrame({"x": range(4)}),
        np.array([True, False, True, False]),
        np.array([1.0, 0.0, 0.0, 1.0]),
    )
    # Points of Q: 0, 1, 1, 1, 0 (at k = 4: 1 - 1 * 2 / 2); the line ends at 0.
    found = Ranking(trial, np.array([4.0, 3.0, 2.0, 1.0])).ranks()
    assert found.qini == pytest.approx((0.5 + 1 + 1 + 0.5) / 4 / 2)
    assert normalised_qini(trial, np.array([4.0, 3.0, 2.0, 1.0])) == pytest.approx(1)
    # Of customers with one score the order is that of the straight line.
    assert Ranking(trial, np.zeros(4)).ranks().qini == pytest.approx(0)


def test_whom_a_campaign_moves_comes_first(trial, moved):
    """The true order does better than chance; its interval says so, and a random one's does not."""
    truth = Ranking(trial, moved)
    low, high = truth.intervals()
    assert low.qini > 0
    assert low.qini < truth.ranks().qini < high.qini
    assert truth.ranks().top == pytest.approx(0.3, abs=0.08)
    assert truth.ranks().auuc > 0.6

    low, high = Ranking(trial, np.random.default_rng(1).random(CUSTOMERS)).intervals()
    assert low.qini < 0 < high.qini


def test_real_differences_are_evident_and_calibrated(trial):
    """Out of fold, a learner finds them; the calibrated effects are those that were drawn."""
    scores = cross_fitted(trial, transformed_outcome)
    found = best_linear_predictor(trial, scores)

    assert found.evident
    assert found.tau.value == pytest.approx(0.1, abs=0.04)
    effects = found.calibrated(scores)
    kinds = trial.traits["kind"].to_numpy()
    assert effects[kinds == "moved"].mean() == pytest.approx(0.3, abs=0.08)
    assert effects[kinds == "unmoved"].mean() == pytest.approx(0.0, abs=0.06)


def test_where_all_are_moved_alike_nothing_is_made_up():
    """The slope's interval covers 0 where there is no difference to be found."""
    trial = trial_of(np.full(CUSTOMERS, 0.1), seed=3)

    assert not best_linear_predictor(trial, cross_fitted(trial, transformed_outcome)).evident
    assert not best_linear_predictor(trial, np.zeros(CUSTOMERS)).evident


@pytest.mark.parametrize("name", LEARNERS)
def test_every_learner_scores_whom_it_has_not_seen(name):
    """Of a few hundred customers, the same again for the same seed."""
    trial = trial_of(np.where(np.arange(300) % 3 == 0, 0.6, 0.0))
    scores = cross_fitted(trial, LEARNERS[name])

    assert scores.shape == (300,)
    kinds = trial.traits["kind"].to_numpy()
    assert scores[kinds == "moved"].mean() > scores[kinds == "unmoved"].mean()


def test_a_trial_wants_both_arms():
    """Nobody held out, nobody treated, and losses are refused."""
    for treated in (np.ones(4, dtype=bool), np.zeros(4, dtype=bool)):
        with pytest.raises(DataUnusable):
            Trial(pd.DataFrame({"x": range(4)}), treated, np.zeros(4))
