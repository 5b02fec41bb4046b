"""What an agent who takes over is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import insert

import database
from commerce import Order, OrderLine, OrderStatus
from commerce.errors import ShopUnreachable
from conversations import Handoffs
from conversations.replies import BotMessage
from conversations.tables import metadata as conversations
from conversations.tables import turn_events
from conversations.testing import RICH, Talks, hand_back, take_over
from conversations.transcript import Transcripts
from signals.tables import metadata as signals
from tilly.briefing import Briefings, Tried, orders_concerned

LINE = OrderLine("A2", "alta-2", "Alta 2", {}, 1, Decimal("249.00"))
ORDER = Order(
    id="1",
    number="HP-10234",
    customer_id="C-1",
    status=OrderStatus.SHIPPED,
    placed_at=datetime(2026, 1, 1, tzinfo=UTC),
    lines=(LINE,),
    shipment=None,
    total=Decimal("249.00"),
    currency="USD",
)


class Orders:
    """The shop's orders; `away` while its system does not answer."""

    def __init__(self):
        self.away = False
        self.orders = [ORDER, replace(ORDER, id="2", number="HP-20000")]

    def orders_of(self, customer_id, limit=10):
        if self.away:
            raise ShopUnreachable("The shop does not answer.")
        return [each for each in self.orders if each.customer_id == customer_id][:limit]


@pytest.fixture
def engine(database_of):
    return database_of(conversations, signals)


@pytest.fixture
def orders():
    return Orders()


@pytest.fixture
def talks(engine):
    return Talks(engine)


def set_slots(engine, turn_id, **slots):
    with database.writing(engine) as connection:
        for place, (name, value) in enumerate(slots.items()):
            data = json.dumps({"event": "slot", "name": name, "value": value})
            row = {"key": f"{turn_id}{name}", "turn_id": turn_id, "position": place, "data": data}
            connection.execute(insert(turn_events).values(**row))


def test_it_says_what_is_wanted_what_was_tried_and_what_is_open(engine, talks, orders):
    """The shopper's own words, what the bot did, the request with its fields, the order."""
    talk = talks.open()
    talks.turn(talk, "hello", intent="greet", reply=BotMessage("Hi!"))
    talks.turn(talk, "is the Alta waterproof", reply=RICH)
    turn = talks.turn(
        talk,
        "I want to send HP-10234 back",
        intent="request_return",
        reply=BotMessage("Why is that?\nToo small?"),
    )
    facts = {"order": "HP-10234", "reason": "too small", "photos": [], "items": [1, 2]}
    set_slots(engine, turn, request="return_items", request_memory={"facts": facts})
    talks.turn(talk, "useless thing", intent="insult", outcome="fault", reply=BotMessage("Sorry"))
    Handoffs(engine).request(talk, "nothing works")
    brief = Briefings(engine, orders).of(Transcripts(engine).of(talk))
    assert ("is the Alta waterproof", "I want to send HP-10234 back") == brief.wishes
    assert "nothing works" == brief.reason
    assert (
        Tried("hello", "said: Hi!"),
        Tried("is the Alta waterproof", "answered from Alta 2"),
        Tried("I want to send HP-10234 back", "said: Why is that?"),
        Tried("useless thing", "had a technical problem"),
    ) == brief.tried
    assert "return_items" == brief.request
    assert {"order": "HP-10234", "reason": "too small", "items": "1, 2"} == brief.filled
    assert ["HP-10234"] == [order.number for order in brief.orders]
    assert ("", ()) == (brief.mood, brief.agreed)


def test_what_was_agreed_before_is_told(engine, talks, orders):
    """A second agent reads the first one's summary."""
    talk = talks.open(None, None)
    talks.turn(talk)
    take_over(engine, talk)
    hand_back(engine, talk, summary="A refund of 20.")
    brief = Briefings(engine, orders).of(Transcripts(engine).of(talk))
    assert (("A refund of 20.",), ()) == (brief.agreed, brief.orders)


def test_only_the_customers_own_orders_are_concerned_the_latest_first(orders):
    """What is named last comes first; a guest has none, and a shop that is away is no fault."""
    texts = ["HP-10234, please", "not HP-20000?"]
    found = orders_concerned(orders, "C-1", texts)
    assert ["HP-20000", "HP-10234"] == [order.number for order in found]
    assert () == orders_concerned(orders, None, texts)
    assert () == orders_concerned(orders, "C-2", texts)
    orders.away = True
    assert () == orders_concerned(orders, "C-1", texts)
