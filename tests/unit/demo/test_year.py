"""The year of the demo store: drawn as it is stated, and whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from commerce import OrderStatus
from demo.seed import read_products
from demo.year import Year, draw_year, world
from signals import BehaviourKind

TODAY = date(2026, 11, 20)
FEW = replace(world(), shoppers=150)


@pytest.fixture(scope="module")
def year() -> Year:
    return draw_year(read_products(), TODAY, FEW)


def test_the_same_day_draws_the_same_year(year: Year) -> None:
    assert draw_year(read_products(), TODAY, FEW).orders == year.orders
    assert draw_year(read_products(), TODAY, FEW, seed=3).orders != year.orders


def test_it_ends_before_today_and_is_in_order(year: Year) -> None:
    days = [order.placed_at.date() for order in year.orders]

    assert days == sorted(days)
    assert year.first_day == TODAY - timedelta(days=365) <= days[0]
    assert days[-1] < TODAY
    assert [event.at for event in year.events] == sorted(event.at for event in year.events)


def test_orders_are_what_was_bought_in_the_visits(year: Year) -> None:
    bought = Counter(
        (event.customer_id, event.product_id)
        for event in year.events
        if event.kind is BehaviourKind.PURCHASE
    )

    assert bought == Counter(
        (order.customer_id, line.product_id) for order in year.orders for line in order.lines
    )
    prices = {
        (event.customer_id, event.at, event.product_id): event.price
        for event in year.events
        if event.kind is BehaviourKind.PURCHASE
    }
    for order in year.orders:
        for line in order.lines:
            key = (order.customer_id, order.placed_at, line.product_id)
            assert prices[key] == line.unit_price


def test_everybody_with_an_order_is_a_customer_of_a_stated_segment(year: Year) -> None:
    ids = {customer.id for customer in year.customers}

    assert len(ids) == len(year.customers)
    assert {order.customer_id for order in year.orders} == ids
    assert set(year.segment_of) == ids
    assert set(year.segment_of.values()) <= {segment.name for segment in FEW.segments}


def test_a_visitor_is_nobody_before_the_first_purchase(year: Year) -> None:
    first = {}
    for order in year.orders:
        first.setdefault(order.customer_id, order.placed_at.date())

    named = [event for event in year.events if event.customer_id]

    assert any(not event.customer_id for event in year.events)
    assert all(event.at.date() >= first[event.customer_id] for event in named)


def test_old_orders_have_arrived_and_prices_are_the_catalogues_again(year: Year) -> None:
    old = [order for order in year.orders if order.placed_at.date() < TODAY - timedelta(days=30)]

    assert {order.status for order in old} <= {
        OrderStatus.DELIVERED,
        OrderStatus.PARTLY_RETURNED,
        OrderStatus.REFUNDED,
    }
    assert not old[0].shipment or old[0].shipment.delivered_at
    spells_end = year.prices.factor[~year.prices.on_sale[:, -1], -1]
    assert (spells_end == 1).all()


def test_a_lot_decides_who_gets_an_e_mail(year: Year) -> None:
    for campaign in FEW.campaigns:
        mailed, held_out = year.mailed[campaign.name], year.held_out[campaign.name]

        assert mailed
        assert not mailed & held_out
        assert len(held_out) < len(mailed)


def test_nothing_works_in_the_null_world() -> None:
    null = FEW.null()

    for segment in null.segments:
        assert segment.mail == 1
        for category in null.elasticity:
            assert null.price_effect(segment, category, 0.5) == 1
    assert {sale.display for sale in null.sales} == {1}
    assert {campaign.buys for campaign in null.campaigns} == {1}


def test_who_asks_is_helped_as_much_as_the_world_states(year: Year) -> None:
    before = [talk for talk in year.talks if talk.about == "before_buying"]
    tagged = {event.conversation_id for event in year.events if event.conversation_id}

    assert tagged == {talk.id for talk in before}
    assert year.helped > 0
    assert draw_year(read_products(), TODAY, FEW.null()).helped == 0


def test_talks_and_reviews_are_of_things_delivered(year: Year) -> None:
    troubled = {line.product_id for line in year.delivered if line.problem}
    bad = {review.product_id for review in year.reviews if review.rating <= 3}
    complaints = [talk for talk in year.talks if talk.about in {one.name for one in FEW.problems}]

    assert bad
    assert bad <= troubled
    assert complaints
    assert all(talk.began.date() < TODAY for talk in year.talks)
    assert all(len(talk.exchanges) == 2 for talk in year.talks if talk.handed_over)
    assert {talk.assistant for talk in year.talks} == {"answers-1", "answers-2"}


def test_a_problem_grows_from_month_to_month_only_where_it_is_stated() -> None:
    zip_, sizing = FEW.problems[:2]
    product = zip_.products[0]

    assert zip_.chance(product, "", 2) == pytest.approx(zip_.share * zip_.growth**2)
    assert zip_.chance("another", "Clothing", 2) == 0
    assert sizing.chance("another", "Clothing", 9) == sizing.share
    assert {one.growth for one in FEW.null().problems} == {1.0}
