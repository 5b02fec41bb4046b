"""The first stage of not understanding: asking which of the likely things was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.topic import TopicAction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn

__all__ = ["ActionAskRephrase", "ActionDefaultAskAffirmation"]

SUGGESTIONS = 3


class ActionDefaultAskAffirmation(TopicAction):
    """Offers the likeliest topics as buttons, in the words of `utter_help`."""

    name = "action_default_ask_affirmation"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """The buttons are the help's, ranked by what NLU thought, and a way out."""
        topics = {
            button["payload"].removeprefix("/"): button
            for button in buttons_of(turn.domain, "utter_help")
        }
        ranked = [intent for intent in turn.ranking if intent in topics]
        likely = list(dict.fromkeys([*ranked, *topics]))
        chosen = [topics[intent] for intent in likely[:SUGGESTIONS]]
        dispatcher.utter_message(
            response="utter_did_you_mean",
            buttons=chosen + buttons_of(turn.domain, "utter_something_else"),
        )
        return []


class ActionAskRephrase(TopicAction):
    """Asks for other words, after "that's not what I meant"."""

    name = "action_ask_rephrase"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """What it was is not known."""
        del turn
        dispatcher.utter_message(response="utter_ask_rephrase")
        return []


def buttons_of(domain: Mapping[str, Any], response: str) -> list[dict[str, Any]]:
    """The buttons that the domain gives a response."""
    variations = domain["responses"][response]
    return [dict(button) for button in variations[0]["buttons"]]
