"""A taste that is stated is said back, and a running search goes by it at once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from rasa_sdk.executor import CollectingDispatcher
from trackers import bot, ran, tracker, user

from actions.guarded import GuardedAction
from actions.preference_talk import PreferenceTalk, _for_a_search
from actions.topic import TopicAction
from signals import Polarity, PreferenceScope, Range, StatedPreference

PINK = StatedPreference(
    attribute="colour", value="pink", polarity=Polarity.DISLIKES, scope=PreferenceScope.ALWAYS
)
SIX = StatedPreference(attribute="age", range=Range(6.0, 7.0, below=True), recipient="daughter")
CHEAP = StatedPreference(
    attribute="price", range=Range(high=80.0), scope=PreferenceScope.THIS_SEARCH
)


class TryAnswer(TopicAction):
    name = "action_try_answer"
    events_when_failed = ({"event": "slot", "name": "answer_outcome", "value": "replied"},)

    async def run(self, dispatcher, turn):
        dispatcher.utter_message(response="utter_answered")
        return []


@pytest.fixture
def said(store):
    """What is said after a message that states some preferences."""

    async def say(text, *stated):
        signals = SimpleNamespace(preferences=stated)
        store.signals = SimpleNamespace(history=SimpleNamespace(get=lambda _turn: signals))
        action = GuardedAction(PreferenceTalk(TryAnswer(store, store.gateway)), 20.0)
        dispatcher = CollectingDispatcher()
        before = [user("hi"), ran("utter_greet"), bot("Hello!")]
        events = await action.run(dispatcher, tracker(text, before=before), {})
        return dispatcher.messages[0], events

    return say


async def test_a_taste_is_noted(said):
    """It is said back in plain words, and the rules go on as after an answer."""
    message, events = await said("I hate pink", PINK)
    assert ("utter_preferences_noted", "not pink") == (message["response"], message["preferences"])
    assert ["replied"] == [event["value"] for event in events]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("what is this", ()),
        ("anything under 80", (CHEAP,)),
        ("do you think i would hate pink?", (PINK,)),
    ],
)
async def test_all_else_is_left_to_the_action(said, text, stated):
    """What states nothing that lasts, or asks something, is answered as before."""
    message, _ = await said(text, *stated)
    assert "utter_answered" == message["response"]


def test_a_search_is_told_in_its_own_words():
    """The running search hears a wish as it would from the shopper."""
    assert ["no pink", "for a 6 year old"] == list(_for_a_search([PINK, SIX, CHEAP]))
