"""A turn in the transcript: its signals with what they rest on, and what was offered and why."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from conversations.testing import Talks
from recommendation import (
    Because,
    Moment,
    Offer,
    Outcome,
    ShopperState,
    Slate,
    SlateLog,
    Verdict,
    Why,
)
from signals import (
    Contribution,
    Feeling,
    Mood,
    Polarity,
    Propensity,
    Sentiment,
    SignalEvidence,
    StatedPreference,
    TurnSignals,
)
from signals.signal_history import SignalHistory

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAID = "this is useless, write to grace@example.org"


def felt(conversation, turn):
    adds = {"useless": 3.2, "grace": -0.4, **{f"w{n}": 0.01 for n in range(8)}}
    words = tuple(Contribution(word, 1.0, added) for word, added in adds.items())
    return TurnSignals(
        turn_id=turn,
        conversation_id=conversation,
        at=NOW,
        sentiment=Sentiment(
            Feeling.NEGATIVE, 0.9, 0.08, 0.02, SignalEvidence("own@7", ("useless",), -1.0, words)
        ),
        mood=Mood(Feeling.NEGATIVE, -0.61),
        propensity=Propensity(
            0.11, SignalEvidence("prior-1", (), -3.9, (Contribution("in_cart", 1.0, 1.8),))
        ),
        preferences=(
            StatedPreference(attribute="colour", value="pink", polarity=Polarity.DISLIKES),
        ),
    )


def slate(conversation, turn, verdict=Verdict.ALLOWED, offers=()):
    moment = Moment(conversation, turn, asked=False)
    return Slate.of(moment, ShopperState(propensity=len(offers)), "models-3", verdict, offers)


@pytest.fixture
def angry(engine):
    """A conversation and its turn, scored and with two slates."""
    talks = Talks(engine)
    conversation = talks.open()
    turn = talks.turn(conversation, SAID, intent="complain")
    SignalHistory(engine).record(felt(conversation, turn))
    lamp = Offer(
        product="lamp", score=0.7, source="sessions", wishes=("under 80",), propensity=0.25,
        because=Because(Why.VIEWED_TOGETHER, "tent"),
    )  # fmt: skip
    offered = slate(conversation, turn, offers=(lamp,))
    log = SlateLog(engine)
    log.record(offered, NOW)
    log.record(slate(conversation, turn, Verdict.NEGATIVE_MOOD), NOW)
    log.note(offered.id, "lamp", Outcome.REJECTED, NOW)
    return conversation, turn


async def test_signals_come_with_what_they_rest_on(agent, angry):
    """The parts of a score add up to it, and each signal names its model."""
    conversation, turn = angry
    _, text = await agent.get(f"/console/conversations/{conversation}/turns/{turn}")
    told = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    for part in (
        "negative by useless",
        "useless +3.20",
        "base -1.00",
        "others +0.02",
        "Log-odds +1.88",
        "own@7",
        "in cart 1 when something lies in the cart +1.80",
        "Log-odds -2.10",
        "prior-1",
        "dislikes colour pink",
    ):
        assert part in told
    assert "grace" not in told


async def test_offers_come_with_their_reason_and_what_became_of_them(agent, angry):
    """What was shown, why, with which chance; and which rule forbade the rest."""
    conversation, turn = angry
    _, text = await agent.get(f"/console/conversations/{conversation}/turns/{turn}")
    told = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    for part in (
        "lamp rejected viewed together with tent, under 80",
        "sessions · score 0.70 · chance 25%",
        "Nothing: the mood was negative.",
        "models-3",
    ):
        assert part in told


async def test_the_feelings_of_a_conversation_stand_in_a_line(agent, angry, engine):
    """Each turn that was scored has its bar, told in words as well."""
    conversation, turn = angry
    Talks(engine).turn(conversation, "hello?")
    _, text = await agent.get(f"/console/conversations/{conversation}")
    assert 1 == text.count('aria-label="Sentiment of turn')
    label = "Sentiment of turn 1: negative (-0.88), mood negative, likely to buy 11%"
    assert re.search(rf'data-turn="{turn}"[^>]*aria-label="{re.escape(label)}"', text)
