"""A shop that recommends: real signals, slates and records, talked to over several turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from rasa_sdk.executor import CollectingDispatcher
from shopping import Shopper
from sqlalchemy import insert
from trackers import DOMAIN, tracker

from actions import build_actions
from conversations import Conversations, Tickets
from conversations.tables import conversations
from conversations.tables import metadata as conversation_tables
from database import writing
from recommendation import interactions_of
from recommendation.learning.training import learn
from recommendation.service import Recommendations
from recommendation.tables import metadata as slate_tables
from signals import BehaviourEvent, BehaviourKind
from signals.propensity import PRIOR
from signals.scoring import SignalModels
from signals.service import Signals
from signals.tables import metadata as signal_tables
from signals.testing import WordSentiment
from tilly.shelf import Shelves
from tilly.wishes import wish_reader

TALK = "conversation-1"
BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def viewed(*products, times=5):
    return [
        BehaviourEvent(
            id=f"{product} {visitor}", visitor_id=f"{products[0]}{visitor}",
            kind=BehaviourKind.VIEW, product_id=product,
            at=BEGAN + timedelta(hours=visitor, minutes=place),
        )
        for visitor in range(times)
        for place, product in enumerate(products)
    ]  # fmt: skip


class RecommendedShopper(Shopper):
    """Each turn is scored first, as Rasa would have it."""

    def __init__(self, shop):
        super().__init__(shop)
        engine, search = shop.engine, shop.knowledge.product_search
        now = datetime.now(UTC)
        with writing(engine) as connection:
            for tables in (conversation_tables, signal_tables, slate_tables):
                tables.create_all(connection)
            connection.execute(
                insert(conversations).values(
                    id=TALK, status="open", answering="bot", last_seq=0,
                    created_at=now, updated_at=now,
                )
            )  # fmt: skip
        store = self.store
        store.settings = replace(store.settings, turn_budget=600.0)
        store.conversations, store.tickets = Conversations(engine), Tickets(engine)
        store.desk = SimpleNamespace(refunds_of=lambda _customer: [])
        store.signals = Signals(
            engine, lambda: SignalModels(WordSentiment(), PRIOR, wish_reader(search))
        )
        shelves = Shelves(shop.catalogue, search)
        events = [*viewed("tent", "mug"), *viewed("storm", "parka", "drizzle")]
        models = learn(
            interactions_of(events), shelves().products, "v1",
            shelf=shelves(), say=lambda _said: None,
        ).models()  # fmt: skip
        store.recommendations = Recommendations(engine, store.signals, lambda: models, shelves)
        self.turns = 0

    async def turn(self, action, text, *, intent):
        """The names of what was uttered in a turn of its own."""
        self.turns += 1
        at = datetime.now(UTC).timestamp()
        parsed = {"intent": {"name": intent}}
        asked = {"event": "user", "text": text, "timestamp": at, "parse_data": parsed,
                 "metadata": {"turn_id": f"t{self.turns}", "page": self.page}}  # fmt: skip
        dispatcher = CollectingDispatcher()
        for name in ("action_score_turn", action):
            heard = tracker(text, before=self.events, intent=intent, metadata=asked["metadata"])
            heard.events[-1] = asked
            heard.slots = dict(self.slots)
            run = next(a for a in build_actions(self.store) if a.name() == name)
            for event in await run.run(dispatcher, heard, DOMAIN):
                if event["event"] == "slot":
                    self.slots[event["name"]] = event["value"]
        self.messages = dispatcher.messages
        self.events += [asked, {"event": "action", "name": action}, *map(said, self.messages)]
        return [message["response"] or message["text"] for message in self.messages]

    @property
    def offered(self):
        """The cards of all that was said last."""
        return [
            card
            for message in self.messages
            for card in (message["custom"] or {}).get("products") or []
        ]


def said(message):
    return {
        "event": "bot",
        "text": message["text"] or "",
        "data": {"buttons": message["buttons"], "custom": message["custom"]},
        "metadata": {"utter_action": message["response"]},
    }
