"""Every action is wrapped once: it keeps the turn's budget, and a fault is said, not swallowed.

Rasa answers 200 with nothing when an action fails, so the failure is turned into words here.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from typing import TYPE_CHECKING, Any

from rasa_sdk import Action
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.turn import metadata_of, read_turn
from conversations.errors import TakenOver

if TYPE_CHECKING:
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import TopicAction
    from actions.turn import AskedTurn

__all__ = ["GuardedAction"]

logger = logging.getLogger(__name__)

# What Rasa needs to carry the reply to the gateway before the gateway's own patience ends.
MARGIN_S = 1.0
PROBLEMS = ("utter_technical_problem", "utter_technical_problem_again")


class GuardedAction(Action):  # type: ignore[misc] # rasa_sdk has no types
    """Runs an action within the turn's budget and utters its failures."""

    def __init__(self, action: TopicAction, turn_budget: float) -> None:
        self._action = action
        self._turn_budget = turn_budget

    def name(self) -> str:
        """The wrapped action's name."""
        return self._action.name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Run the action; a failure is logged and uttered, and a person offered when repeated."""
        turn = read_turn(tracker, domain, self._turn_budget)
        try:
            async with asyncio.timeout(turn.deadline - time.monotonic() - MARGIN_S):
                return await self._action.run(dispatcher, turn)
        except ActionExecutionRejection:
            raise  # a form's way of asking Rasa to choose another action
        except TakenOver as refused:
            await self._tell_agents(turn, refused)
            dispatcher.messages.clear()
            return list(self._action.events_when_failed)
        except Exception as error:  # noqa: BLE001 - whatever it is, the shopper gets a reply
            self._log(error, tracker)
        if self._action.silent:
            return list(self._action.events_when_failed)
        repeated = any(name in PROBLEMS for name in turn.last_reply.responses)
        dispatcher.messages.clear()
        dispatcher.utter_message(response=PROBLEMS[repeated])
        return list(self._action.events_when_failed)

    async def _tell_agents(self, turn: AskedTurn, refused: TakenOver) -> None:
        """The turn would have written after a person took over: the shopper is told nothing."""
        note = self._action.services.withheld.note
        conversation, action = turn.conversation_id, self._action.name
        await asyncio.to_thread(note, conversation, turn.turn_id, action, refused.about)

    def _log(self, error: Exception, tracker: Tracker) -> None:
        """Where it failed, without the message: that may quote the shopper or their order."""
        places = [
            f"{frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        logger.error(
            "%s failed with %s in turn %s: %s",
            self._action.name,
            type(error).__name__,
            metadata_of(tracker).get("turn_id", "unknown"),
            " < ".join(reversed(places)),
        )
