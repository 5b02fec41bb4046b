"""What is forgotten is gone from every table, on every database that a store may use."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import MetaData, select

from conversations import Conversations
from database import reading
from recommendation import (
    Because,
    Moment,
    Offer,
    Outcome,
    ShopperState,
    Slate,
    SlateLog,
    Why,
)
from recommendation.tables import metadata as slate_tables
from signals import BehaviourEvent, BehaviourKind, Mood
from signals.behaviour_log import BehaviourLog
from signals.dialogue import Dialogue, DialogueTurn
from signals.propensity import PRIOR
from signals.scoring import SignalModels
from signals.service import Signals
from signals.tables import metadata as signal_tables
from signals.testing import WordSentiment
from tests.unit.signals.wish_fakes import read
from tilly.forgetting import Forgetting

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Shopper:
    """Says what they hate, looks at a lamp and is offered one, all in one conversation."""

    def __init__(self, engine, customer="", visitor="browser"):
        self.engine, self.customer, self.visitor = engine, customer, visitor
        conversations = Conversations(engine)
        self.talk = conversations.open(welcome="Hi").id
        if customer:
            conversations.bind_customer(self.talk, customer)
        models = SignalModels(WordSentiment(), PRIOR, read)
        self.signals = Signals(engine, lambda: models)
        said = DialogueTurn(f"{self.talk[:40]}-1", "I hate pink and I love teal", "inform", NOW)
        scored = self.signals.score(Dialogue(self.talk, (said,)), Mood())
        BehaviourLog(engine).add(
            [
                self.viewed("lamp", conversation_id=self.talk),
                self.viewed("mat"),
            ]
        )
        offer = Offer(
            product="lamp", score=0.5, source="wished", because=Because(Why.ASKED_FOR),
            wishes=tuple(one.words for one in scored.preferences),
        )  # fmt: skip
        state = ShopperState(preferences=scored.preferences)
        slate = Slate.of(Moment(self.talk, "1", customer), state, "v1", offers=(offer,))
        SlateLog(engine).record(slate, NOW)
        SlateLog(engine).note(slate.id, "lamp", Outcome.REJECTED, NOW)

    def viewed(self, product, **where):
        return BehaviourEvent(
            id=f"{self.talk[:30]} {product}", kind=BehaviourKind.VIEW, at=NOW, product_id=product,
            visitor_id=self.visitor, **where,
        )  # fmt: skip

    @property
    def kept(self):
        """How much is kept of tastes, pages and offers, and how many turns have signals."""
        log = SlateLog(self.engine)
        return (
            len(self.signals.preferences.of(self.talk, self.customer, NOW)),
            len(self.signals.behaviour.of_shopper(self.talk, self.customer)),
            len(log.rejected(self.talk)),
            len(self.signals.history.of(self.talk)),
        )


def stored(engine):
    """All that signals and recommendations keep, as text."""
    tables: list[MetaData] = [signal_tables, slate_tables]
    with reading(engine) as connection:
        return "\n".join(
            str(tuple(row))
            for metadata in tables
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        )


@pytest.fixture
def other(engine):
    return Shopper(engine, visitor="another browser")


def test_a_guest_who_is_forgotten_leaves_nothing(engine, other):
    """Tastes, pages of the browser and offers go, those of others stay, and so does the mood."""
    guest = Shopper(engine)
    assert (2, 2, 1, 1) == guest.kept
    Forgetting(engine).everything(guest.talk)
    assert (0, 0, 0, 1) == guest.kept
    assert () == guest.signals.history.of(guest.talk)[0].preferences
    assert (2, 2, 1, 1) == other.kept


def test_a_customer_is_forgotten_in_every_conversation(engine, other):
    """What was said in an earlier talk and another browser is theirs too."""
    earlier = Shopper(engine, "ada", "phone")
    now = Shopper(engine, "ada")
    Forgetting(engine).everything(now.talk, "ada")
    assert [(0, 0, 0, 1), (0, 0, 0, 1)] == [earlier.kept, now.kept]
    assert (2, 2, 1, 1) == other.kept


def test_a_taste_that_is_forgotten_stands_nowhere(engine):
    """Neither in the turn that told it nor in the slates that it had a part in."""
    guest = Shopper(engine)
    pink, teal = guest.signals.preferences.of(guest.talk, "", NOW)
    Forgetting(engine).preferences(guest.talk, "", [pink])
    assert [teal.preference] == [
        one.preference for one in guest.signals.preferences.of(guest.talk, "", NOW)
    ]
    text = stored(engine)
    assert ("pink" in text, "teal" in text) == (False, True)
    slate = SlateLog(engine).judged()[0]
    assert [teal.preference] == list(slate.state.preferences)


def test_nobody_has_others_forgotten(engine, other):
    """Neither by the number of another's preference nor as a guest without a name."""
    guest = Shopper(engine)
    Forgetting(engine).preferences(
        guest.talk, "", other.signals.preferences.of(other.talk, "", NOW)
    )
    Forgetting(engine).everything("")
    assert (2, 2, 1, 1) == other.kept
