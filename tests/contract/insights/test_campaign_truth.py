"""The campaigns of the demo store's year: what is found of them is what the year was drawn from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from math import exp

import numpy as np
import pytest

from commerce import Catalogue
from demo.seed import read_products
from demo.year import world
from demo.year.prices import DAYS, draw_prices
from demo.year.seeding import seed_year
from demo.year.shoppers import draw_shoppers
from demo.year.visits import CARTS_BOUGHT, MAIL_DAYS, Shop, _likely
from insights.promotions.campaigns import Campaigns, Status
from insights.promotions.results import results_of
from insights.promotions.targeting import learn_uplift

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
CARTS = 40


def found_in(engine, of):
    """The last look at each campaign, by its name."""
    products = read_products()
    Catalogue(engine).upsert(products)
    assert seed_year(engine, products, TODAY, of)
    campaigns = Campaigns(engine, Decimal("0.25")).all()
    assert [each.status for each in campaigns] == [Status.ENDED] * 3
    return {each.plan.name: results_of(engine, each, NOW).newest for each in campaigns}


def bought_in_the_week(of, campaign, *, mailed):
    """The share of all shoppers whom the stated model has buy in the week of a campaign.

    Who is on the list are those who bought before and have not left, who come more often than
    others: `weights` count each shopper by that.
    """
    chance = np.random.default_rng(1)
    products = [one for one in read_products() if one.category in of.elasticity]
    prices = draw_prices(products, of, TODAY, chance)
    shop = Shop(of, products, prices, TODAY, chance, chance)
    letter = campaign if mailed else None
    begin = DAYS - campaign.days_ago
    buys = {}
    for segment in of.segments:
        shopper = next(one for one in draw_shoppers(of, chance) if one.segment == segment)
        for day in range(begin, begin + MAIL_DAYS):
            attention = shop.attention(segment, shop.months[day])
            carts = []
            for _ in range(CARTS):
                count = min(1 + chance.poisson(segment.looks - 1), len(attention))
                seen = chance.choice(len(attention), count, replace=False, p=attention)
                likely = [_likely(shop, shopper, int(at), day, letter) for at in seen]
                carts.append(1 - np.prod(1 - np.array(likely)))
            buys[segment.name, day] = CARTS_BOUGHT * float(np.mean(carts))
    shares, weights = [], []
    for shopper in draw_shoppers(of, np.random.default_rng(2)):
        stays = 1.0
        for day in range(begin, begin + MAIL_DAYS):
            rate = shopper.rate * shopper.segment.months.get(shop.months[day], 1.0)
            comes = 1 - exp(-rate * (shopper.segment.mail if mailed else 1.0))
            stays *= 1 - comes * buys[shopper.segment.name, day]
        mean = np.mean([buys[shopper.segment.name, day] for day in range(begin, begin + MAIL_DAYS)])
        known = 1 - exp(-shopper.rate * begin * mean)
        stayed = exp(-shopper.rate * begin * mean * shopper.leaves)
        shares.append(1 - stays)
        weights.append(known * stayed)
    return float(np.average(shares, weights=weights))


@pytest.mark.slow
def test_the_effects_are_those_stated(engine):
    """Every interval covers the truth; that of all campaigns together excludes nothing."""
    stated = world()
    looks = found_in(engine, stated)

    for campaign in stated.campaigns:
        look = looks[campaign.name]
        with_it, without = (
            bought_in_the_week(stated, campaign, mailed=mailed) for mailed in (True, False)
        )
        assert look.bought.low <= with_it - without <= look.bought.high
        assert look.held.customers > 50
        part = look.held.customers / (look.held.customers + look.treated.customers)
        assert part == pytest.approx(campaign.holdout, abs=0.04)

    together = learn_uplift(engine, NOW)
    assert together["effect"]["low"] > 0
    assert together["customers"] == sum(
        look.held.customers + look.treated.customers for look in looks.values()
    )


@pytest.mark.slow
def test_in_a_null_world_nothing_is_found(engine):
    """Where e-mails do nothing, no interval excludes nothing, and nobody is called lost."""
    for look in found_in(engine, world().null()).values():
        assert not look.bought.certain
        assert not look.spend.certain
    together = learn_uplift(engine, NOW)
    assert together["effect"]["low"] < 0 < together["effect"]["high"]
    assert not together["evident"]
    assert together["lost"] == 0
