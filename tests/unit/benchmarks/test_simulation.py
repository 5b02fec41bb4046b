"""The simulated shoppers: common random numbers, the oracle, the placebo, the guard's checker."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest

from benchmarks.simulation.assumptions import GRID, Assumptions
from benchmarks.simulation.chance import Draws
from benchmarks.simulation.conversation import play
from benchmarks.simulation.experiment import Stage, compared, lent_to
from benchmarks.simulation.guarding import violations
from benchmarks.simulation.hearing import ARMS, heard
from benchmarks.simulation.intervals import mean_interval
from benchmarks.simulation.off_policy import choices_of
from benchmarks.simulation.plot import drawn
from benchmarks.simulation.world import World, best_value, value
from recommendation.learning.training import untrained
from signals import Feeling

SHOPPERS = 12


@pytest.fixture(scope="module")
def stage():
    world = World.of(1)
    models = untrained(world.shelf.products).models()
    return Stage(world, models, Assumptions(), seed=3)


@pytest.fixture(scope="module")
def played(stage):
    arms = {arm: stage.run(arm, SHOPPERS) for arm in ("signals", "without", "unguarded")}
    return arms | {"placebo": stage.run("placebo", SHOPPERS, arms["signals"])}


def test_a_draw_depends_on_its_name_alone():
    """What was drawn before changes nothing; another name or shopper is another draw."""
    one, other = Draws(1, 2), Draws(1, 2)
    other.uniform("something else")
    assert one.uniform("accepts", "p1") == other.uniform("accepts", "p1")
    assert one.uniform("accepts", "p1") != one.uniform("accepts", "p2")
    assert one.uniform("accepts", "p1") != Draws(1, 3).uniform("accepts", "p1")


def test_draws_are_as_likely_as_said():
    """Uniform draws have the mean and the variance of the uniform distribution."""
    drawn_ = np.array([Draws(5, number).uniform("x") for number in range(4000)])
    assert pytest.approx(1 / 2, abs=0.02) == drawn_.mean()
    assert pytest.approx(1 / 12, abs=0.005) == drawn_.var()


def test_arms_share_the_shopper_and_the_words_until_something_differs(played):
    """The same people come with the same first words, whatever the shop makes of them."""
    for one, other in zip(played["signals"], played["without"], strict=True):
        assert one.shopper == other.shopper
        assert one.texts[0] == other.texts[0]


def test_arms_that_do_the_same_differ_in_nothing(stage, played):
    """Random numbers are common: an arm against itself has no difference at all."""
    again = stage.run("signals", SHOPPERS)
    for measure in ("conversion", "mood", "regret", "disturbed"):
        assert (0.0, 0.0, 0.0) == tuple(compared(played["signals"], again, measure))


def test_a_shopper_is_the_same_alone_and_in_a_crowd(stage, played):
    """No shopper's chance depends on who came before."""
    alone = play(stage.world, stage.models, stage.assumed, ARMS["signals"], Draws(3, 7), 7)
    assert played["signals"][7].texts == alone.texts
    assert played["signals"][7].mood == alone.mood


def test_the_placebo_gives_nobody_their_own_signals(played):
    """Signals go round: everybody gets another's, and everybody's are used once."""
    lenders = played["signals"]
    given = lent_to(lenders, 3, of_same_need=False)
    assert all(one is not other for one, other in zip(lenders, given, strict=True))
    assert {id(one) for one in lenders} == {id(one) for one in given}


def test_a_placebo_can_be_drawn_among_those_who_came_for_the_same(played):
    """Where two need the same, they lend to each other; whoever is alone gets anybody's."""
    lenders = played["signals"]
    needs = Counter(one.shopper.need for one in lenders)
    assert {1} < set(needs.values())
    for one, other in zip(lenders, lent_to(lenders, 3, of_same_need=True), strict=True):
        assert one is not other
        assert needs[one.shopper.need] == 1 or one.shopper.need == other.shopper.need


def test_placebo_signals_are_really_used(played):
    """The shopper's own wishes are not in the state of the placebo, the lender's are."""
    lenders = lent_to(played["signals"], 3, of_same_need=False)
    for one, lender in zip(played["placebo"], lenders, strict=True):
        lent = {wish for turn in lender.signals for wish in turn.preferences}
        assert all(lent.issuperset(shown.state.preferences) for shown in one.shown)


def test_the_oracle_is_the_best_of_all_slates():
    """No choice of three products in any order is worth more."""
    random = np.random.default_rng(0)
    for position in (0.0, 0.5, 2.0):
        accepted = random.random(7)
        best = max(value(slate, position) for slate in itertools.permutations(accepted.tolist(), 3))
        assert pytest.approx(best) == best_value(accepted, 3, position)


def test_the_value_of_a_slate_is_the_chance_of_a_purchase():
    """One place is worth the chance of its product; places are looked at independently."""
    assert pytest.approx(0.3) == value([0.3], 1.0)
    assert pytest.approx(1 - 0.7 * (1 - 0.5 * 0.4)) == value([0.3, 0.4], 1.0)
    assert 0.0 == value([], 1.0)


def test_regret_is_never_negative(played):
    """Nothing that is shown is worth more than the oracle's slate."""
    for arm in played.values():
        for one in arm:
            assert all(shown.value <= shown.oracle + 1e-12 for shown in one.shown)


def test_the_guard_is_never_broken_and_its_checker_can_tell(played, stage):
    """The guarded arm breaks no rule; where the guard is told nothing, the checker finds it."""
    assert [] == violations(played["signals"], stage.world)
    found = violations(played["unguarded"], stage.world)
    assert any("complaint is open" in one for one in found)


def test_logged_propensities_are_the_chances_of_the_draw(stage, played):
    """What the log says of the exploration slot is the chance that it was drawn with."""
    choices = choices_of(played["signals"], stage.world, stage.models, stage.assumed.position)
    assert choices
    for one in choices:
        assert pytest.approx(one.logged) == one.chances[one.taken]
        assert pytest.approx(1.0) == one.chances.sum()


def test_feelings_are_misread_as_often_as_assumed():
    """With no error all are read rightly; with one, so many are not."""
    assert Feeling.NEGATIVE is heard(Feeling.NEGATIVE, 0.0, Draws(1), 0)
    wrong = [
        heard(Feeling.NEUTRAL, 0.2, Draws(number), 0) is not Feeling.NEUTRAL
        for number in range(3000)
    ]
    assert pytest.approx(0.2, abs=0.03) == np.mean(wrong)


def test_intervals_are_those_of_the_mean():
    """For a large sample the bootstrap interval is that of the normal distribution."""
    sample = np.random.default_rng(1).normal(2.0, 1.0, 1000)
    found = mean_interval(sample.tolist())
    half = 1.96 * sample.std() / math.sqrt(len(sample))
    assert pytest.approx(sample.mean()) == found.mean
    assert pytest.approx(sample.mean() - half, abs=0.01) == found.low
    assert pytest.approx(sample.mean() + half, abs=0.01) == found.high
    assert found.without_zero


def test_every_point_of_the_grid_is_an_assumption_and_differs_from_the_base():
    """The grid names fields of the assumptions, and other values than theirs."""
    for name, values in GRID.items():
        assert getattr(Assumptions(), name) not in values


def test_the_plot_is_greyed_where_nothing_is_shown():
    """An interval that holds 0 is drawn in grey, any other is not."""
    svg = drawn({"a < b/x": mean_interval([1.0, 1.0]), "c/x": mean_interval([-1.0, 1.0] * 20)})
    assert "a &lt; b" in svg
    assert 1 == svg.count('<g class="n">')
    assert 2 == svg.count("<circle")
