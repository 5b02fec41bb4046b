"""A store of everything about two customers and a guest, as its processes would leave it."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

import database
from agents.tables import metadata as agents
from commerce.tables import (
    carts,
    claims,
    customers,
    newsletter,
    order_lines,
    orders,
    proposals,
    refunds,
    returns,
)
from commerce.tables import metadata as commerce
from conversations import Handoffs, Photos, Ratings, Tickets
from conversations.event_source import SqlBroker
from conversations.images import CleanPhoto
from conversations.inbox.tables import saved_views
from conversations.tables import metadata as conversations
from conversations.testing import EVIDENCE, Talks
from conversations.turn_log import TurnLog
from insights.tables import (
    campaign_customers,
    campaign_redemptions,
    campaigns,
    customer_profiles,
    insight_runs,
    theme_talks,
    uplift_scores,
)
from insights.tables import metadata as insights
from privacy.byte_search import prove_absence
from privacy.tables import metadata as privacy
from recommendation.tables import metadata as recommendation
from recommendation.tables import offers, outcomes, slates
from signals.tables import behaviour_events, stated_preferences, turn_signals
from signals.tables import metadata as signals
from tilly.personal import build_erasures
from tilly.settings import Settings

NOW = datetime(2031, 5, 1, 12, tzinfo=UTC)
RARE = "the zanzibarian quokka gnawed my guyline"


class Shop:
    """Makes customers with something in every place."""

    def __init__(self, engine, settings):
        self.engine = engine
        self.settings = settings
        self.talks = Talks(engine)

    def everything_of(self, customer, name, email, *, order_status="delivered", said=RARE):
        """A customer with a conversation, orders, signals, and events in Rasa's files."""
        talk = self.talks.open(customer, name)
        turn = self.talks.turn(talk, f"{said}, write to {email}", evidence=EVIDENCE)
        Handoffs(self.engine).request(talk, "wants a person")
        Ratings(self.engine).rate(talk, 2)
        Tickets(self.engine).open(talk, "email", "about the tent", email)
        photo = Photos(self.engine, self.settings.photos_dir).add(
            talk, CleanPhoto(customer.encode(), 4, 3)
        )
        self.talks.index()
        self._signals(talk, turn, customer, said)
        self._rasa(talk, turn, f"{said}, write to {email}")
        with database.writing(self.engine) as connection:
            view = {"agent_id": "a", "name": customer, "query": f"customer={customer}"}
            connection.execute(insert(saved_views).values(**view))
            _commerce(connection, customer, name, email, talk, order_status, said)
        (self.settings.data_dir / "logs").mkdir(exist_ok=True)
        with (self.settings.data_dir / "logs" / "rasa.log").open("a") as log:
            log.write(f"ERROR something failed for {email}\n")
        return talk, photo

    def _signals(self, talk, turn, customer, said):
        at = {"at": NOW, "conversation_id": talk}
        event = {"kind": "view", "product_id": "p", "query": "", "quantity": 1, **at}
        scores = {"feeling": "negative", "mood": "negative", "propensity": 0.1, "signals": {}}
        kept = {"key": "k", "scope": "always", "preference": {}, "words": said}
        slate = {
            "id": f"s{turn}"[:32], "turn_id": turn, "customer_id": customer, "asked": True,
            "state_hash": "h", "state": {}, "model_version": "1", "verdict": "offer",
        }  # fmt: skip
        offer = {
            "slate_id": slate["id"], "position": 0, "product_id": "p", "score": 1.0,
            "propensity": 1.0, "explored": False, "source": "s", "why": "w", "subject": "",
            "wishes": [],
        }  # fmt: skip
        became = {"slate_id": slate["id"], "product_id": "p", "outcome": "clicked", "at": NOW}
        with database.writing(self.engine) as connection:
            for number, whose in enumerate(({"customer_id": customer}, {"customer_id": ""})):
                row = {"id": f"{talk}{number}", "visitor_id": f"browser-of-{customer}", **whose}
                connection.execute(insert(behaviour_events).values(**event, **row))
            connection.execute(insert(turn_signals).values(turn_id=turn, **scores, **at))
            connection.execute(insert(stated_preferences).values(turn_id=turn, **kept, **at))
            connection.execute(insert(slates).values(**slate, **at))
            connection.execute(insert(offers).values(**offer))
            connection.execute(insert(outcomes).values(**became))
            run = {"kind": "segments", "at": NOW, "until": NOW, "result": {}}
            (run_id,) = connection.execute(insert(insight_runs).values(**run)).inserted_primary_key
            told = {"theme": "fit/p", "conversation_id": talk, "position": 0}
            connection.execute(insert(theme_talks).values(**told))
            profile = {"customer_id": customer, "figures": {}, "likes": {}, "reasons": []}
            connection.execute(insert(customer_profiles).values(run_id=run_id, **profile))
            self._campaign(connection, customer)

    def _campaign(self, connection, customer):
        """A campaign that the customer was drawn for, and what they redeemed."""
        money = dict.fromkeys(("minimum", "most_off", "budget", "spent"), Decimal(10))
        campaign = {
            "id": uuid4().hex, "name": "Spring", "channel": "chat", "code": uuid4().hex,
            "percent": Decimal(10), "segments": [], "without_lost": False, "holdout": 0.2,
            "days": 14, "window_days": 14, "status": "running", "planned": {}, "created_at": NOW,
        }  # fmt: skip
        drawn = {"campaign_id": campaign["id"], "at": NOW}
        connection.execute(insert(campaigns).values(**campaign, **money))
        connection.execute(
            insert(campaign_customers).values(customer_id=customer, treated=True, **drawn)
        )
        connection.execute(
            insert(campaign_redemptions).values(order_id=uuid4().hex, amount=Decimal(1), **drawn)
        )
        connection.execute(
            insert(uplift_scores).values(customer_id=customer, effect=0.1, lost=False)
        )

    def _rasa(self, talk, turn, text):
        """Rasa's own two files, and what the worker has read of them."""
        folder = self.settings.data_dir / "rasa"
        folder.mkdir(exist_ok=True)
        event = {"event": "user", "timestamp": 1.0, "text": text, "metadata": {"turn_id": turn}}
        for name in ("tracker.db", "events.db"):
            file = sqlite3.connect(folder / name)
            file.execute("PRAGMA journal_mode=WAL")
            file.execute(
                "CREATE TABLE IF NOT EXISTS events"
                " (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT)"
            )
            file.execute(
                "INSERT INTO events (sender_id, data) VALUES (?, ?)",
                (talk, json.dumps({**event, "sender_id": talk})),
            )
            file.commit()
            file.close()
        source = SqlBroker(self.settings.broker_url)
        TurnLog(self.engine).catch_up(source)
        source.close()

    def age_orders(self, days):
        """Let all orders be placed so long ago."""
        placed = datetime.now(UTC) - timedelta(days=days)
        with database.writing(self.engine) as connection:
            connection.execute(update(orders).values(placed_at=placed))


