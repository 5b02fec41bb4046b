"""Conversations are found in the agents' inbox by what their signals say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conversations import Inbox, InboxFilter
from conversations.inbox.filters import tenths_from
from conversations.testing import Talks
from signals import Feeling, Mood, Propensity, Sentiment, SignalEvidence, TurnSignals
from signals.inbox_terms import SignalTerms
from signals.signal_history import SignalHistory

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOTHING = SignalEvidence("none")


@pytest.fixture
def talks(engine):
    return Talks(engine)


@pytest.fixture
def inbox(engine):
    return Inbox(engine)


@pytest.fixture
def score(engine, talks):
    """Has a turn of a conversation scored, and the inbox catch up."""

    def scored(conversation, minute, feeling, mood, propensity):
        at = NOW + timedelta(minutes=minute)
        SignalHistory(engine).record(
            TurnSignals(
                turn_id=f"{conversation}-{minute}",
                conversation_id=conversation,
                at=at,
                sentiment=Sentiment(feeling, 0.1, 0.8, 0.1, NOTHING),
                mood=Mood(mood),
                propensity=Propensity(propensity, NOTHING),
            )
        )
        talks.index([SignalTerms()])

    return scored


def found(inbox, **terms):
    chosen = {kind: (value,) if isinstance(value, str) else value for kind, value in terms.items()}
    return [row.conversation_id for row in inbox.page(InboxFilter(chosen)).rows]


def test_a_turn_that_is_scored_is_found_at_once(talks, inbox, score):
    """Writing the signals has the inbox show them: mood and propensity are the last turn's."""
    angry, other = talks.open(), talks.open()
    talks.turn(angry)
    talks.turn(other)
    talks.index([SignalTerms()])
    assert [] == found(inbox, mood="negative")
    score(angry, 0, Feeling.NEGATIVE, Feeling.NEUTRAL, 0.83)
    score(angry, 1, Feeling.NEGATIVE, Feeling.NEGATIVE, 0.12)
    score(other, 0, Feeling.POSITIVE, Feeling.NEUTRAL, 0.5)
    assert [angry] == found(inbox, mood="negative")
    assert [angry] == found(inbox, sentiment="negative")
    assert [other] == found(inbox, propensity=tenths_from(0.5))
    score(angry, 2, Feeling.POSITIVE, Feeling.NEUTRAL, 0.9)
    assert [] == found(inbox, mood="negative")
    assert [angry] == found(inbox, sentiment="negative")
    assert {angry, other} == set(found(inbox, propensity=tenths_from(0.5)))
