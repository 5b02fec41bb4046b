"""Evaluation's figures on made-up visits and conversations whose truth is known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from insights.errors import TooLittleData
from insights.evaluation.assistance import assistance, e_value
from insights.evaluation.changes import Change, compare, first_days
from insights.evaluation.shares import Estimate, mean_of, share_of

EFFECT = 0.1


def _visits(count: int, effect: float) -> pd.DataFrame:
    """Shoppers who look at tools talk three times as often, and buy far more often anyway."""
    chance = np.random.default_rng(4)
    tools = chance.random(count) < 0.4
    asked = chance.random(count) < np.where(tools, 0.36, 0.12)
    bought = chance.random(count) < np.where(tools, 0.5, 0.15) + effect * asked
    return pd.DataFrame(
        {
            "shopper": [f"s{at // 2}" for at in range(count)],
            "began": pd.date_range("2030-01-01", periods=count, freq="h", tz="UTC"),
            "first": np.where(tools, "Tools", "Toys"),
            **{name: chance.poisson(2, count) for name in ("visits_before", "looks_before")},
            **{name: chance.poisson(1, count) for name in ("bought_before", "days_since")},
            "asked": asked,
            "bought": bought,
            "revenue": 10.0 * bought,
        }
    )


def test_equals_are_compared_where_those_who_talk_would_buy_anyway() -> None:
    found = assistance(_visits(4000, EFFECT))

    assert found.difference.low > EFFECT
    assert found.adjusted.low < EFFECT < found.adjusted.high
    assert found.adjusted.low > 0
    assert found.e_value > 1
    assert found.comparable < found.not_asked.n


def test_a_talk_that_does_nothing_is_given_nothing() -> None:
    found = assistance(_visits(4000, 0.0))

    assert found.difference.low > 0
    assert found.adjusted.low < 0 < found.adjusted.high
    assert found.e_value == 1


def test_a_comparison_takes_talks_and_purchases() -> None:
    with pytest.raises(TooLittleData, match="visits with a talk"):
        assistance(_visits(200, EFFECT))
    with pytest.raises(TooLittleData, match="with a purchase"):
        assistance(_visits(4000, EFFECT).assign(bought=False))


def test_the_e_value_is_that_of_the_nearer_end() -> None:
    """A risk ratio of 3.9 whose interval begins at 1.8 (VanderWeele, Ding 2017): 3.0."""
    share = 0.39
    effect = Estimate(share - share / 3.9, share - share / 1.8, 0.35, 1000)

    assert e_value(share, effect) == pytest.approx(3.0, abs=0.01)
    assert e_value(share, Estimate(0.0, -0.1, 0.1, 1000)) == 1


def test_a_step_is_told_from_a_trend() -> None:
    days = np.repeat(np.arange("2030-01-01", "2030-04-11", dtype="datetime64[D]"), 20)
    change = Change(date(2030, 2, 20), "first", "second")
    since = (days - np.datetime64(change.day)) / np.timedelta64(1, "D")
    chance = np.random.default_rng(3)
    for step in (0.0, 0.25):
        likely = 0.4 + 0.002 * since + step * (since >= 0)
        found = compare(change, "settled", days, (chance.random(len(days)) < likely).astype(float))

        assert found is not None
        assert (found.days_before, found.days_after) == (50, 50)
        assert found.step.low < step < found.step.high
        assert (found.step.low > 0) == (step > 0)
    assert compare(change, "settled", days[:30], np.ones(30)) is None


def test_a_change_is_an_assistant_that_stays() -> None:
    days = pd.date_range("2030-01-01", periods=60)
    names = ["a"] * 20 + ["trial"] * 3 + ["a"] * 17 + ["b"] * 20

    found = first_days(pd.DataFrame({"day": days, "assistant": names}))

    assert found == [Change(date(2030, 2, 10), "a", "b")]
    assert first_days(pd.DataFrame({"day": days, "assistant": ""})) == []


def test_intervals_of_shares_and_means() -> None:
    """Wilson's interval of 81 of 263, as in Newcombe 1998, table I: .2553 to .3662."""
    share = share_of(81, 263)

    assert share is not None
    assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)
    assert share_of(0, 0) is None
    assert mean_of(np.array([1.0])) is None
    mean = mean_of(np.array([1.0, 3.0]))
    assert mean is not None
    assert (mean.value, mean.n) == (2.0, 2)
