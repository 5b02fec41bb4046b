"""Texts that are compared: the better one is found and shown, and chance is not called a winner."""

from __future__ import annotations

from random import Random

import pytest

from insights.content.bandit import Counts, choose, rates, winner

SHOWS = 2_000
WORLDS = 8


def served(truth, shows, seed):
    """What became of so many shows by Thompson sampling, and what they cost in clicks."""
    random = Random(seed)
    arms = {name: Counts(0, 0) for name in truth}
    regret = 0.0
    for _ in range(shows):
        name = choose(arms, random)
        regret += max(truth.values()) - truth[name]
        one = arms[name]
        arms[name] = Counts(one.shown + 1, one.followed + (random.random() < truth[name]))
    return arms, regret


def test_the_better_text_is_shown_and_named():
    """Of 2,000 shows it gets most; the regret is below a third of an even split's, which is 100."""
    regrets = []
    for seed in range(WORLDS):
        arms, regret = served({"worse": 0.1, "better": 0.2}, SHOWS, seed)
        regrets.append(regret)
        assert arms["better"].shown > arms["worse"].shown
    assert sum(regrets) / WORLDS < 100 / 3
    arms, _ = served({"worse": 0.1, "better": 0.3}, SHOWS, seed=1)
    assert winner(rates(list(arms.values()))) == 1


def test_in_a_null_world_no_winner_is_called_however_often_one_looks():
    """Three texts that are followed alike, looked at every tenth show, in ten worlds."""
    for seed in range(WORLDS):
        random, arms = Random(seed), {name: Counts(0, 0) for name in "abc"}
        for show in range(SHOWS // 2):
            name = choose(arms, random)
            one = arms[name]
            arms[name] = Counts(one.shown + 1, one.followed + (random.random() < 0.1))
            if show % 10 == 0:
                assert winner(rates(list(arms.values()))) is None


def test_an_interval_narrows_around_the_rate_and_is_wider_than_one_for_a_single_look():
    few, many = (rates([Counts(n, n // 10)])[0] for n in (100, 10_000))
    assert few.low < few.value < few.high
    assert many.high - many.low < (few.high - few.low) / 5
    assert many.high - many.low > 2 * 1.96 * (0.09 / 10_000) ** 0.5


@pytest.mark.parametrize(
    ("counts", "low", "high"), [(Counts(0, 0), 0.0, 1.0), (Counts(50, 0), 0.0, None),
    (Counts(50, 50), None, 1.0)],
)  # fmt: skip
def test_bounds_at_the_ends(counts, low, high):
    """Nothing shown says nothing; none or all followed bounds one side alone."""
    rate = rates([counts])[0]
    assert low in {None, rate.low}
    assert high in {None, rate.high}
    assert 0 <= rate.low <= rate.value <= rate.high <= 1


def test_one_text_alone_wins_nothing():
    assert winner(rates([Counts(1000, 900)])) is None
    assert winner([]) is None


def test_more_follows_than_shows_are_no_counts():
    with pytest.raises(ValueError, match="no part"):
        Counts(1, 2)
