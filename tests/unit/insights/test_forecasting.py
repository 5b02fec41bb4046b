"""Forecasts: methods that know their own kind of demand, choices, intervals, sums, stock."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from insights.forecasting.analogy import by_analogy, neighbours
from insights.forecasting.backtests import choose, origins
from insights.forecasting.hierarchy import Hierarchy
from insights.forecasting.intermittent import adida, croston, syntetos_boylan, tsb
from insights.forecasting.intervals import Spread, coverage
from insights.forecasting.panels import Panel, features
from insights.forecasting.series import DemandClass, classify
from insights.forecasting.stockouts import cover_of
from insights.forecasting.univariate import autoregression

EVERY_FOURTH = np.tile([0.0, 0.0, 0.0, 2.0], 15)
SIMPLE = ("mean", "naive")


@pytest.mark.parametrize("method", [croston, tsb, adida])
def test_two_pieces_every_fourth_period_are_half_a_piece_in_each(method):
    assert method(EVERY_FOURTH) == pytest.approx(0.5, abs=0.1)


def test_the_bias_of_croston_is_taken_off():
    assert syntetos_boylan(EVERY_FOURTH, 0.2) == pytest.approx(0.9 * croston(EVERY_FOURTH, 0.2))


def test_what_is_sold_no_more_is_forecast_less_and_less():
    """Croston waits for the next demand for ever; TSB does not."""
    ended = np.concatenate([EVERY_FOURTH, np.zeros(40)])
    assert croston(ended) == croston(EVERY_FOURTH)
    assert tsb(ended) < 0.1 * tsb(EVERY_FOURTH)


@pytest.mark.parametrize("method", [croston, syntetos_boylan, tsb, adida])
def test_nothing_sold_is_nothing_forecast(method):
    assert method(np.zeros(20)) == 0


@pytest.mark.parametrize(
    ("history", "kind"),
    [
        ([3, 4, 3, 4], DemandClass.SMOOTH),
        ([1, 20, 1, 1], DemandClass.ERRATIC),
        ([0, 2, 0, 2], DemandClass.INTERMITTENT),
        ([0, 1, 0, 20], DemandClass.LUMPY),
        ([0, 0, 0, 0], DemandClass.LUMPY),
    ],
)
def test_demand_has_four_kinds(history, kind):
    assert kind == classify(np.array(history, dtype=float))


def test_an_autoregression_finds_its_own():
    """A series that halves its distance from ten goes on doing so."""
    rng = np.random.default_rng(1)
    values = [10.0]
    for shock in rng.normal(0, 1, 2000):
        values.append(5 + 0.5 * values[-1] + shock)
    values.append(14.0)
    forecast = autoregression(np.array(values), 1, 6)
    assert forecast == pytest.approx(10 + 4 * 0.5 ** np.arange(1, 7), abs=0.4)


def test_a_season_is_chosen_where_there_is_one_and_not_where_there_is_none():
    rng = np.random.default_rng(2)
    noise = rng.poisson(20, 60).astype(float)
    season = noise + np.tile([0.0, 40.0, 80.0, 10.0], 15)
    begins = origins(60, 4)
    assert choose(season, 4, 4, begins, methods=SIMPLE).method == "naive"
    assert choose(noise, 4, 4, begins, methods=SIMPLE).method == "mean"


def test_origins_leave_room_for_what_they_forecast():
    assert origins(52, 8) == [32, 36, 40, 44]
    assert origins(20, 8) == [12]
    assert origins(12, 8) == []


def test_intervals_hold_as_often_as_they_say():
    """Of counts whose rate is known, and judged on origins that the interval knew nothing of."""
    rng = np.random.default_rng(3)
    told = np.repeat(rng.gamma(2, 2, 300), 32).reshape(300, 4, 8)
    came = rng.poisson(told).astype(float)
    assert coverage(told, came) == pytest.approx(0.8, abs=0.06)
    sums = Spread.of(told, came, span=4)
    low, high = sums.interval(told[..., :4].sum(-1))
    held = (came[..., :4].sum(-1) >= low) & (came[..., :4].sum(-1) <= high)
    assert held.mean() == pytest.approx(0.8, abs=0.05)


def test_forecasts_add_up_and_trust_what_was_right():
    """The store is known well, its products are not: they move, not the store."""
    tree = Hierarchy.of(["a", "b", "c"], ["x", "x", "y"])
    base = np.array([[12.0], [5.0], [4.0], [2.0], [3.0], [4.0]])
    told = tree.reconciled(base, np.array([0.01, 1.0, 1.0, 1.0, 1.0, 1.0]))
    store, x, y, a, b, c = told[:, 0]
    assert store == pytest.approx(x + y) == pytest.approx(a + b + c)
    assert x == pytest.approx(a + b)
    assert store == pytest.approx(12, abs=0.1)
    assert tree.reconciled(told, np.ones(6)) == pytest.approx(told)


def test_no_product_is_forecast_below_nothing():
    tree = Hierarchy.of(["a", "b"], ["x", "x"])
    told = tree.reconciled(np.array([[1.0], [1.0], [0.1], [5.0]]), np.ones(4))
    assert told.min() >= 0
    assert told[0] == told[2] + told[3]


def test_a_new_product_is_as_its_neighbours_until_it_tells_more():
    forecasts = np.full((2, 3), 4.0)
    nothing, silent = np.zeros(0), np.zeros((2, 0))
    assert by_analogy(nothing, silent, forecasts) == pytest.approx(np.full(3, 4.0))
    twice = by_analogy(np.full(20, 8.0), np.full((2, 20), 4.0), forecasts)
    assert twice == pytest.approx(np.full(3, 8.0), rel=0.15)
    assert neighbours(20, np.array([100.0, 22.0, 5.0]))[0] == 1


def test_stock_lasts_as_long_as_demand_says():
    spreads = {weeks: Spread(np.sort(np.linspace(-1, 1, 41))) for weeks in range(1, 9)}
    week = np.full(8, 7.0)
    much = cover_of(200, week, spreads)
    assert (much.days, much.runs_out, much.reorder, much.warned) == (None, 0.0, 0, False)
    little = cover_of(10, week, spreads)
    assert little.days == 10
    assert little.warned
    assert little.reorder >= 6 * 7 - 10
    assert cover_of(0, week, spreads).runs_out == 1


def test_nothing_later_than_what_is_known_enters_a_forecast():
    """Sales after the origin can be anything; the features are the same."""
    rng = np.random.default_rng(4)
    shape = (40, 3)
    series = pd.Index(["a", "b", "c"], name="series")
    markets = pd.Series([0, 0, 1], index=series)
    panel = Panel(
        sold=pd.DataFrame(rng.poisson(5, shape).astype(float), columns=series),
        prices=pd.DataFrame(np.zeros(shape), columns=series),
        promotions={"deal": pd.DataFrame(np.zeros(shape), columns=series)},
        kinds=pd.DataFrame({"brand": [0, 1, 2]}, index=series),
        markets=markets,
    )
    known, ahead = 30, 3
    later = panel.sold.copy()
    later.iloc[known + 1 :] = 999
    rows = (known + ahead, slice(None))
    pd.testing.assert_frame_equal(
        features(panel, ahead).loc[rows, :],
        features(replace(panel, sold=later), ahead).loc[rows, :],
    )
