"""The turn is scored before anything else, once, and never at the shopper's cost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from trackers import bot, user

from signals import Feeling, Mood, Propensity, SignalEvidence, TurnSignals
from signals.scoring import SILENT


class FakeSignals:
    def __init__(self):
        self.scored = []
        self.mood = Mood()

    def score(self, dialogue, before):
        if isinstance(self.mood, Exception):
            raise self.mood
        self.scored.append((dialogue, before))
        return TurnSignals(
            turn_id=dialogue.now.turn_id,
            conversation_id=dialogue.conversation_id,
            at=dialogue.now.at,
            sentiment=SILENT,
            mood=self.mood,
            propensity=Propensity(0.25, SignalEvidence("test")),
        )


@pytest.fixture
def signals(store):
    store.signals = FakeSignals()
    return store.signals


def slots(done):
    return {event["name"]: event["value"] for event in done.events}


async def test_a_turn_is_scored_with_the_talk_before_it(act, signals):
    """The service gets the shopper's turns in order; an ordinary mood leaves its slot unset."""
    before = [user("hello") | {"timestamp": 1.0}, bot("Hi!")]
    done = await act("action_score_turn", "a red tent", before=before, intent="search_product")
    (dialogue, mood), *_ = signals.scored
    assert (["hello", "a red tent"], Mood()) == ([turn.text for turn in dialogue.turns], mood)
    assert datetime.fromtimestamp(1.0, UTC) == dialogue.turns[0].at
    assert {"turn_signals"} == slots(done).keys()
    assert 0.25 == slots(done)["turn_signals"]["propensity"]


async def test_a_negative_mood_is_a_slot_until_it_is_over(act, signals):
    """Only a negative mood is seen by rules, and the slot is unset once."""
    signals.mood = Mood(Feeling.NEGATIVE, -0.6, 2, "t1")
    done = await act("action_score_turn", "useless")
    assert "negative" == slots(done)["mood"]
    signals.mood = Mood()
    done = await act("action_score_turn", "great", slots=slots(done), metadata={"turn_id": "t2"})
    assert slots(done)["mood"] is None
    assert signals.scored[-1][1].feeling is Feeling.NEGATIVE
    done = await act("action_score_turn", "ok", slots=slots(done), metadata={"turn_id": "t3"})
    assert "mood" not in slots(done)


async def test_a_turn_is_scored_once(act, signals):
    """When a form begins Rasa asks again, and nothing changes."""
    done = await act("action_score_turn", "useless")
    turn_id = slots(done)["turn_signals"]["turn_id"]
    assert turn_id
    again = await act("action_score_turn", "useless", slots=slots(done))
    assert ([], 1) == (again.events, len(signals.scored))


async def test_a_turn_without_an_id_is_left_to_the_worker(act, signals):
    """Rasa's own shell names no turns."""
    done = await act("action_score_turn", "useless", metadata={})
    assert ([], []) == (done.events, signals.scored)


async def test_a_fault_is_not_said_and_clears_the_mood(act, signals):
    """What cannot be scored has an ordinary mood, and the shopper hears nothing of it."""
    signals.mood = RuntimeError("the disk is full")
    done = await act("action_score_turn", "hello")
    assert ([], {"mood": None}) == (done.messages, slots(done))
