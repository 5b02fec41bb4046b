"""What became of offers, found in every database that a store may use."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, select

from commerce import Catalogue, Product, Variant
from commerce.tables import carts, order_lines, orders
from database import reading, writing
from recommendation import (
    Because,
    Moment,
    Offer,
    Outcome,
    ShopperState,
    Slate,
    SlateLog,
    Why,
    attribution,
)
from recommendation.attribution import Attribution
from recommendation.tables import outcomes
from signals import BehaviourEvent, BehaviourKind
from signals.behaviour_log import BehaviourLog

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KINDS = {
    Outcome.CLICKED: BehaviourKind.VIEW,
    Outcome.CARTED: BehaviourKind.ADD_TO_CART,
    Outcome.BOUGHT: BehaviourKind.PURCHASE,
}


def shown(engine, turn, *offered, after=timedelta(), talk="talk", customer=""):
    """Log a slate; its id."""
    offers = tuple(
        Offer(product=one, score=0.5, source="sessions", because=Because(Why.POPULAR))
        for one in offered
    )
    slate = Slate.of(Moment(talk, turn, customer), ShopperState(), "v1", offers=offers)
    SlateLog(engine).record(slate, NOW + after)
    return slate.id


def did(engine, kind, product, after=MINUTE, **who):
    who = {"visitor_id": "browser", "conversation_id": "talk"} | who
    id_ = f"{kind} {product} {after}"[:64]
    BehaviourLog(engine).add(
        [BehaviourEvent(id=id_, kind=kind, at=NOW + after, product_id=product, **who)]
    )


def ordered(engine, number, product, *, customer="ada", after=MINUTE, status="placed"):
    whole = {
        "id": number, "number": number, "number_key": number, "number_digits": number,
        "customer_id": customer, "status": status, "placed_at": NOW + after, "total": Decimal(9),
        "currency": "USD", "refunded": Decimal(0), "shipping_method": "", "shipping_region": "",
        "payments": [], "done": [],
    }  # fmt: skip
    line = {
        "order_id": number, "position": 0, "sku": product, "product_id": product, "title": product,
        "options": {}, "quantity": 1, "unit_price": Decimal(9), "status": "ordered",
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(insert(orders), [whole])
        connection.execute(insert(order_lines), [line])


def known(engine):
    """All outcomes that are kept, as (slate, product, outcome)."""
    with reading(engine) as connection:
        query = select(outcomes.c.slate_id, outcomes.c.product_id, outcomes.c.outcome)
        return sorted(map(tuple, connection.execute(query)))


@pytest.mark.parametrize("outcome", KINDS)
def test_what_happens_within_its_window_is_an_outcome(engine, outcome):
    """A moment later it has another reason; what came before the offer is no answer to it."""
    window = attribution.WINDOWS[outcome]
    slate = shown(engine, "1", "lamp", "mat", "tent")
    did(engine, KINDS[outcome], "lamp", window)
    did(engine, KINDS[outcome], "mat", window + timedelta(seconds=1))
    did(engine, KINDS[outcome], "tent", -timedelta(seconds=1))
    assert 1 == Attribution(engine).settle()
    assert [(slate, "lamp", outcome)] == known(engine)


def test_a_pass_may_be_broken_off_and_repeated(engine, monkeypatch):
    """It goes on where nothing is known yet, and finds nothing twice."""
    monkeypatch.setattr(attribution, "PAGE", 2)
    for turn in range(5):
        shown(engine, str(turn), f"lamp {turn}")
        did(engine, BehaviourKind.VIEW, f"lamp {turn}")
    assert 2 == next(Attribution(engine).settling())
    assert [0, 2, 1] == list(Attribution(engine).settling())
    assert 0 == Attribution(engine).settle()
    assert 5 == len(known(engine))


def test_only_new_slates_are_looked_at_where_that_is_wanted(engine):
    """The older ones have their outcomes."""
    shown(engine, "1", "lamp")
    newer = shown(engine, "2", "mat", after=MINUTE)
    did(engine, BehaviourKind.VIEW, "lamp", 2 * MINUTE)
    did(engine, BehaviourKind.VIEW, "mat", 2 * MINUTE)
    Attribution(engine).settle(since=NOW + MINUTE)
    assert [(newer, "mat", Outcome.CLICKED)] == known(engine)


def test_the_last_offer_before_it_has_the_merit(engine):
    """An offer that was repeated counts once, in another conversation of the customer too."""
    shown(engine, "1", "lamp", customer="ada")
    credited = shown(engine, "2", "lamp", after=5 * MINUTE, talk="next talk", customer="ada")
    shown(engine, "3", "lamp", after=15 * MINUTE, customer="ada")
    did(engine, BehaviourKind.VIEW, "lamp", 10 * MINUTE, customer_id="ada")
    assert 1 == Attribution(engine).settle()
    assert [(credited, "lamp", Outcome.CLICKED)] == known(engine)


@pytest.mark.parametrize(
    "who",
    [
        {"visitor_id": "another browser"},
        {"conversation_id": ""},
        {"conversation_id": "", "visitor_id": "", "customer_id": "ada"},
    ],
)
def test_a_shopper_is_known_by_conversation_browser_or_account(engine, who):
    """What is done where no chat is open counts too."""
    shown(engine, "1", "lamp", customer="ada")
    did(engine, BehaviourKind.SEARCH, "", -9 * MINUTE)
    did(engine, BehaviourKind.VIEW, "lamp", **who)
    assert 1 == Attribution(engine).settle()


def test_what_somebody_else_does_is_no_outcome(engine):
    """A guest's slate has no account, and is not that of everybody without one."""
    shown(engine, "1", "lamp")
    nobody = {"conversation_id": "", "visitor_id": ""}
    did(engine, BehaviourKind.PURCHASE, "lamp", **nobody, customer_id="bo")
    did(engine, BehaviourKind.VIEW, "lamp", conversation_id="", visitor_id="b2")
    ordered(engine, "o1", "lamp", customer="bo")
    assert 0 == Attribution(engine).settle()


