"""Elasticities of the demo year are those that it was drawn with; in a null world they are none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from commerce import Catalogue
from demo.seed import read_products
from demo.year import draw_year, world
from demo.year.seeding import seed_year
from insights.pricing.book import PriceBook
from insights.pricing.elasticities import USED, elasticities_of
from insights.pricing.merchant_files import import_competitors, import_costs
from insights.pricing.product_days import promoted, read_product_days
from insights.pricing.rules import load_pricing_rules
from insights.pricing.shop import price_shop
from tests.contract.insights.drawn_days import days_of
from tilly.settings import ROOT

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
PRICING = ROOT / "demo" / "pricing"
RULES = load_pricing_rules(PRICING / "rules.yml")
MISSES = 1
"""Of eleven 95 % intervals so many may miss."""


def true_elasticity(category: str) -> float:
    """Of all shoppers together: over the prices there are, what each segment buys is added up."""
    stated = world()
    sizes = Counter(product.category for product in read_products())
    factors = np.array([1.0, *stated.price_spells.factors])
    bought = np.zeros(len(factors))
    for one in stated.segments:
        whole = sum(
            (one.likes.get(name, 0) + stated.curiosity) * sizes[name] for name in stated.elasticity
        )
        looks = one.share * one.visits["mean"] * one.looks
        looks *= (one.likes.get(category, 0) + stated.curiosity) / whole
        power = stated.elasticity[category] + one.extra_elasticity
        bought += looks * one.buys * one.pieces * factors**power
    return float(np.polyfit(np.log(factors), np.log(bought), 1)[0])


def promoted_days_of(year) -> pd.DataFrame:
    """The product-days of a drawn year, with the promotions that the merchant's rules name."""
    days = days_of(year)
    return days.assign(promoted=promoted(days, RULES.promotions))


@pytest.mark.slow
def test_elasticities_of_the_year_are_those_that_it_was_drawn_with():
    found = elasticities_of(promoted_days_of(draw_year(read_products(), TODAY)))

    assert {each.name for each in found.categories} == set(world().elasticity)
    truth = {each.name: true_elasticity(each.name) for each in found.categories}
    missed = [each for each in found.categories if not each.low < truth[each.name] < each.high]
    assert len(missed) <= MISSES
    inside = [each.low < truth[each.category] < each.high for each in found.products]
    assert np.mean(inside) > 0.9

    whole = np.average(list(truth.values()), weights=[each.units for each in found.categories])
    assert found.steps[USED].low < whole < found.steps[USED].high

    # Where a sale comes in the season, on the front page: who holds neither takes shoppers for far
    # more sensitive to prices than they are.
    for category in ("Garden", "Outdoor"):
        moved = found.moved_by_category[category]
        assert moved.certain
        assert moved.by > 1
    naive, used = found.steps[0], found.steps[USED]
    assert abs(used.elasticity - whole) < abs(naive.elasticity - whole)


@pytest.mark.slow
def test_where_prices_do_nothing_intervals_cover_zero():
    found = elasticities_of(promoted_days_of(draw_year(read_products(), TODAY, world().null())))
    missed = [each for each in found.categories if not each.low < 0 < each.high]
    assert len(missed) <= MISSES
    assert found.steps[USED].low < 0 < found.steps[USED].high
    assert np.mean([each.low < 0 < each.high for each in found.products]) > 0.9


@pytest.mark.slow
def test_a_shop_is_priced_from_its_tables(engine):
    """What the database holds gives the same product-days, and proposals that keep the rules."""
    products = read_products()
    of = replace(world(), shoppers=500)
    Catalogue(engine).upsert(products)
    seed_year(engine, products, TODAY, of)
    assert not import_costs(engine, PRICING / "costs.csv").refusals
    assert not import_competitors(engine, PRICING / "competitors.csv").refusals

    read = read_product_days(engine, NOW, RULES.promotions)
    drawn = promoted_days_of(draw_year(products, TODAY, of))
    pd.testing.assert_frame_equal(read, drawn, check_dtype=False)

    told = price_shop(engine, NOW, RULES)

    assert told["refused"] == ""
    assert all("certain" in each["moved"] for each in (told, *told["categories"]))
    stated = {each["product"]: each for each in told["products"]}
    for each in PriceBook(engine).open():
        assert stated[each.product_id]["proposed"] == str(each.price)
        assert abs(each.price / each.price_before - 1) <= RULES.largest_step
        assert each.price % 1 in RULES.endings
        assert each.told["certainty"] >= RULES.certainty
        assert each.told["reasons"]


def test_a_shop_without_sales_is_told_what_it_takes(engine):
    Catalogue(engine).upsert(read_products())
    told = price_shop(engine, NOW, RULES)
    assert "No category has enough price changes" in told["refused"]
    assert PriceBook(engine).open() == []


def test_the_demo_shops_files_are_about_its_catalogue_and_its_year():
    priced = {each.id for each in read_products() if each.category in world().elasticity}
    lines = Path(PRICING / "costs.csv").read_text().splitlines()[1:]
    assert {line.partition(",")[0] for line in lines} == priced
    assert [(each.name, each.days, each.categories) for each in RULES.promotions] == [
        (sale.name, sale.days, tuple(sale.categories)) for sale in world().sales
    ]
