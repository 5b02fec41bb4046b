"""A store in memory: every service that actions use, without what is behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING

from shop_records import HITS, no_answer, product

from commerce import GiftCardNotFound, NotAllowed, OrderNotFound
from knowledge.answers import Answer
from knowledge.chunks import Retrieval
from knowledge.constraints import Constraints
from knowledge.product_search import ProductSearchResult
from tilly.settings import Settings

if TYPE_CHECKING:
    from datetime import datetime


@dataclass
class FakeAnswers:
    found: object = field(default_factory=no_answer)
    asked: list = field(default_factory=list)

    async def answer(
        self,
        question,
        *,
        history,
        product_id=None,
        focus=None,
        deadline=None,
        on=None,
        on_sentence=None,
    ):
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
class FakePolicy:
    """People are there until `opening` is set; then away until that moment."""

    opening: datetime | None = None
    never: bool = False

    @property
    def hours(self):
        return self

    @property
    def calendar(self):
        return self

    def at(self, moment):
        return self

    def day_of(self, moment):
        return moment.date()

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
class FakeCoupons:
    """Gives `one` to whoever asks; `given` counts."""

    one: object = None
    given: int = 0

    def codes(self):
        return {self.one.coupon.code} if self.one else set()

    def held(self, customer_id):
        return self.one if self.given else None

    def give(self, customer_id, *, fence=None):
        self.given += 1
        return self.one


@dataclass
class FakeTraces:
    recorded: list = field(default_factory=list)

    def record_evidence(self, turn_id, conversation_id, evidence):
        self.recorded.append((turn_id, conversation_id, evidence))


@dataclass
class FakeWithheld:
    noted: list = field(default_factory=list)

    def note(self, conversation_id, turn_id, action, about):
        self.noted.append((turn_id, action, about))


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
        self.chat_model = None
        self.orders = FakeOrders()
        self.conversations = FakeConversations()
        self.handoffs = FakeHandoffs(self.conversations)
        self.tickets = FakeTickets()
        self.ratings = FakeRatings()
        self.customers = FakeCustomers()
        self.desk = FakeDesk()
        self.policy = FakePolicy()
        self.languages = SimpleNamespace(foreign=lambda _text: None)
        self.traces = FakeTraces()
        self.coupons = FakeCoupons()
        self.withheld = FakeWithheld()
        self.pace = SimpleNamespace(sells_within_a_week=lambda *_stock: False)
        self.signals = SimpleNamespace(history=SimpleNamespace(get=lambda _turn_id: None))
        self.knowledge = SimpleNamespace(product_search=FakeSearch(), retriever=FakeRetriever())
        self.catalogue = FakeCatalogue()
        self.gateway = FakeGateway()
