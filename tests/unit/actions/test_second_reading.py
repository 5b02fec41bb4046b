"""What is read again by what the shopper has ordered."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from shop_records import answer, order
from trackers import bot, user

from commerce import OrderLine, OrderStatus, Product, ProductNotFound, Variant

KETTLE = Product(
    "kettle", "Gooseneck Kettle", "Fernweh", "Kitchen", "Pours well.", {},
    tuple(Variant(f"K-{colour}", {"Colour": colour}, Decimal("89.00"), stock=3)
          for colour in ("Steel", "Matte Black")),
)  # fmt: skip


@pytest.fixture(autouse=True)
def orders(store):
    """A kettle that is packed, and boots that have arrived."""
    line = OrderLine("K-Steel", "kettle", KETTLE.title, {"Colour": "Steel"}, 1, Decimal("89.00"))
    boots = replace(line, sku="B-1", product_id="boots", title="Ridge Hiking Boots", options={})
    store.conversations.customer = "C-1"
    store.orders.orders = [
        replace(order("HP-10001"), lines=(line,)),
        replace(order("HP-10002", status=OrderStatus.DELIVERED, days_ago=20), lines=(boots,)),
    ]

    class Catalogue:
        def get(self, product_id):
            if product_id != "kettle":
                raise ProductNotFound("No such product.")
            return KETTLE

    store.catalogue = Catalogue()
    return store.orders.orders


def request_of(done):
    """The request that is begun, and the words for it."""
    memory = next(event["value"] for event in done.events if event.get("name") == "request_memory")
    assert done.events[-1]["name"] == "request_form"
    return memory["waiting"][0]


@pytest.mark.parametrize(
    ("text", "request_name"),
    [
        ("cancel my kettle", "cancel_order"),
        ("I never got my boots", "report_parcel"),
        ("can I have the kettle in matte black instead?", "change_items"),
        ("can i send all of it back?", "return_items"),
    ],
)
@pytest.mark.parametrize("action", ["action_search_products", "action_answer_question"])
async def test_a_request_about_a_thing_of_ones_own_begins(act, action, text, request_name):
    """Whatever NLU took it for, the form goes on with the words."""
    assert [request_name, text] == request_of(await act(action, text))


async def test_a_request_in_an_unclear_message_sets_what_its_rules_read(act):
    """The rules of an unclear message look at its outcome before the form begins."""
    done = await act("action_try_answer", "I never got my bots", intent="nlu_fallback")
    assert done.events[0]["value"] == "replied"
    assert request_of(done)[0] == "report_parcel"


@pytest.mark.parametrize(
    "text",
    [
        "how do I cancel the kettle?",
        "can I return the kettle if it leaks?",
        "does the kettle come in black instead of steel?",
        "cancel the sofa",
    ],
)
async def test_a_question_about_such_a_request_is_a_question(store, act, text):
    """Nothing begins where the shopper only asks, or never ordered such a thing."""
    store.answers.found = answer()
    done = await act("action_answer_question", text)
    assert not any(event.get("name") == "request_memory" for event in done.events)


async def test_where_a_thing_of_ones_own_is(act):
    """Its order is told, not its size."""
    done = await act("action_answer_question", "where is my kettle?", intent="ask_product_detail")
    assert done.responses == ["utter_order_shipped_due"]


async def test_where_a_guests_thing_is(store, act):
    """Whoever is not signed in is told to sign in, whatever thing it is."""
    store.conversations.customer = None
    done = await act("action_answer_question", "where is my tent?", intent="ask_product_detail")
    assert done.responses == ["utter_sign_in"]


async def test_the_other_order_is_the_one_not_told_of(act):
    """A question after a status goes on with the orders."""
    before = [
        user("where is my kettle?"),
        bot("HP-10001 is on its way.", response="utter_order_shipped_due"),
    ]
    done = await act(
        "action_answer_question", "and the other order?", intent="ask_product_detail", before=before
    )
    assert done.responses == ["utter_order_delivered"]


@pytest.mark.parametrize("action", ["action_show_order_status", "action_answer_question"])
async def test_where_it_is_and_a_question_are_both_answered(store, act, action):
    """The question is asked of the shop's knowledge with the thing's name for "it"."""
    store.answers.found = answer("Within 30 days.")
    intent = "ask_order_status" if "status" in action else "ask_policy"
    done = await act(action, "where is my order and how long can I return it?", intent=intent)
    assert done.responses[0] == "utter_order_shipped_due"
    assert done.messages[1]["text"] == "Within 30 days."
    assert store.answers.asked[0].question == "how long can I return the Gooseneck Kettle?"


async def test_a_wish_for_a_person_is_not_answered_with_an_order(store, act):
    """The order is what it is about, not what is asked."""
    text = "I'd like to talk to somebody about my order, the carrier keeps changing the day"
    done = await act("action_show_order_status", text, intent="ask_order_status")
    assert store.handoffs.requested
    assert done.responses[0].startswith("utter_person_asked")


async def test_a_guests_order_with_its_address_is_looked_up(store, act):
    """Number, address and postcode in one sentence need no question."""
    store.conversations.customer = None
    done = await act(
        "action_show_order_status",
        "guest order HP-10180, ada@example.com, zip 05401",
        intent="ask_order_status",
    )
    assert request_of(done)[0] == "look_up_order"


async def test_where_it_is_is_told_before_a_request_begins(store, act):
    """A question beside a request is not lost: the one order under way is meant."""
    store.answers.found = answer()
    turn = "where is my order and how do I return the boots?"
    done = await act("action_answer_question", turn, intent="ask_policy")
    assert done.responses[0] == "utter_order_shipped_due"


async def test_a_request_for_an_order_of_ones_own_begins(act):
    """The number names it as well as what is in it."""
    done = await act(
        "action_try_answer",
        "please cancel HP-10001",
        intent="nlu_fallback",
        order_number="HP-10001",
    )
    assert request_of(done)[0] == "cancel_order"
