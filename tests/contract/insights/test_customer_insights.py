"""Customers of the demo store's year: what insights recovers is what the year was drawn from."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sklearn.metrics import adjusted_rand_score

from commerce import Catalogue
from demo.seed import read_products
from demo.year import draw_year, world
from demo.year.seeding import seed_year
from insights.customers import refresh_customers
from insights.errors import TooLittleData
from insights.kept import KeptCustomers
from insights.shopper_profiles import KeptProfiles
from signals.behaviour_log import BehaviourLog

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
WORLD = replace(world(), shoppers=800)


@pytest.fixture
def shop(engine):
    products = read_products()
    Catalogue(engine).upsert(products)
    assert seed_year(engine, products, TODAY, WORLD)
    return engine


def test_segments_are_those_that_the_year_was_drawn_from(shop):
    truth = draw_year(read_products(), TODAY, WORLD).segment_of
    insights = KeptCustomers(shop)

    report = refresh_customers(shop, NOW)

    assert report.refused == ""
    assert len(report.segments) == len(WORLD.segments)
    assert report.customers == len(truth) == sum(each.size for each in report.segments)
    found = {
        customer: each.id for each in report.segments for customer in insights.members(each.id)
    }
    agreement = adjusted_rand_score(list(truth.values()), [found[each] for each in truth])
    assert agreement > 0.8
    assert insights.report() == report

    # Somebody who looks at gardens in spring is told so, and why.
    gardeners = next(each for each in report.segments if "Garden" in each.name)
    profile = insights.profile(insights.members(gardeners.id)[0])
    assert profile.segment == gardeners.name
    assert profile.reasons["segment"].score > 0
    worth = profile.reasons["value"].score
    assert math.exp(worth) == pytest.approx(profile.figures["value"], rel=1e-3)
    assert 0 <= profile.figures["alive"] <= 1
    assert sum(profile.likes.values()) == pytest.approx(1, abs=0.01)

    # The ranking of recommendations hears of it; of who is not a customer it hears nothing.
    served = KeptProfiles(shop).of(profile.customer_id)
    assert served.affinities["Garden"] > 0 > served.affinities["Electronics"]
    assert served.tier in {1, 2, 3}
    assert KeptProfiles(shop).of("") is None

    # Another run keeps the names.
    again = refresh_customers(shop, NOW + timedelta(days=1))
    assert {each.name for each in again.segments} == {each.name for each in report.segments}
    assert again.segments[0].share_before == pytest.approx(report.segments[0].share)


def test_a_year_is_seeded_once_and_anew_when_it_is_stale(engine):
    products, few = read_products(), replace(WORLD, shoppers=40)
    events = BehaviourLog(engine)

    assert seed_year(engine, products, TODAY, few)
    seeded = events.count()
    assert not seed_year(engine, products, TODAY + timedelta(days=3), few)
    assert seed_year(engine, products, TODAY + timedelta(days=30), few)

    newest = max(event.at for event in events.all())
    assert newest > NOW + timedelta(days=20)
    assert events.count() == pytest.approx(seeded, rel=0.5)  # not both years


def test_a_shop_without_orders_is_told_so(engine):
    with pytest.raises(TooLittleData, match="no order yet"):
        refresh_customers(engine, NOW)
    assert KeptCustomers(engine).report() is None
