"""Seasons, sales and demand of the demo year are found as it was drawn; in a null world, none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from commerce import Catalogue
from demo.seed import read_products
from demo.year import draw_year, world
from demo.year.seeding import seed_year
from insights.errors import TooLittleData
from insights.forecasting.demand import weekly_demand
from insights.forecasting.effects import sale_factors, season_factors
from insights.forecasting.kept import KIND, SalesPace, warned
from insights.forecasting.report import forecast_report
from insights.forecasting.shop import STEPS, forecast_shop
from insights.runs import Run, Runs
from tests.contract.insights.drawn_days import days_of

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
FLAT = replace(
    world().null(), seasons={}, segments=tuple(replace(one, months={}) for one in world().segments)
)
SEEDS = (1, 2)
MONTHS = range(1, 13)


def drawn(stated, seed=20):
    return days_of(draw_year(read_products(), TODAY, stated, seed))


@pytest.fixture(scope="module")
def days():
    return drawn(world())


def true_seasons() -> pd.DataFrame:
    """What each category sells beside the others, by month, as world.yml states it."""
    stated, sizes = world(), Counter(product.category for product in read_products())
    bought = pd.DataFrame(0.0, index=list(stated.elasticity), columns=MONTHS)
    for month in MONTHS:
        for one in stated.segments:
            looked_at = pd.Series(
                {
                    name: (one.likes.get(name, 0) + stated.curiosity)
                    * stated.season(name, month)
                    * sizes[name]
                    for name in stated.elasticity
                }
            )
            visits = one.share * one.visits["mean"] * one.months.get(month, 1.0)
            bought[month] += (
                visits * one.looks * one.buys * one.pieces * looked_at / looked_at.sum()
            )
    return bought / (bought.sum() - bought)


def true_sale(sale, category) -> float:
    """By what the sale multiplies the purchases of those who would have bought anyway."""
    stated = world()
    weights = {
        one.name: one.share
        * one.visits["mean"]
        * one.looks
        * one.buys
        * one.pieces
        * (one.likes.get(category, 0) + stated.curiosity)
        for one in stated.segments
    }
    effects = {
        one.name: stated.price_effect(one, category, 1 - sale.cut) for one in stated.segments
    }
    lift = sum(weights[name] * effects[name] for name in weights) / sum(weights.values())
    return sale.display * lift


def test_each_category_has_the_season_that_was_stated(days):
    truth = true_seasons()
    found = list(season_factors(days))
    expected = np.array(
        [
            truth.loc[one.category, int(one.what)]
            / truth.loc[one.category].drop(int(one.what)).mean()
            for one in found
        ]
    )
    held = [one.low <= true <= one.high for one, true in zip(found, expected, strict=True)]
    factors = np.array([one.factor for one in found])

    assert len(found) == len(truth) * 12
    assert np.corrcoef(np.log(expected), np.log(factors))[0, 1] > 0.85
    assert np.mean(held) > 0.85


def test_a_shop_without_seasons_has_none():
    """Nine of ten 95 % intervals at least cover no difference; it grows all the same."""
    found = list(season_factors(drawn(FLAT)))

    assert np.mean([one.low <= 1 <= one.high for one in found]) > 0.9


def test_sales_multiply_demand_as_was_stated_and_in_a_null_world_not_at_all():
    """Of all 95 % intervals at most two miss, in either world."""
    sales = {name: sale for sale in world().sales for name in sale.categories}
    stated = [one for seed in SEEDS for one in sale_factors(drawn(world(), seed))]
    null = [one for seed in SEEDS for one in sale_factors(drawn(world().null(), seed))]

    assert len(stated) == len(null) == len(SEEDS) * len(sales)
    truth = [true_sale(sales[one.category], one.category) for one in stated]
    missed = [not one.low <= true <= one.high for one, true in zip(stated, truth, strict=True)]
    assert sum(missed) <= 2
    assert sum(not one.low <= 1 <= one.high for one in null) <= 2


def test_what_came_lay_in_the_bands_and_nearer_than_the_baseline_said(days):
    """Eight weeks are held back whole: nothing of them was known when they were forecast."""
    whole = weekly_demand(days, NOW)
    cut = whole.pieces.index[-STEPS]
    shop = forecast_shop(weekly_demand(days[days["day"] < cut], cut.tz_localize("UTC")), {})
    tree = shop.hierarchy
    came = whole.pieces.loc[cut:, list(tree.products)].fillna(0).to_numpy().T
    sums = len(tree.sums)
    low, high = shop.products.spreads[1].interval(shop.forecasts[sums:])

    assert np.mean((low <= came) & (came <= high)) == pytest.approx(0.8, abs=0.07)
    # The store is one series, with too few errors to judge its band by.
    for level in (shop.categories, shop.products):
        assert level.coverage == pytest.approx(0.8, abs=0.1)
        assert level.error < level.baseline
    assert shop.forecasts[0] == pytest.approx(shop.forecasts[1:sums].sum(axis=0))
    assert shop.forecasts[0] == pytest.approx(shop.forecasts[sums:].sum(axis=0))


def test_a_few_weeks_are_too_few(days):
    until = NOW - timedelta(days=250)
    early = days[days["day"] < until.replace(tzinfo=None)]
    with pytest.raises(TooLittleData, match=r"1\d whole weeks of orders are on record; 20"):
        weekly_demand(early, until)


def test_a_store_is_told_what_it_will_sell_and_what_runs_out(engine):
    products = read_products()
    Catalogue(engine).upsert(products)
    seed_year(engine, products, TODAY, replace(world(), shoppers=500))

    report = forecast_report(engine, NOW)
    Runs(engine).keep(KIND, Run(NOW, NOW, report))

    kept = Runs(engine).newest(KIND).result
    levels = Counter(each["level"] for each in kept["series"])
    assert levels["store"] == 1
    assert levels["category"] == len(world().elasticity)
    assert levels["product"] > 90
    gone = {each.id for each in products if each.total_stock == 0}
    assert {each["key"] for each in warned(kept)} >= {
        each["key"] for each in kept["series"] if each["key"] in gone and each["ahead"] > 0
    }
    fast = max(kept["recent"], key=lambda sku: sum(kept["recent"][sku]))
    pace = SalesPace(engine)
    assert not pace.sells_within_a_week([fast], 1000, NOW)
