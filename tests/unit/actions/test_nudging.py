"""Offers on the shop's pages: called for by rules, forbidden by the guard, kept in the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from offered import TALK, RecommendedShopper
from trackers import DOMAIN

from actions.nudging import Nudging
from recommendation import Outcome
from recommendation.nudges import NudgeRule, NudgeRules
from signals import BehaviourEvent, BehaviourKind
from tests.unit.knowledge.shop import Shop

LOOK = NudgeRule(name="look", text="Still deciding?", product_seconds=60)
CART = NudgeRule(name="cart", text="Your cart is still here.", cart_idle_seconds=300)
SURE = NudgeRule(name="sure", text="One more thing.", propensity=0.3)


@pytest.fixture
def shopper(tmp_path, monkeypatch):
    monkeypatch.setattr("actions.signals.WITHIN_S", 60.0)
    shop = Shop(tmp_path)
    found = RecommendedShopper(shop)
    found.said = []
    found.store.traces = SimpleNamespace(turns_of=lambda _talk: found.said)
    yield found
    shop.knowledge.close()


def nudging(shopper, *rules, **caps):
    rules = NudgeRules(rules=rules or (LOOK,), **caps)
    return Nudging(shopper.store, shopper.store.gateway, rules, DOMAIN)


def did(shopper, kind, product, seconds_ago):
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    event = BehaviourEvent(
        id=f"{kind} {product} {seconds_ago}", kind=kind, at=at, visitor_id="browser",
        conversation_id=TALK, product_id=product,
    )  # fmt: skip
    shopper.store.signals.behaviour.add([event])


async def test_a_long_look_is_answered_by_what_goes_with_it(shopper):
    """The teaser has the rule's words, and one product with its reason; the slate is logged."""
    assert await nudging(shopper).consider(TALK, "tent", 59) is None
    shown = await nudging(shopper).consider(TALK, "tent", 61)
    assert ("Still deciding?", "mug") == (shown["text"], shown["product"]["id"])
    assert "Lodestar Tent" in shown["product"]["reason"]
    logged = shopper.store.recommendations.log.last(TALK)
    assert (shown["id"], False, 1.0) == (logged.id, logged.asked, logged.offers[0].propensity)


async def test_one_is_enough_for_a_visit(shopper):
    """Whichever rule holds next."""
    nudges = nudging(shopper, LOOK, SURE)
    assert await nudges.consider(TALK, "tent", 61)
    assert await nudges.consider(TALK, "tent", 90) is None


@pytest.mark.parametrize(
    ("done", "called"),
    [
        ([(BehaviourKind.ADD_TO_CART, 301)], True),
        ([(BehaviourKind.ADD_TO_CART, 400), (BehaviourKind.ADD_TO_CART, 200)], False),
        ([(BehaviourKind.ADD_TO_CART, 400), (BehaviourKind.REMOVE_FROM_CART, 390)], False),
        ([(BehaviourKind.ADD_TO_CART, 400), (BehaviourKind.CHECKOUT, 350)], False),
        ([(BehaviourKind.VIEW, 400)], False),
    ],
)
async def test_a_cart_that_is_left_calls_for_one(shopper, done, called):
    """Five minutes after the last thing went in; not an emptied one, nor at the check-out."""
    for kind, seconds_ago in done:
        did(shopper, kind, "tent", seconds_ago)
    shown = await nudging(shopper, CART).consider(TALK, "tent", 0)
    assert called is (shown is not None)


async def test_the_chats_own_cart_counts(shopper):
    """It was filled just now, so it is not idle yet."""
    shopper.put(tent=1)
    assert await nudging(shopper, CART).consider(TALK, "tent", 0) is None
    at_once = NudgeRule(name="cart", text="Your cart.", cart_idle_seconds=0)
    assert await nudging(shopper, at_once).consider(TALK, "tent", 0)


async def test_a_likely_purchase_calls_for_one(shopper):
    """By the propensity of the visit, which the log keeps with the slate."""
    nudges = nudging(shopper, SURE)
    did(shopper, BehaviourKind.VIEW, "tent", 60)
    assert await nudges.consider(TALK, "tent", 60) is None
    for kind in (BehaviourKind.ADD_TO_CART, BehaviourKind.CHECKOUT, BehaviourKind.CHECKOUT):
        did(shopper, kind, "tent", 30)
    shown = await nudges.consider(TALK, "tent", 60)
    assert "mug" == shown["product"]["id"]
    shopper.store.recommendations.nudges.answer(
        TALK, shown["id"], Outcome.CLICKED, datetime.now(UTC)
    )
    (judged,) = shopper.store.recommendations.log.judged()
    assert judged.state.propensity >= SURE.propensity


async def test_the_guard_forbids_nudges_too(shopper):
    """An open complaint silences them, and a withheld one is not tried again in the visit."""
    shopper.store.tickets.open(TALK, "complaint", "my parcel came broken")
    assert await nudging(shopper).consider(TALK, "tent", 61) is None
    (made,) = shopper.store.recommendations.nudges.made(TALK, "", datetime.min.replace(tzinfo=UTC))
    assert ("look", False) == (made.rule, made.shown)


async def test_what_was_said_in_the_chat_is_heard_on_the_page(shopper):
    """Grief silences nudges as it silences offers."""
    said = datetime.now(UTC)
    shopper.said = [
        SimpleNamespace(
            text="my late husband bought it", intent="chitchat", actions=(), turn_id="t1",
            started_at=said,
        )
    ]  # fmt: skip
    assert await nudging(shopper).consider(TALK, "tent", 61) is None


async def test_whoever_wants_none_gets_none(shopper):
    """For good: not on another day either."""
    nudges = nudging(shopper, per_visit=9, per_day=9)
    shown = await nudges.consider(TALK, "tent", 61)
    log = shopper.store.recommendations.nudges
    assert log.answer(TALK, shown["id"], Outcome.STOPPED, datetime.now(UTC))
    assert log.stopped(TALK, "")
    assert await nudging(shopper, SURE, CART, per_visit=9).consider(TALK, "tent", 61) is None
