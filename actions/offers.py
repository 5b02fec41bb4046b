"""What "yes" and "no" mean: they answer what the bot offered last."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from actions.cart import TOLD_COUPON, ActionApplyCoupon
from actions.feedback import COMMENT
from actions.handoff import request_person
from actions.requests.beginning import begin
from actions.topic import TopicAction

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn

__all__ = ["ActionAcceptOffer", "ActionDeclineOffer", "ActionStop"]

_OF_AN_ORDER = re.compile(r'/(?P<request>\w+)\{"choice": "order=(?P<number>[^"]+)"\}')
SUGGESTIONS = ("utter_did_you_mean", "utter_which_one")
# Where several things can be had, "yes" alone is no answer.
CHOICES = (*SUGGESTIONS, "utter_ask_rating", "utter_nobody_in_chat", "utter_person_away")


class ActionAcceptOffer(TopicAction):
    """A typed "yes" presses the button that `means: affirm`."""

    name = "action_accept_offer"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Where several things were offered, asks which."""
        reply = turn.last_reply
        offered = {button.get("payload") for button in reply.buttons if button.get("means")}
        if "/talk_to_human" in offered:
            await request_person(self, dispatcher, turn)
        elif request := next(filter(None, map(requested, offered)), None):
            return begin(*request)
        elif any(name in CHOICES for name in reply.responses):
            dispatcher.utter_message(response="utter_which_one", buttons=list(reply.buttons))
        elif not TOLD_COUPON.isdisjoint(reply.responses):
            return await ActionApplyCoupon(self.services, self.gateway).run(dispatcher, turn)
        elif not COMMENT.isdisjoint(reply.responses):
            dispatcher.utter_message(response="utter_ask_comment")
        else:
            dispatcher.utter_message(response="utter_acknowledge")
        return []


def requested(payload: str | None) -> tuple[str, str] | None:
    """The request that a button begins, and the words for what it is about; None for others."""
    found = _OF_AN_ORDER.fullmatch(payload or "")
    return (found["request"], f"order {found['number']}") if found else None


class ActionDeclineOffer(TopicAction):
    """A typed "no": to suggestions it asks for other words, else it leaves the matter."""

    name = "action_decline_offer"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Utter what fits the last reply."""
        suggested = any(name in SUGGESTIONS for name in turn.last_reply.responses)
        dispatcher.utter_message(response="utter_ask_rephrase" if suggested else "utter_declined")
        return []


class ActionStop(TopicAction):
    """A "never mind" where nothing is under way."""

    name = "action_stop"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """An open request hears it itself."""
        del turn
        dispatcher.utter_message(response="utter_nothing_to_stop")
        return []
