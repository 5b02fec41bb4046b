"""Prices: elasticities of a drawn shop, pooling, what if, and proposals within the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from commerce.tables import customers
from insights.errors import DataUnusable, TooLittleData
from insights.pricing.elasticities import USED, Elasticities, elasticities_of
from insights.pricing.pooling import pool
from insights.pricing.product_days import COLUMNS, READ, product_days, promoted
from insights.pricing.proposing import Offer, propose
from insights.pricing.rules import PricingRules, Promotion, load_pricing_rules
from insights.pricing.what_if import Demand

TODAY = date(2026, 11, 20)
TRUTH = {"Cups": -1.0, "Hats": -3.0, "Maps": -2.0, "Pens": -2.0}


def drawn(elasticity: dict[str, float], seed: int = 4) -> pd.DataFrame:
    """Product-days of half a year; each category is on sale, and shown, in its best month."""
    rng = np.random.default_rng(seed)
    days = pd.date_range("2026-01-01", periods=182)
    season = np.where((days.month == 3), 1.8, 1.0)
    frames = []
    for category, power in elasticity.items():
        for at in range(8):
            price = np.repeat(rng.choice([0.8, 0.9, 1.0, 1.1], 13), 14)
            on_sale = (days.month == 3) & (days.day <= 14)
            price = np.where(on_sale, 0.8, price)
            mean = 1.5 * season * np.where(on_sale, 1.5, 1.0) * price**power
            frames.append(
                pd.DataFrame(
                    {
                        "product": f"{category} {at}",
                        "category": category,
                        "day": days,
                        "price": price,
                        "units": rng.poisson(mean),
                        "looks": rng.poisson(10 * season),
                        "promoted": on_sale,
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def found() -> Elasticities:
    return elasticities_of(drawn(TRUTH))


def test_elasticities_are_those_that_sales_were_drawn_with(found):
    for each in found.categories:
        assert each.low < TRUTH[each.name] < each.high
        assert each.high - each.low < 1.5
    inside = [each.low < TRUTH[each.category] < each.high for each in found.products]
    assert len(found.products) == 32
    assert sum(inside) >= 29


def test_sales_in_season_mislead_who_holds_the_product_only(found):
    assert found.moved.certain
    assert found.moved.by > 0.3
    assert found.steps[0].elasticity < found.steps[USED].elasticity
    assert found.moved.low < found.steps[USED].elasticity - found.steps[0].elasticity


def test_products_are_drawn_towards_their_category_and_these_towards_the_shop(found):
    centre = found.centre
    for each in found.categories:
        assert abs(each.elasticity - centre) <= abs(each.alone.elasticity - centre)
    assert all(0 <= each.own_part < 1 for each in found.products)


def test_where_prices_do_nothing_the_intervals_cover_zero():
    found = elasticities_of(drawn(dict.fromkeys(TRUTH, 0.0), seed=5))
    assert all(each.low < 0 < each.high for each in found.categories)


def test_too_few_price_changes_are_refused_with_what_it_takes():
    still = drawn({"Cups": -1.0}).assign(price=1.0)
    with pytest.raises(TooLittleData, match="8 over 3 products"):
        elasticities_of(still)
    mixed = pd.concat([drawn({"Hats": -2.0}), still], ignore_index=True)
    found = elasticities_of(mixed)
    assert [each.name for each in found.categories] == ["Hats"]
    assert "0 price changes of 0 products" in found.refused[0].reason


def test_prices_that_change_together_tell_nothing():
    """A price that all products of a category change at once cannot be told from the week."""
    days = drawn({"Cups": -1.0}).assign(promoted=False)
    fortnight = (days["day"] - days["day"].min()).dt.days // 14
    with pytest.raises(TooLittleData, match="No category has enough price changes"):
        elasticities_of(days.assign(price=np.where(fortnight % 2, 0.9, 1.0)))


def test_pooling_draws_the_unsure_most():
    pooled = pool(np.array([0.0, 1.0, 2.0, 3.0, 10.0]), np.array([0.3, 0.3, 0.3, 0.3, 5.0]))
    assert pooled.own_part[-1] < pooled.own_part[0]
    assert pooled.means[-1] < 8
    few = pool(np.array([1.0, 5.0]), np.array([1.0, 1.0]))
    assert list(few.means) == [1.0, 5.0]


def test_intervals_after_pooling_hold_as_often_as_they_say():
    """Over 200 draws of ten, 95 % intervals hold the truth in 95 % of cases."""
    rng = np.random.default_rng(1)
    errors = rng.uniform(0.3, 0.8, 10)
    inside = []
    for _ in range(200):
        truth = rng.normal(-1.6, 0.6, 10)
        pooled = pool(truth + rng.normal(0, errors), errors)
        inside.append(np.abs(pooled.means - truth) < 1.96 * pooled.errors)
    assert 0.93 < np.mean(inside) < 0.98


# --- what is read


def test_nothing_of_a_person_is_read():
    """Queries name products, days, prices and counts: no customer, visitor, talk or mood."""
    personal = {"customer", "visitor", "conversation", "email", "mood", "name", "segment", "id"}
    read = {str(column.name) for query in READ.values() for column in query.selected_columns}
    assert read == {"product", "sku", "at", "price", "units", "category"}
    assert not personal & read
    assert all(customers not in query.get_final_froms() for query in READ.values())
    assert set(COLUMNS) == {"product", "category", "day", "price", "units", "looks", "promoted"}


def test_a_day_has_the_price_that_was_seen_or_paid_on_it_or_the_day_before():
    at = pd.to_datetime(["2026-05-01 10:00", "2026-05-03 09:00", "2026-05-04 09:00"], utc=True)
    looks = pd.DataFrame({"product": "cup", "at": at, "price": [10.0, 8.0, 10.0]})
    sales = pd.DataFrame(
        {
            "product": ["cup", "gone"],
            "sku": ["c-1", "g-1"],
            "at": at[1:],
            "price": [9.0, 5.0],
            "units": [2, 1],
        }
    )
    days = product_days(sales, looks, {"cup": "Cups"})
    assert list(days["price"]) == [1.0, 1.0, 0.9, 1.0]  # the third: 0.8 seen, 1.0 of its SKU paid
    assert list(days["units"]) == [0, 0, 2, 0]
    assert list(days["looks"]) == [1, 0, 1, 1]

    sale = Promotion("May", (5, 3), 1, categories=("Cups",))
    assert list(promoted(days, [sale])) == [False, False, True, False]


# --- what if

DEMAND = Demand(price=100.0, units=10.0, elasticity=-2.0, error=0.5, cost=60.0)


def test_another_price_changes_units_by_the_elasticity():
    effect = DEMAND.at(110.0)
    assert effect.units.expected == pytest.approx(10 * 1.1**-2)
    assert effect.units.low < effect.units.expected < effect.units.high
    assert effect.margin.expected == pytest.approx(10 * 1.1**-2 * 50)
    assert DEMAND.at(100.0).units.low == DEMAND.at(100.0).units.high == 10
    assert DEMAND.change(100.0).revenue.expected == 0
    taxed = replace(DEMAND, tax=0.25)
    assert taxed.at(100.0).revenue.expected == pytest.approx(800)


def test_the_chance_of_more_margin_is_that_of_the_elasticity():
    rng = np.random.default_rng(2)
    powers = rng.normal(-2.0, 0.5, 200_000)
    for price in (90.0, 105.0, 110.0):
        margins = 10 * (price / 100) ** powers * (price - 60)
        assert DEMAND.certainty(price) == pytest.approx(np.mean(margins > 400), abs=0.01)
    assert DEMAND.certainty(100.0) == 0
    assert DEMAND.certainty(59.0) == 0
    assert replace(DEMAND, cost=120.0).certainty(130.0) == 1


# --- proposals

OFFER = Offer(
    "cup", "Cups", "Blue Cup", Decimal("100.00"), None, Decimal("60.00"), None,
    seen=(Decimal(80), Decimal(120)),
)  # fmt: skip
RULES = PricingRules()
SURE = replace(DEMAND, error=0.2)


def test_the_best_allowed_price_is_proposed_with_reasons_and_what_was_not():
    outcome = propose(OFFER, SURE, RULES, TODAY)
    assert outcome.price == Decimal("109.99")
    assert outcome.certainty > 0.8
    assert outcome.change.margin.expected > 0
    assert "17% fewer pieces" in outcome.reasons[0]
    reasons = {each.reason for each in outcome.alternatives}
    assert any("over the step of 10%" in reason for reason in reasons)
    assert "lowers the expected margin" in reasons


@pytest.mark.parametrize(
    ("rules", "offer", "highest"),
    [
        (replace(RULES, largest_step=Decimal("0.05")), OFFER, Decimal("104.99")),
        (
            replace(RULES, competitor_most=Decimal("1.0")),
            replace(OFFER, competitor=Decimal("103.00")),
            Decimal("102.99"),
        ),
        (RULES, replace(OFFER, seen=(Decimal(95), Decimal(100))), Decimal("104.99")),
        (replace(RULES, endings=(Decimal("0.50"),)), OFFER, Decimal("109.50")),
    ],
)
def test_no_rule_is_broken(rules, offer, highest):
    assert propose(offer, SURE, rules, TODAY).price == highest


def test_a_price_below_the_margin_floor_is_never_proposed():
    elastic = replace(SURE, elasticity=-6.0)
    cheaper = propose(OFFER, elastic, RULES, TODAY).price
    assert cheaper < 100
    floored = propose(OFFER, elastic, replace(RULES, least_margin=Decimal("0.38")), TODAY).price
    assert floored >= Decimal("96.77") > cheaper


@pytest.mark.parametrize(
    ("offer", "rules", "why"),
    [
        (OFFER, replace(RULES, never=("cup",)), "not touched"),
        (replace(OFFER, cost=None), RULES, "cost is not known"),
        (replace(OFFER, compared_at=Decimal(130)), RULES, "reduced now, from 130"),
        (replace(OFFER, last_changed=date(2026, 11, 10)), RULES, "may again on 2026-12-08"),
        (
            OFFER,
            replace(RULES, promotions=(Promotion("Sale", (11, 15), 9, categories=("Cups",)),)),
            "'Sale' runs",
        ),
        (OFFER, replace(RULES, certainty=Decimal("0.999")), "likely enough"),
    ],
)
def test_a_price_that_may_not_change_stays_and_says_why(offer, rules, why):
    outcome = propose(offer, SURE, rules, TODAY)
    assert outcome.price is None
    assert why in outcome.refused


# --- rules


def test_rules_are_read_and_a_wrong_key_is_named(tmp_path):
    file = tmp_path / "rules.yml"
    file.write_text(
        "largest_step_percent: 7.5\nendings: [.99, '.50']\ncompetitors: {at_most_percent: 105}\n"
        "promotions: {Yule: {begins: 12-27, days: 9, products: [cup]}}\n"
    )
    rules = load_pricing_rules(file)
    assert rules.largest_step == Decimal("0.075")
    assert rules.endings == (Decimal("0.99"), Decimal("0.50"))
    assert rules.competitor_most == Decimal("1.05")
    (yule,) = rules.promotions
    assert yule.runs_on(date(2027, 1, 3))
    assert not yule.runs_on(date(2027, 1, 5))
    assert load_pricing_rules(None) == PricingRules()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("largest_stp_percent: 5", "largest_stp_percent is not known"),
        ("largest_step_percent: 80", "largest_step_percent is 80; it must be below 50"),
        ("endings: [.999]", "an ending is two digits"),
        ("certainty_percent: 20", "certainty_percent must be 50 or more"),
        ("promotions: {Sale: {begins: 02-31, days: 3, categories: [Cups]}}", "no day of the year"),
        ("promotions: {Sale: {begins: 02-01, days: 3}}", "must name categories or products"),
        ("[", "cannot be read"),
    ],
)
def test_rules_that_are_none_are_refused(tmp_path, text, why):
    file = tmp_path / "rules.yml"
    file.write_text(text)
    with pytest.raises(DataUnusable, match=why):
        load_pricing_rules(file)
