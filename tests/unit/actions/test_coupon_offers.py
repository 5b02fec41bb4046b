"""Coupons in the talk: told when asked for, offered once, and never because of a feeling."""

from __future__ import annotations

import inspect
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from shopping import Shopper

from actions import coupon_offers
from actions.understanding.coupons import asks_for_coupon, means_known_coupon, takes_coupon
from commerce.policy_sections import Coupon, Discount
from insights.promotions.coupons import Given
from recommendation import Situation, Verdict
from tests.unit.knowledge.shop import Shop

COUPON = Coupon(
    "SPRING10",
    Discount(Decimal(10), None, Decimal(50), Decimal(20)),
    date(2026, 12, 4),
    tiers=(),
    not_tags=(),
)


@pytest.fixture
def shopper(tmp_path, monkeypatch):
    """A signed-in shopper for whom a campaign is meant, in a talk in which all is well."""
    shop = Shop(tmp_path)
    shopper = Shopper(shop)
    shopper.store.conversations.customer = "C-1"
    shopper.store.coupons.one = Given("campaign", COUPON, again=False)
    shopper.asked = []

    def verdict(_conversation, situation, *, asked):
        shopper.asked.append(asked)
        return shopper.verdict

    shopper.verdict = Verdict.ALLOWED
    shopper.store.recommendations = SimpleNamespace(verdict=verdict)
    monkeypatch.setattr(coupon_offers, "situation_of", lambda *_about: Situation())
    yield shopper
    shop.knowledge.close()


@pytest.mark.parametrize(
    ("action", "text", "intent"),
    [
        ("action_apply_coupon", "use it please", "apply_coupon"),
        ("action_try_answer", "use it", "nlu_fallback"),
        ("action_accept_offer", "yes please", "affirm"),
    ],
)
async def test_who_asks_is_told_their_code_and_may_just_use_it(shopper, action, text, intent):
    """The shop's pages say nothing of it, so the code is the answer; then "use it" is enough."""
    assert ["utter_coupon_yours"] == await shopper.say(
        "action_answer_question", "do you have any discount codes?", intent="ask_policy"
    )
    told = shopper.messages[0]
    assert told["code"] == "SPRING10"
    assert told["off"] == "10% off, up to $20.00, on orders from $50.00 on"
    assert told["until"] == "Friday, December 4"

    shopper.store.carts._campaigns = SimpleNamespace(find={"SPRING10": COUPON}.get)
    shopper.put(black_s=1)
    assert ["utter_coupon_applied"] == await shopper.say(action, text, intent=intent)
    assert shopper.store.carts.show("conversation-1").discount == Decimal("6.90")


async def test_who_asks_for_a_code_is_not_asked_for_one(shopper):
    """Where NLU takes the question for the wish to use one."""
    asked = "do you have a promo code for me?"
    assert ["utter_coupon_yours"] == await shopper.say("action_apply_coupon", asked)
    shopper.store.coupons.one = None
    assert ["utter_no_coupon"] == await shopper.say("action_apply_coupon", asked)


async def test_a_code_told_of_before_is_known_later_on(shopper):
    """Who was told says "my code"; who has another one is asked which."""
    shopper.store.carts._campaigns = SimpleNamespace(find={"SPRING10": COUPON}.get)
    shopper.put(black_s=2)
    shopper.store.coupons.given = 1
    assert ["utter_ask_coupon"] == await shopper.say("action_apply_coupon", "i have a code")
    assert ["utter_coupon_applied"] == await shopper.say("action_apply_coupon", "use my code")


async def test_a_code_settles_what_was_unclear(shopper):
    """Where NLU was unsure, the bot does not ask again what was meant."""
    await shopper.say("action_try_answer", "any coupons?", intent="nlu_fallback")
    assert "utter_coupon_yours" == shopper.messages[-1]["response"]
    assert "replied" == shopper.slots["answer_outcome"]


@pytest.mark.parametrize("customer", ["C-1", None])
async def test_where_there_is_none_that_is_said(shopper, customer):
    """Held out, or nobody the shop knows: there is none for them, and that is the truth."""
    shopper.store.conversations.customer = customer
    shopper.store.coupons.one = None
    assert ["utter_no_coupon"] == await shopper.say(
        "action_answer_question", "any coupons going?", intent="ask_policy"
    )


async def test_a_code_is_offered_once_beside_a_filled_cart(shopper):
    """Not beside an empty one, not twice, and not where a code is in it already."""
    assert "utter_coupon_offered" not in await shopper.say("action_show_cart", "my cart")
    shopper.put(mug=2)
    assert "utter_coupon_offered" in await shopper.say("action_show_cart", "my cart")
    shopper.store.coupons.one = Given("campaign", COUPON, again=True)
    assert "utter_coupon_offered" not in await shopper.say("action_show_cart", "my cart")
    assert shopper.asked == [False, False]


@pytest.mark.parametrize(
    "verdict", [Verdict.OPEN_MATTER, Verdict.NEGATIVE_MOOD, Verdict.OFFERED_ENOUGH]
)
async def test_what_the_guard_forbids_is_not_offered(shopper, verdict):
    """Nobody is drawn for a campaign at such a moment either."""
    shopper.verdict = verdict
    shopper.put(mug=2)
    assert "utter_coupon_offered" not in await shopper.say("action_show_cart", "my cart")
    assert shopper.store.coupons.given == 0


async def test_a_fault_of_the_campaigns_leaves_the_answer(shopper):
    """The cart is shown all the same."""
    shopper.put(mug=2)
    shopper.store.recommendations = None
    assert ["utter_cart"] == await shopper.say("action_show_cart", "my cart")


def test_what_a_coupon_is_worth_knows_no_feeling():
    """Who gets one is asked by customer alone: no mood, no signal, no price can enter."""
    from insights.promotions.coupons import CampaignCoupons

    assert list(inspect.signature(CampaignCoupons.give).parameters) == [
        "self", "customer_id", "fence",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("do you have any coupons", True),
        ("any discount codes going", True),
        ("is there a voucher I could use today?", True),
        ("can i get a discount", True),
        ("got any promo codes?", True),
        ("i've got a promo code", False),
        ("i got a voucher", False),
        ("do you have a student discount", False),
        ("can i combine coupons", False),
        ("how do i use a discount code", False),
        ("why does my coupon not work", False),
        ("do you have gift vouchers", False),
        ("is there a discount for new customers", False),
        ("where is my order", False),
    ],
)
def test_asking_for_a_coupon_is_told_from_asking_about_them(text, asks):
    """What the shop's pages answer is left to them."""
    assert asks_for_coupon(text) is asks


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("use it", True),
        ("ok, then apply it please!", True),
        ("yes, I'd like to use that", True),
        ("use it in the shower?", False),
        ("is it waterproof", False),
        ("thanks", False),
    ],
)
def test_taking_a_coupon_is_told_from_other_talk_of_using(text, takes):
    assert takes_coupon(text) is takes


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("apply my discount code", True),
        ("use the coupon now", True),
        ("take the 10% code off", True),
        ("i got a voucher", False),
        ("use my gift voucher", False),
    ],
)
def test_a_coupon_that_both_know_is_told_from_another(text, known):
    assert means_known_coupon(text) is known
