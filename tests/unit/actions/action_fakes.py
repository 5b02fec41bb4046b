"""A store in memory, and trackers as Rasa sends them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import yaml
from rasa_sdk import Tracker

from commerce import (
    GiftCardNotFound,
    NotAllowed,
    Order,
    OrderLine,
    OrderNotFound,
    OrderStatus,
    Product,
    Shipment,
    Variant,
)
from knowledge.answers import Answer, Citation, NoAnswer
from knowledge.chunks import Chunk, Hit, Retrieval
from knowledge.constraints import Constraints
from knowledge.product_search import ProductSearchResult
from tilly.settings import ROOT, Settings

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
CHUNK = Chunk(
    id="c1",
    text="Electronics can be returned within 14 days.",
    title="Returns",
    section="Electronics",
    source="policies/returns.md",
    kind="policy",
    product_id=None,
    product_title=None,
    url=None,
    updated_at=date(2026, 1, 1),
)
HITS = (Hit(CHUNK, 2.0, 0.7, 5.0),)


def answer(text="Electronics can be returned within 14 days.", url=None, confidence=0.9):
    return Answer(
        text=text,
        citations=(Citation("Returns", "policies/returns.md", "Electronics", url),),
        confidence=confidence,
        model="extractive",
        prompt_version="",
        retrieval=Retrieval("q", HITS, 0.9, ()),
        verdicts=(),
        timings_ms={"retrieve": 3.0},
        fell_back=False,
    )


def no_answer():
    return NoAnswer("nothing fits", 0.1, Retrieval("q", HITS, 0.1, ()), {"retrieve": 3.0})


@dataclass
class FakeAnswers:
    found: object = field(default_factory=no_answer)
    asked: list = field(default_factory=list)

    async def answer(self, question, *, history, product_id, focus, deadline, on_sentence):
        self.asked.append(SimpleNamespace(**locals()))
        if isinstance(self.found, Exception):
            raise self.found
        if on_sentence and isinstance(self.found, Answer):
            for sentence in self.found.text.split("\n"):
                await on_sentence(sentence)
        return self.found


@dataclass
class FakeOrders:
    orders: list = field(default_factory=list)

    def orders_of(self, customer_id, limit=10):
        mine = [order for order in self.orders if order.customer_id == customer_id]
        return sorted(mine, key=lambda order: order.placed_at, reverse=True)[:limit]

    def access_order(self, customer_id, order_ref):
        for order in self.orders_of(customer_id):
            if order.number == order_ref:
                return order
        raise OrderNotFound("This customer has no order with that number.")


@dataclass
class FakeConversations:
    customer: str | None = None
    answering: str = "bot"

    def customer_of(self, conversation_id):
        return self.customer

    def get(self, conversation_id):
        return SimpleNamespace(id=conversation_id, answering=self.answering)


@dataclass
class FakeHandoffs:
    conversations: FakeConversations
    requested: list = field(default_factory=list)

    explained: list = field(default_factory=list)
    was_resolved: bool = False

    def request(self, conversation_id, reason):
        self.requested.append((conversation_id, reason))
        self.conversations.answering = "waiting"

    def explain(self, conversation_id, reason):
        self.explained.append(reason)

    def resolved(self, conversation_id):
        return self.was_resolved


@dataclass
class FakeTickets:
    opened: list = field(default_factory=list)

    def open(self, conversation_id, kind, text, contact=None):
        self.opened.append((kind, text, contact))

    def has_open(self, conversation_id, kind):
        return any(kind == opened for opened, *_ in self.opened)


@dataclass
class FakeRatings:
    asked: bool = False
    stars: int | None = None
    said: str | None = None

    def ask(self, conversation_id):
        asked, self.asked = self.asked, True
        return not asked and self.stars is None

    def rate(self, conversation_id, stars):
        self.stars = stars

    def comment(self, conversation_id, text):
        self.said = text


@dataclass
class FakeHours:
    """Open until `opening` is set; then closed until that moment."""

    opening: datetime | None = None
    never: bool = False

    def is_open(self, moment):
        return self.opening is None and not self.never

    def next_opening(self, moment):
        return self.opening


@dataclass
class FakeCustomers:
    known: dict = field(default_factory=dict)

    def get(self, customer_id):
        return self.known[customer_id]


@dataclass
class FakeDesk:
    standing: object = None
    cards: dict = field(default_factory=dict)
    tries: int = 3

    def loyalty(self, customer_id):
        return self.standing

    def gift_card_balance(self, conversation_id, code):
        if not self.tries:
            raise NotAllowed("too_many_tries")
        if code not in self.cards:
            self.tries -= 1
            raise GiftCardNotFound("No gift card has this code.")
        return self.cards[code]


@dataclass
class FakeTraces:
    recorded: list = field(default_factory=list)

    def record_evidence(self, turn_id, conversation_id, evidence):
        self.recorded.append((turn_id, conversation_id, evidence))


@dataclass
class FakeSearch:
    products: tuple = ()
    relaxed: tuple = ()
    wishes: tuple = ()
    names: tuple = ()
    asked: list = field(default_factory=list)

    def search(self, text):
        self.asked.append(text)
        return ProductSearchResult(self.products, Constraints(attributes=self.wishes), self.relaxed)

    def named(self, text):
        return self.names

    def told(self, constraints):
        return constraints.category

    def spelt(self, text, known=()):
        return text

    def understood(self, text):
        return Constraints(words=tuple(text.split()))


@dataclass
class FakeRetriever:
    named: tuple = ()

    def retrieve(self, query, top_k=5, **_):
        return Retrieval(query, HITS[:top_k], 0.5, self.named)


class FakeCatalogue:
    def get(self, product_id):
        return product(product_id)


@dataclass
class FakeGateway:
    deltas: list = field(default_factory=list)
    notified: list = field(default_factory=list)

    async def delta(self, conversation_id, turn_id, index, text):
        self.deltas.append((conversation_id, turn_id, index, text))

    async def notify(self, conversation_id):
        self.notified.append(conversation_id)


class Store:
    """Every service that actions use, each replaceable."""

    def __init__(self):
        self.settings = Settings(turn_budget=20.0, store_url="https://shop.example")
        self.answers = FakeAnswers()
        self.orders = FakeOrders()
        self.conversations = FakeConversations()
        self.handoffs = FakeHandoffs(self.conversations)
        self.tickets = FakeTickets()
        self.ratings = FakeRatings()
        self.customers = FakeCustomers()
        self.desk = FakeDesk()
        self.policy = SimpleNamespace(hours=FakeHours())
        self.languages = SimpleNamespace(foreign=lambda _text: None)
        self.traces = FakeTraces()
        self.knowledge = SimpleNamespace(product_search=FakeSearch(), retriever=FakeRetriever())
        self.catalogue = FakeCatalogue()
        self.gateway = FakeGateway()


def user(text, **metadata):
    return {"event": "user", "text": text, "metadata": metadata}


def bot(text="", *, response=None, buttons=None, products=()):
    return {
        "event": "bot",
        "text": text,
        "data": {
            "buttons": buttons,
            "custom": {"products": [{"id": shown} for shown in products]} if products else None,
        },
        "metadata": {"utter_action": response} if response else {},
    }


def ran(name):
    return {"event": "action", "name": name}


def tracker(
    text,
    *,
    before=(),
    intent="ask_policy",
    confidence=0.6,
    ranking=(),
    order_number=None,
    choice=None,
    metadata=None,
    slots=None,
):
    """The tracker of a conversation whose latest message is `text`."""
    if metadata is None:
        metadata = {"turn_id": "t1", "deadline": time.time() + 20}
    known = {"order_number": order_number, "choice": choice}
    entities = [{"entity": name, "value": value} for name, value in known.items() if value]
    return Tracker(
        sender_id="conversation-1",
        slots=dict(slots or {}),
        latest_message={
            "text": text,
            "metadata": metadata,
            "intent": {"name": intent, "confidence": confidence},
            "entities": entities,
            "intent_ranking": [{"name": name, "confidence": 0.2} for name in ranking],
        },
        events=[*before, {**user(text), "metadata": metadata}],
        paused=False,
        followup_action=None,
        active_loop={},
        latest_action_name="action_listen",
    )


def order(number="HP-10001", *, status=OrderStatus.SHIPPED, days_ago=3, due_in=2, **changes):
    today = datetime.now(UTC)
    shipment = Shipment(
        carrier="Blue Post",
        tracking_number="BP1",
        tracking_url="https://track.example/BP1",
        shipped_at=today - timedelta(days=1),
        estimated_delivery=None if due_in is None else (today + timedelta(days=due_in)).date(),
        delivered_at=today if status is OrderStatus.DELIVERED else None,
    )
    line = OrderLine("S1", "p1", "Rain Jacket", {}, 1, Decimal("49.00"))
    fields = {
        "id": number,
        "number": number,
        "customer_id": "C-1",
        "status": status,
        "placed_at": today - timedelta(days=days_ago),
        "lines": (line,),
        "shipment": shipment,
        "total": Decimal("49.00"),
        "currency": "USD",
    }
    return Order(**(fields | changes))


def product(product_id="rain-jacket", **changes):
    fields = {
        "id": product_id,
        "title": "Rain Jacket",
        "brand": "Northfell",
        "category": "Clothing",
        "description": "Keeps you dry.",
        "attributes": {},
        "variants": (Variant("S1", {}, Decimal("49.00"), stock=2),),
        "image": "images/rain-jacket.svg",
        "rating": 4.5,
    }
    return Product(**(fields | changes))
