"""Scoring turns, keeping preferences, and catching up with what was missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from wish_fakes import read

from conversations import Conversations, Traces, Turn
from signals import BehaviourEvent, BehaviourKind, Feeling, Mood
from signals.dialogue import Dialogue, DialogueTurn
from signals.propensity import PRIOR
from signals.scoring import SignalModels
from signals.service import Signals
from signals.testing import WordSentiment

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def shop(engine):
    sentiment = WordSentiment()
    models = SignalModels(sentiment, PRIOR, read)
    return SimpleNamespace(
        signals=Signals(engine, lambda: models),
        traces=Traces(engine),
        conversations=Conversations(engine),
        sentiment=sentiment,
    )


def dialogue(*texts, conversation="c1", intent="search_product"):
    turns = (
        DialogueTurn(f"{conversation}-{n}", text, intent, NOW + timedelta(minutes=n))
        for n, text in enumerate(texts)
    )
    return Dialogue(conversation, tuple(turns))


def recorded(turn_id, text, minute, conversation="c1", intent="search_product"):
    at = NOW + timedelta(minutes=minute)
    return Turn(turn_id, conversation, text, intent, 0.9, (), (), (), (), at, at)


def values(shop, conversation="c1", customer="", at=NOW):
    kept = shop.signals.preferences.of(conversation, customer, at)
    return [one.preference.value or one.preference.range.high for one in kept]


def test_a_turn_is_scored_and_kept(shop):
    """Signals are what was scored, with all their evidence, when they are read again."""
    shop.signals.behaviour.add(
        [
            BehaviourEvent(
                id="e1", kind=BehaviourKind.ADD_TO_CART, at=NOW, visitor_id="v1",
                conversation_id="c1", product_id="tent",
            )
        ]
    )  # fmt: skip
    signals = shop.signals.score(dialogue("a great tent under 80"), Mood())
    assert signals == shop.signals.history.get("c1-0")
    assert (Feeling.POSITIVE, 80.0) == (
        signals.sentiment.feeling, signals.preferences[0].range.high,
    )  # fmt: skip
    assert "in_cart" in {one.feature for one in signals.propensity.evidence.contributions}


def test_scoring_is_pure(shop):
    """The same dialogue, events and mood give the same signals."""
    talk = dialogue("useless")
    assert shop.signals.score(talk, Mood()) == shop.signals.score(talk, Mood())


def test_a_later_wish_replaces_an_earlier_one(shop):
    """There is one price limit at a time, and another kind of thing ends it."""
    shop.signals.score(dialogue("a jacket under 80"), Mood())
    shop.signals.score(dialogue("a jacket under 80", "a jacket under 60, no wool"), Mood())
    assert [60.0, "wool"] == values(shop)
    shop.signals.score(dialogue("a jacket", "a jacket", "a tent in teal"), Mood())
    assert ["wool", "teal"] == values(shop)


def test_what_holds_for_the_visit_ends_with_it(shop):
    """Tomorrow only what was said for good is known."""
    shop.signals.score(dialogue("a jacket, no wool. I hate pink"), Mood())
    assert ["pink"] == values(shop, at=NOW + timedelta(days=1))


def test_a_customer_is_known_by_what_they_said_for_good(shop):
    """In another conversation of the same customer the dislike holds, the search does not."""
    first, second, strangers = (shop.conversations.open(welcome="Hi").id for _ in range(3))
    for conversation in (first, second):
        shop.conversations.bind_customer(conversation, "ada")
    shop.signals.score(dialogue("I hate pink, a jacket under 80", conversation=first), Mood())
    assert ["pink"] == values(shop, second, "ada")
    assert [] == values(shop, strangers, "")
    assert [] == values(shop, strangers, "bob")


def test_missed_turns_are_scored_in_order(shop):
    """What the action server missed is scored afterwards, each mood from the one before."""
    for n, text in enumerate(["useless", "where is it", "terrible"]):
        shop.traces.record_turn(recorded(f"c1-{n}", text, n, intent="ask_order_status"))
    assert [3] == list(shop.signals.catching_up())
    assert Feeling.NEGATIVE is shop.signals.history.get("c1-2").mood.feeling
    assert [] == list(shop.signals.catching_up())


def test_a_turn_that_was_scored_in_time_is_not_scored_again(shop):
    """The signals that the turn was answered by stay as they were."""
    shop.signals.score(dialogue("great"), Mood())
    shop.traces.record_turn(recorded("c1-0", "great", 0))
    assert [] == list(shop.signals.catching_up())
    assert ["great"] == shop.sentiment.scored


def test_catching_up_does_not_bring_back_what_was_replaced(shop):
    """A limit of an hour ago that is scored late does not replace the one of now."""
    shop.signals.score(dialogue("a jacket under 60"), Mood())
    shop.traces.record_turn(recorded("c1-early", "a jacket under 80", -60))
    list(shop.signals.catching_up())
    assert [60.0] == values(shop)


def test_a_clicked_button_says_nothing(shop):
    """A payload is none of the shopper's words, and has no feeling."""
    shop.traces.record_turn(recorded("c1-0", '/inform{"choice": "terrible"}', 0))
    list(shop.signals.catching_up())
    assert Feeling.NEUTRAL is shop.signals.history.get("c1-0").sentiment.feeling
    assert [] == shop.sentiment.scored


def test_a_turn_that_cannot_be_scored_holds_up_no_other(shop, monkeypatch, caplog):
    """The others are scored, and the log names the one."""
    monkeypatch.setattr("signals.signal_history.BATCH", 1)
    for n, text in enumerate(["great", "broken", "great"]):
        shop.traces.record_turn(recorded(f"c1-{n}", text, n))
    scored = shop.sentiment.score

    def score(texts):
        if texts == ["broken"]:
            raise ValueError("no such text")
        return scored(texts)

    monkeypatch.setattr(shop.sentiment, "score", score)
    assert [1, 1, 1] == list(shop.signals.catching_up())
    assert ["c1-1"] == [one.turn_id for one in shop.signals.history.unscored()]
    assert "c1-1" in caplog.text
