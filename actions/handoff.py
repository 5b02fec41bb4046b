"""A person is asked to join; the bot keeps answering until one accepts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from actions.topic import TopicAction

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn

__all__ = ["ActionRequestPerson", "request_person"]


class ActionRequestPerson(TopicAction):
    """Marks the conversation as waiting for a person, and says so."""

    name = "action_request_person"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Asking twice is harmless: the first request stands."""
        await request_person(self, dispatcher, turn)
        return []


async def request_person(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> None:
    """Ask for a person, for the reason that the shopper typed last."""
    services = action.services
    before = await asyncio.to_thread(services.conversations.get, turn.conversation_id)
    await asyncio.to_thread(
        services.handoffs.request, turn.conversation_id, turn.text or turn.typed_before
    )
    await action.gateway.notify(turn.conversation_id)
    waiting = before.answering == "waiting"
    dispatcher.utter_message(
        response="utter_person_on_the_way" if waiting else "utter_person_asked"
    )
