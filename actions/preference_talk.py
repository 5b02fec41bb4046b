"""What shoppers say of their taste, whatever it was heard as: "I hate pink", "she is six".

A classifier takes such a sentence for praise, small talk or nothing at all. The signals of the turn
know better: what it states is said back, and a search that is going on goes by it at once.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from actions.preference_wording import preference_in_words
from actions.product_search import ActionRefineSearch
from actions.shopping import running_search
from actions.topic import WrappingAction
from actions.understanding.phrases import asks
from signals import Polarity, PreferenceScope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from signals import StatedPreference

__all__ = ["STATED_AS", "PreferenceTalk"]

STATED_AS: Final = frozenset(
    {
        "action_ask_rephrase",
        "action_chat",
        "action_decline_offer",
        "action_receive_praise",
        "action_try_answer",
    }
)
"""The actions of intents that a statement of taste is heard as."""
_IN_A_SEARCH: Final = {
    "age": "for a {0} year old", "audience": "for {0}", "brand": "by {0}", "colour": "in {0}",
    "feature": "with {0}", "size": "size {0}",
}  # fmt: skip
"""How a search says it; what is not here narrows none."""


class PreferenceTalk(WrappingAction):
    """Runs an action, unless the message only says what somebody likes or does not."""

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """What the rules of the replaced action read is set as if it had answered."""
        stated = await self._stated(turn)
        if not stated:
            return await self._action.run(dispatcher, turn)
        wish, words = running_search(turn), " ".join(_for_a_search(stated))
        if wish and words and turn.last_reply.products:
            search = ActionRefineSearch(self.services, self.gateway)
            events = await search.refine(dispatcher, turn, wish, words)
            return [*self.events_when_failed, *events]
        currency = self.services.settings.currency
        said = ", ".join(preference_in_words(one, currency) for one in stated)
        dispatcher.utter_message(response="utter_preferences_noted", preferences=said)
        return list(self.events_when_failed)

    async def _stated(self, turn: AskedTurn) -> list[StatedPreference]:
        """The tastes that the message states, where it asks nothing and answers no form."""
        if not turn.text or turn.active_form or asks(turn.text):
            return []
        signals = await asyncio.to_thread(self.services.signals.history.get, turn.turn_id)
        if signals is None:
            return []
        return [one for one in signals.preferences if one.scope is not PreferenceScope.THIS_SEARCH]


def _for_a_search(stated: Iterable[StatedPreference]) -> Iterator[str]:
    for one in stated:
        value = one.value
        if one.attribute == "age" and one.range is not None and one.range.low is not None:
            value = f"{one.range.low:g}"
        if not value or one.attribute not in _IN_A_SEARCH:
            continue
        if one.polarity is Polarity.DISLIKES:
            yield f"no {value}"
        else:
            yield _IN_A_SEARCH[one.attribute].format(value)
