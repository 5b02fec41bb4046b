"""Off-policy estimators against cases whose answer is known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.simulation.estimators import direct, doubly_robust, ips, snips
from benchmarks.simulation.off_policy import Choice, figures

REWARD = np.array([0.8, 0.3, 0.1])
LOGGED = np.array([0.2, 0.3, 0.5])
OTHER = np.array([0.6, 0.3, 0.1])
TRUTH = float(OTHER @ REWARD)


def log(size, seed=0):
    random = np.random.default_rng(seed)
    actions = random.choice(3, size, p=LOGGED)
    rewards = (random.random(size) < REWARD[actions]).astype(float)
    return actions, rewards, LOGGED[actions], OTHER[actions]


def test_ips_by_hand():
    """Each reward counts by what the other policy does more often."""
    rewards, logged, other = np.array([1.0, 0.0]), np.array([0.5, 0.5]), np.array([0.25, 0.75])
    assert pytest.approx(0.25) == ips(rewards, logged, other).value
    assert pytest.approx(0.25) == snips(rewards, logged, other).value


@pytest.mark.parametrize("estimator", [ips, snips])
def test_the_logging_policy_is_worth_the_mean_reward(estimator):
    """Where both policies are the same there is nothing to correct."""
    _, rewards, logged, _ = log(500)
    assert pytest.approx(rewards.mean()) == estimator(rewards, logged, logged).value


@pytest.mark.parametrize("estimator", [ips, snips])
def test_estimates_come_to_the_truth(estimator):
    """With many moments the estimate is within three of its standard errors."""
    _, rewards, logged, other = log(200_000)
    found = estimator(rewards, logged, other)
    assert abs(found.value - TRUTH) < 3 * found.error


def test_ips_is_unbiased_with_the_variance_of_theory():
    """The standard error is that of importance sampling with these chances."""
    size = 50_000
    _, rewards, logged, other = log(size)
    second = float((LOGGED * (OTHER / LOGGED) ** 2 * REWARD).sum())
    expected = np.sqrt((second - TRUTH**2) / size)
    assert pytest.approx(expected, rel=0.03) == ips(rewards, logged, other).error


def test_snips_is_right_for_equal_rewards():
    """Where every reward is the same, that is its estimate; of IPS it is so on average only."""
    _, _, logged, other = log(50)
    assert pytest.approx(0.7) == snips(np.full(50, 0.7), logged, other).value


def test_snips_of_what_the_other_policy_never_does():
    """No weight at all gives 0, not a division by it."""
    assert 0.0 == snips(np.ones(3), np.full(3, 0.5), np.zeros(3)).value


def test_dr_is_exact_with_a_perfect_model_of_sure_rewards():
    """Where rewards are sure and known nothing is left to chance."""
    actions, _, logged, other = log(100)
    sure = REWARD[actions]
    found = doubly_robust(sure, logged, other, sure, np.full(100, TRUTH))
    assert pytest.approx(TRUTH) == found.value
    assert pytest.approx(0.0, abs=1e-12) == found.error


def test_dr_forgives_a_wrong_model_where_direct_does_not():
    """With right chances a model that is quite wrong costs DR no truth."""
    _, rewards, logged, other = log(200_000)
    wrong = np.full(len(rewards), 0.9)
    found = doubly_robust(rewards, logged, other, wrong, wrong)
    assert abs(found.value - TRUTH) < 3 * found.error
    assert pytest.approx(0.9) == direct(wrong).value


def test_dr_without_a_model_is_ips():
    """A model that expects nothing leaves inverse propensity scoring."""
    _, rewards, logged, other = log(100)
    nothing = np.zeros(100)
    assert ips(rewards, logged, other) == doubly_robust(rewards, logged, other, nothing, nothing)


def test_figures_find_the_truth_of_a_small_shop():
    """Truths are exact, and IPS and DR have no bias beyond chance."""
    rows = np.eye(3, dtype=np.float32)
    choices = [Choice(rows, LOGGED, OTHER, REWARD, 0, 0.2) for _ in range(300)]
    found = figures(choices, seed=1)
    assert pytest.approx(TRUTH) == found["off_policy_surer_truth"]
    assert pytest.approx(REWARD.mean()) == found["off_policy_uniform_truth"]
    assert pytest.approx(LOGGED @ REWARD) == found["off_policy_logging_truth"]
    for estimator in ("ips", "dr"):
        assert abs(found[f"off_policy_surer_{estimator}_bias"]) < 0.02
        assert found[f"off_policy_surer_{estimator}_coverage"] > 0.85
