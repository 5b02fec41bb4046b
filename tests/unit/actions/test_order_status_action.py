"""Order status: only the customer's own, only signed in, and no fact that the shop lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from rasa_sdk.executor import CollectingDispatcher
from shop_records import order
from trackers import DOMAIN, bot, tracker, user

from actions.order_status import ActionShowOrderStatus, facts_of, response_for, tell_beside
from actions.turn import read_turn
from commerce import LineStatus, OrderStatus


@pytest.fixture
def signed_in(store):
    store.conversations.customer = "C-1"
    return store


async def test_nobody_learns_of_an_order_before_signing_in(store, act):
    """Without a customer bound by the gateway there is no order fact, number or not."""
    store.orders.orders = [order()]
    for number in (None, "HP-10001"):
        done = await act("action_show_order_status", "where is my order", order_number=number)
        assert done.responses == ["utter_sign_in"]
        assert "HP-10001" not in str(done.messages)


async def test_the_only_open_order_is_told(signed_in, act):
    """An order under way comes before a later one that has arrived."""
    signed_in.orders.orders = [
        order("HP-1", days_ago=5),
        order("HP-2", status=OrderStatus.DELIVERED, days_ago=1),
    ]
    done = await act("action_show_order_status", "where is my order")
    assert done.responses == ["utter_order_shipped_due"]
    assert done.messages[0]["number"] == "HP-1"
    assert done.messages[0]["tracking"] == "[BP1](https://track.example/BP1)"


async def test_an_order_is_cited(signed_in, act):
    """The reply says which record it comes from."""
    signed_in.orders.orders = [order()]
    done = await act("action_show_order_status", "where is my order")
    assert done.messages[0]["custom"]["citations"] == [
        {"title": "HP-10001", "source": "orders/HP-10001", "section": ""}
    ]


async def test_several_open_orders_are_asked_about(signed_in, act):
    """Each choice is a button that names the order and what is in it."""
    signed_in.orders.orders = [order("HP-1", days_ago=2), order("HP-2", days_ago=1)]
    done = await act("action_show_order_status", "where is my order")
    assert done.responses == ["utter_which_order"]
    assert done.messages[0]["buttons"] == [
        {
            "title": "HP-2: Rain Jacket",
            "payload": '/ask_order_status{"order_number": "HP-2"}',
        },
        {
            "title": "HP-1: Rain Jacket",
            "payload": '/ask_order_status{"order_number": "HP-1"}',
        },
    ]


async def test_an_order_is_known_by_what_is_in_it(signed_in, act):
    """A question about the tent is about the order with the tent."""
    tent = replace(order().lines[0], title="Lodestar 2-Person Tent")
    signed_in.orders.orders = [
        order("HP-1", days_ago=2),
        replace(order("HP-2", days_ago=3), lines=(tent,)),
    ]
    done = await act("action_show_order_status", "where is my tent?")
    assert done.messages[0]["number"] == "HP-2"


async def test_without_an_open_order_the_latest_is_told(signed_in, act):
    """The words "where is my order" after delivery means the one that came last."""
    signed_in.orders.orders = [
        order("HP-1", status=OrderStatus.DELIVERED, days_ago=9),
        order("HP-2", status=OrderStatus.REFUNDED, days_ago=4),
    ]
    done = await act("action_show_order_status", "where is my order")
    assert (done.responses, done.messages[0]["number"]) == (["utter_order_refunded"], "HP-2")


async def test_a_number_picks_the_order(signed_in, act):
    """The number in the text wins over what is under way."""
    signed_in.orders.orders = [order("HP-1"), order("HP-2", status=OrderStatus.CANCELLED)]
    done = await act("action_show_order_status", "order HP-2", order_number="HP-2")
    assert done.responses == ["utter_order_cancelled"]


async def test_another_customers_order_is_not_found(signed_in, act):
    """Missing and not yours sound the same, and nothing of the order is said."""
    signed_in.orders.orders = [order("HP-9", customer_id="C-2")]
    done = await act("action_show_order_status", "order HP-9", order_number="HP-9")
    assert done.responses == ["utter_order_not_found"]
    assert "Rain Jacket" not in str(done.messages)


async def test_a_customer_without_orders_is_told_so(signed_in, act):
    """No order is a fact too."""
    done = await act("action_show_order_status", "where is my order")
    assert done.responses == ["utter_no_orders"]


TODAY = datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"status": OrderStatus.PLACED, "shipment": None}, "utter_order_placed"),
        ({"status": OrderStatus.PACKED, "shipment": None}, "utter_order_packed"),
        ({"status": OrderStatus.PARTLY_SHIPPED}, "utter_order_partly_shipped"),
        (
            {"status": OrderStatus.PARTLY_SHIPPED, "shipment": None},
            "utter_order_partly_shipped_untracked",
        ),
        ({"due_in": None}, "utter_order_shipped"),
        ({"due_in": 0}, "utter_order_shipped_due"),
        ({"due_in": -1}, "utter_order_shipped_late"),
        ({"shipment": None}, "utter_order_shipped_untracked"),
        ({"status": OrderStatus.DELIVERED}, "utter_order_delivered"),
        (
            {"status": OrderStatus.DELIVERED, "shipment": None},
            "utter_order_delivered_undated",
        ),
        ({"status": OrderStatus.RETURN_REQUESTED}, "utter_order_return_requested"),
        ({"status": OrderStatus.EXCHANGE_REQUESTED}, "utter_order_exchange_requested"),
        ({"status": OrderStatus.PARTLY_RETURNED}, "utter_order_partly_returned"),
        ({"status": OrderStatus.RETURNED}, "utter_order_returned"),
        (
            {"status": OrderStatus.RETURNED, "refunded": Decimal("42.00")},
            "utter_order_returned_refunded",
        ),
        ({"status": OrderStatus.REFUNDED}, "utter_order_refunded"),
        ({"status": OrderStatus.CANCELLED}, "utter_order_cancelled"),
        (
            {"status": OrderStatus.CANCELLED, "refunded": Decimal("49.00")},
            "utter_order_cancelled_refunded",
        ),
        ({"status": OrderStatus.LOST}, "utter_order_lost"),
    ],
)
def test_each_state_has_its_response_and_the_facts_for_it(given, expected):
    """Every state an order can be in has wording whose gaps are all filled."""
    found = order(**given)
    assert response_for(found, TODAY) == expected
    facts = facts_of(found)
    for variation in DOMAIN["responses"][expected]:
        variation["text"].format(**facts)


@pytest.mark.parametrize("due_in", [1, -1])
def test_a_parcel_without_a_number_is_not_said_to_have_one(due_in):
    """Shops may not tell the carrier or the number; the reply then does without."""
    found = order(due_in=due_in)
    found = replace(found, shipment=replace(found.shipment, tracking_number=""))
    response = response_for(found, TODAY)
    assert response.endswith("_untracked")
    assert not any("{tracking}" in text["text"] for text in DOMAIN["responses"][response])


def test_what_came_back_is_named():
    """A partly returned order says which part."""
    kept, back = order().lines[0], replace(order().lines[0], title="Hat", quantity=2)
    found = order(
        status=OrderStatus.PARTLY_RETURNED,
        lines=(kept, replace(back, status=LineStatus.RETURNED)),
        refunded=Decimal("30.5"),
    )
    facts = facts_of(found)
    assert (facts["items"], facts["returned"]) == ("Rain Jacket, 2 x Hat", "2 x Hat")
    assert facts["refunded"] == "$30.50"


async def test_what_is_in_it_answers_which_order(signed_in, act):
    """After that question the name of a thing is no question about a product."""
    tent = replace(order().lines[0], title="Lodestar 2-Person Tent")
    signed_in.orders.orders = [
        order("HP-1", days_ago=2),
        replace(order("HP-2", days_ago=3), lines=(tent,)),
    ]
    before = [user("where is my order?"), bot("Which?", response="utter_which_order")]
    done = await act("action_answer_question", "the tent", before=before)
    assert done.messages[0]["number"] == "HP-2"


async def test_a_question_beside_a_request_is_answered(signed_in):
    """Where the tent is, whatever becomes of the rest; without a name nothing is told."""
    tent = replace(order().lines[0], title="Lodestar 2-Person Tent")
    signed_in.orders.orders = [
        order("HP-1", days_ago=2),
        replace(order("HP-2", days_ago=3), lines=(tent,)),
    ]
    action = ActionShowOrderStatus(signed_in, signed_in.gateway)
    for words, numbers in (
        ("Cancel the rain jacket. And where is my tent?", ["HP-2"]),
        ("Cancel the rain jacket. When will you?", []),
        ("Cancel the tent.", []),
    ):
        dispatcher = CollectingDispatcher()
        await tell_beside(action, dispatcher, read_turn(tracker(words), DOMAIN, 30))
        assert [message["number"] for message in dispatcher.messages] == numbers