def _commerce(connection, customer, name, email, talk, order_status, said):
    last = customer[-1]
    number = f"HP-{last}"
    account = {
        "id": customer, "name": name, "email": email, "email_key": email.lower(),
        "phone": "+1 415 555 0199", "tier": "", "address": {"line1": "1 Analytical Row"},
        "payment_methods": [],
    }  # fmt: skip
    order = {
        "id": f"o-{last}", "number": number, "number_key": number, "number_digits": "1",
        "customer_id": customer, "status": order_status, "placed_at": NOW, "total": Decimal(10),
        "currency": "USD", "refunded": Decimal(0), "shipping_method": "", "shipping_region": "",
        "email": email, "address": {"line1": "1 Analytical Row"},
    }  # fmt: skip
    line = {
        "order_id": order["id"], "position": 0, "sku": "T", "title": "Tent", "options": {},
        "quantity": 1, "unit_price": Decimal(10), "status": "ordered",
    }  # fmt: skip
    after = {"order_id": order["id"], "order_number": number, "customer_id": customer}
    returned = {
        "number": f"R-{last}", "kind": "refund", "status": "requested", "lines": [],
        "titles": [], "reason": said, "condition": "", "method": "", "payment_method_id": "",
        "shipping": Decimal(0), "label_number": "", "requested_at": NOW,
    }  # fmt: skip
    refund = {
        "amount": Decimal(10), "currency": "USD", "method_id": "m", "label": "Visa ending 4242",
        "status": "sent", "business_days": 3, "since": NOW,
    }  # fmt: skip
    claim = {
        "number": f"Q-{last}", "kind": "broken", "status": "open", "lines": [], "titles": [],
        "note": said, "photo_ids": [], "wish": "", "opened_at": NOW, "reply_business_days": 1,
    }  # fmt: skip
    proposal = {
        "id": f"p-{last}", "conversation_id": talk, "customer_id": customer, "command": {},
        "terms": {}, "status": "open", "proposed_at": NOW,
    }  # fmt: skip
    letter = {"email_key": email.lower(), "email": email, "subscribed": True, "confirmed": True}
    cart = {"conversation_id": talk, "lines": [], "coupon": "", "tier": "", "changed_at": NOW}
    connection.execute(insert(customers).values(**account))
    connection.execute(insert(orders).values(**order))
    connection.execute(insert(order_lines).values(**line))
    connection.execute(insert(returns).values(**returned, **after))
    connection.execute(insert(refunds).values(**refund, **after))
    connection.execute(insert(claims).values(**claim, **after))
    connection.execute(insert(proposals).values(**proposal))
    connection.execute(insert(newsletter).values(changed_at=NOW, **letter))
    connection.execute(insert(carts).values(**cart))


@pytest.fixture(autouse=True)
def _searched_here(monkeypatch):
    """No process of its own for the search: there is no other one whose locks could be lost."""
    monkeypatch.setattr("privacy.erasing.search_apart", prove_absence)


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path)


@pytest.fixture
def engine(settings, database_of):
    return database_of(agents, commerce, conversations, insights, privacy, recommendation, signals)


@pytest.fixture
def shop(engine, settings):
    return Shop(engine, settings)


@pytest.fixture
def erasures(settings, engine):
    return build_erasures(settings, engine)
