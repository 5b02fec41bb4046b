"""Holdouts, the bounds of a test that is looked at every day, and how many customers it wants."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from insights.promotions.errors import CampaignInvalid
from insights.promotions.holdout import is_held_out
from insights.promotions.power import power_of
from insights.promotions.sequential import Arm, difference, peeking_quantile, planned_variance

DAYS = 14
TREATED, HELD = 2400, 600
PEEKS = 250
SPENDERS = 500


def test_a_holdout_is_drawn_by_lot_anew_for_each_campaign_and_stays():
    """The share is held, draws of two campaigns have nothing to do with each other."""
    customers = [f"C-{at}" for at in range(20_000)]
    first = {each for each in customers if is_held_out("a", each, 0.2)}
    second = {each for each in customers if is_held_out("b", each, 0.2)}

    assert len(first) / len(customers) == pytest.approx(0.2, abs=0.01)
    assert len(first & second) / len(first) == pytest.approx(0.2, abs=0.02)
    assert first == {each for each in customers if is_held_out("a", each, 0.2)}
    # Who is held out at one share is so at a larger one.
    assert first <= {each for each in customers if is_held_out("a", each, 0.3)}


@pytest.mark.parametrize("rate", [0.02, 0.3])
def test_looking_every_day_raises_no_more_false_alarms_than_stated(rate):
    """Of campaigns without effect at most one in twenty is ever called certain."""
    alarms = alarms_of(rate, lift=0.0)
    naive = alarms_of(rate, lift=0.0, bound=1.96)

    assert alarms <= 0.05
    # What is avoided: an ordinary interval, looked at every day.
    assert naive > 0.1


def test_what_is_spent_again_and_again_raises_none_either():
    """Who buys more than others does so on many days: looks hang together, which is safe."""
    chance = np.random.default_rng(7)
    treated = np.arange(SPENDERS) % 5 > 0
    alarms = 0
    for _ in range(PEEKS):
        rates = chance.gamma(0.3, 0.1, SPENDERS)
        spent = np.cumsum(20 * chance.poisson(rates, (DAYS, SPENDERS)), axis=0).astype(float)
        held = SPENDERS // 5
        planned = planned_variance(SPENDERS - held, held, float(spent[-1].var()))
        alarms += any(
            difference(arm(day[treated]), arm(day[~treated]), planned).certain for day in spent
        )
    assert alarms / PEEKS <= 0.05


def arm(outcomes):
    return Arm(len(outcomes), outcomes.sum(), (outcomes**2).sum(), int(np.count_nonzero(outcomes)))


def test_an_effect_is_found():
    """An effect for which the power was reckoned is found at least as often as stated."""
    wanted = power_of(0.1, 0.06, HELD / (TREATED + HELD))

    assert wanted.one_look < wanted.any_time <= TREATED + HELD
    assert alarms_of(0.1, lift=0.06) >= 0.8


def alarms_of(rate, lift, bound=None):
    """The share of campaigns called certain on any of their days.

    Each customer's first purchase falls on a day drawn evenly; `bound`: of an ordinary interval.
    """
    chance = np.random.default_rng(5)
    spread = rate * (1 - rate)
    planned = planned_variance(TREATED, HELD, spread)
    found = 0
    for _ in range(PEEKS):
        days = np.full((2, DAYS), 1 / DAYS)
        bought = (
            np.cumsum(chance.multinomial(chance.binomial(count, share), each))
            for count, share, each in zip((TREATED, HELD), (rate + lift, rate), days, strict=True)
        )
        looks = [
            (Arm(TREATED, a, a, a), Arm(HELD, b, b, b))
            for a, b in zip(*(each.tolist() for each in bought), strict=True)
        ]
        found += any(
            difference(*each, planned).certain if bound is None else plainly(*each, bound)
            for each in looks
        )
    return found / PEEKS


def plainly(treated, held, bound):
    """Whether an ordinary interval of `bound` standard errors excludes 0."""
    error = sum(one.mean * (1 - one.mean) / one.customers for one in (treated, held)) ** 0.5
    return treated.total + held.total >= 10 and abs(treated.mean - held.mean) > bound * error


def test_too_few_purchases_say_nothing():
    """Before ten customers bought there are no bounds."""
    told = difference(Arm.of(80, [1.0] * 7), Arm.of(20, []), planned=100.0)

    assert (told.low, told.high) == (-inf, inf)
    assert told.value == pytest.approx(7 / 80)
    assert not told.certain


def test_power_is_that_of_the_textbook():
    """12 % against 10 %, halves: 3,839 customers in each arm (Fleiss, without correction)."""
    told = power_of(0.10, 0.02, 0.5)

    assert told.one_look == pytest.approx(2 * 3839, abs=4)
    assert told.any_time / told.one_look == pytest.approx(
        ((peeking_quantile() + 0.8416) / (1.96 + 0.8416)) ** 2, rel=1e-3
    )


@pytest.mark.parametrize(
    ("rate", "lift", "holdout"),
    [(0.1, 0.0, 0.2), (0.0, 0.1, 0.2), (0.9, 0.2, 0.2), (0.1, 0.02, 0.0)],
)
def test_power_refuses_what_is_no_share(rate, lift, holdout):
    """No lift, no buyers, more than everybody, nobody held out."""
    with pytest.raises(CampaignInvalid):
        power_of(rate, lift, holdout)
