"""What is kept of a shopper's taste: shown to them, and forgotten when they say so."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from actions.preference_wording import preference_in_words
from actions.topic import TopicAction
from knowledge.shopping_words import stems
from knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from signals.kept_preferences import KeptPreference

__all__ = ["ActionForgetPreferences", "ActionShowPreferences"]

ALL: Final = "all"
EVERYTHING: Final = "everything"
"""The button beneath what was forgotten: the conversation, the account and the rest as well."""
ASKED: Final = "Asks that everything that is kept of them is erased."
MOST_BUTTONS: Final = 8
_EVERYTHING: Final = re.compile(
    r"\b(?:everything|all (?:of )?(?:it|that|this|about me|my|the|you)|all$|(?:my|the|any) "
    r"preferences\b(?! for)|(?:forget|about) me\b|tracking|(?:my|the) (?:likes|taste)|know about "
    r"(?:me|my (?:taste|likes))|what (?:i like|you know|i told you)\W*$|remembered about me)",
    re.IGNORECASE,
)
_OF_THE_WISH: Final = frozenset(
    """
    forget delete erase remove clear wipe reset stop remember remembering keep said told say hate
    like love want prefer don't please about any more true saved preference
    """.split()  # noqa: SIM905  reads as a list of words
)


class PreferencesAction(TopicAction):
    """Base of the actions that need to know what is kept of this shopper."""

    def kept(self, turn: AskedTurn) -> tuple[str, list[KeptPreference]]:
        """Who is signed in (empty for a guest), and what holds for them now."""
        services, conversation = self.services, turn.conversation_id
        customer = services.conversations.customer_of(conversation) or ""
        now = datetime.now(UTC)
        return customer, services.signals.preferences.of(conversation, customer, now)

    def in_words(self, kept: KeptPreference) -> str:
        """As the shopper reads it."""
        return preference_in_words(kept.preference, self.services.settings.currency)

    def buttons(self, kept: Sequence[KeptPreference]) -> list[dict[str, str]]:
        """One for each, the latest first; a button forgets it."""
        return [
            {
                "title": self.in_words(one),
                "payload": f'/forget_preferences{{"choice": "{one.id}"}}',
            }
            for one in kept[::-1][:MOST_BUTTONS]
        ]


class ActionShowPreferences(PreferencesAction):
    """Says what is kept of the shopper's taste and of what they did."""

    name = "action_show_preferences"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """All of it, each in the shopper's own terms."""
        customer, kept = await asyncio.to_thread(self.kept, turn)
        if kept:
            lines = "\n".join(f"- {self.in_words(one)}" for one in kept)
            dispatcher.utter_message(response="utter_preferences", preferences=lines)
        else:
            dispatcher.utter_message(response="utter_no_preferences")
        done = await asyncio.to_thread(
            self.services.signals.behaviour.of_shopper, turn.conversation_id, customer
        )
        if done:
            dispatcher.utter_message(response="utter_behaviour_kept", count=str(len(done)))
        return []


class ActionForgetPreferences(PreferencesAction):
    """Forgets one preference, or all of them, what was done on the pages and what was offered.

    To be erased altogether is a request to a person: there is no way back from it.
    """

    name = "action_forget_preferences"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """What is meant is told by a button or by the words of the preference itself."""
        if turn.choice == EVERYTHING:
            await asyncio.to_thread(
                self.services.tickets.open, turn.conversation_id, "erasure", ASKED
            )
            dispatcher.utter_message(response="utter_erasure_requested")
            return []
        customer, kept = await asyncio.to_thread(self.kept, turn)
        meant = _meant(turn, kept)
        if not meant and (turn.choice == ALL or _EVERYTHING.search(turn.text)):
            await asyncio.to_thread(
                self.services.forgetting.everything, turn.conversation_id, customer
            )
            dispatcher.utter_message(response="utter_everything_forgotten")
            return [{"event": "slot", "name": "search", "value": None}]
        if meant:
            await asyncio.to_thread(
                self.services.forgetting.preferences, turn.conversation_id, customer, meant
            )
            words = ", ".join(map(self.in_words, meant))
            dispatcher.utter_message(response="utter_preferences_forgotten", preferences=words)
        elif kept:
            dispatcher.utter_message(response="utter_forget_which", buttons=self.buttons(kept))
        else:
            dispatcher.utter_message(response="utter_no_preferences")
        return []


def _meant(turn: AskedTurn, kept: Sequence[KeptPreference]) -> list[KeptPreference]:
    """Those that the button or the words name: by what is liked, whose it is, or its attribute."""
    if turn.choice is not None:
        return [one for one in kept if str(one.id) == turn.choice]
    said = set(stems(turn.text)) - STOP_WORDS - _OF_THE_WISH
    named = {"price": {"budget", "price", "limit"}, "colour": {"colour", "color"}}
    by_value = [one for one in kept if said & set(stems(one.preference.value))]
    by_person = [one for one in kept if said & set(stems(one.preference.recipient))]
    by_attribute = [
        one
        for one in kept
        if said & (named.get(one.preference.attribute, set()) | {one.preference.attribute})
    ]
    return by_value or by_person or by_attribute