def test_what_the_chat_puts_into_the_cart_is_an_outcome(engine):
    """By the cart as it lies there, whichever variant was taken."""
    variants = (Variant("lamp-red", {}, Decimal(9)), Variant("lamp-blue", {}, Decimal(9)))
    lamp = Product("lamp", "Lamp", "", "home", "", {}, variants)
    mat = replace(lamp, id="mat", title="Mat", variants=(Variant("mat", {}, Decimal(9)),))
    Catalogue(engine).upsert([lamp, mat])
    slate = shown(engine, "1", "lamp", "mat")
    with writing(engine) as connection:
        filled = {"conversation_id": "talk", "lines": {"lamp-blue": 1}, "coupon": "", "tier": "",
                  "changed_at": NOW + MINUTE}  # fmt: skip
        connection.execute(insert(carts), [filled])
    assert 1 == Attribution(engine).settle()
    assert [(slate, "lamp", Outcome.CARTED)] == known(engine)


def test_orders_are_outcomes_unless_they_were_cancelled(engine):
    """A purchase is told by the shop's records as well as by its pages, and counts once."""
    slate = shown(engine, "1", "lamp", "mat", customer="ada")
    ordered(engine, "o1", "lamp")
    ordered(engine, "o2", "mat", status="cancelled")
    did(engine, BehaviourKind.PURCHASE, "lamp", 2 * MINUTE)
    assert 1 == Attribution(engine).settle()
    assert [(slate, "lamp", Outcome.BOUGHT)] == known(engine)


def test_a_rejection_is_not_all_that_is_learnt_from(engine):
    """A slate of which something was looked at is told beside one that was turned down."""
    log = SlateLog(engine)
    turned_down = shown(engine, "1", "lamp")
    log.note(turned_down, "lamp", Outcome.REJECTED, NOW)
    shown(engine, "2", "mat")
    did(engine, BehaviourKind.VIEW, "mat")
    Attribution(engine).settle()
    told = [one.outcomes for one in log.judged()]
    assert [{"lamp": {Outcome.REJECTED}}, {"mat": {Outcome.CLICKED}}] == sorted(
        told, key=lambda one: "mat" in one
    )
