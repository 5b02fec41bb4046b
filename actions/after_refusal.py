"""What is asked after a refusal: why, and whether something else can be had in its place.

"Why not?" and "what about the warranty?" say neither what was refused nor for which thing; the
refusal before them does, so the records are asked again.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from actions.entitlements import case_of, meant_in, remembered, tell_entitlement
from actions.requests.memory import SLOT, Memory
from actions.topic import WrappingAction
from actions.understanding.entitlements import VERBS, AskedEntitlement, verb_named
from actions.understanding.phrases import asks, asks_why
from actions.understanding.purposes import goes_on_about
from actions.understanding.spelling import put_right
from commerce import OrderNotFound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from rasa_sdk.executor import CollectingDispatcher

    from actions.entitlements import Chosen
    from actions.topic import Event, TopicAction
    from actions.turn import AskedTurn
    from tilly.bootstrap import Services

__all__ = ["HEARD_AS", "AfterRefusal", "take_after_refusal"]

HEARD_AS = frozenset(
    {
        "action_accept_offer",
        "action_answer_question",
        "action_ask_rephrase",
        "action_chat",
        "action_decline_offer",
        "action_receive_complaint",
        "action_try_answer",
    }
)
"""The actions of intents that such a question is heard as."""
REFUSAL = "utter_refused_"
JUDGED = frozenset(verb for verb, _ in VERBS)
_WHETHER = re.compile(r"\b(?:can|could|may|would) (?:i|we|it|they|the)\b", re.IGNORECASE)


class AfterRefusal(WrappingAction):
    """Runs an action, unless the message goes on from a refusal."""

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """What the rules of the replaced action read is set as if it had answered."""
        memory = await take_after_refusal(self, dispatcher, turn)
        if memory is None:
            return await self._action.run(dispatcher, turn)
        return [*self.events_when_failed, *remembered(memory, turn)]


async def take_after_refusal(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> Memory | None:
    """Answer what goes on from a refusal; None when the message does not."""
    refused = Memory.of(turn.slots.get(SLOT)).refused
    just_now = any(name.startswith(REFUSAL) for name in turn.last_reply.responses)
    if not turn.text or not refused or not just_now:
        return None
    text = put_right(turn.text)
    verb = _verb_asked(text, refused["verb"])
    if verb not in JUDGED:  # the desk is asked for the entitlement to these alone
        return None
    chosen = await asyncio.to_thread(
        _chosen, action.services, turn.conversation_id, verb, text, refused
    )
    if not chosen:
        return None
    asked = AskedEntitlement(verb, "whether", own=True)
    return await tell_entitlement(action, dispatcher, turn, asked, chosen)


def _verb_asked(text: str, refused: str) -> str:
    """The request that is asked about: the refused one for "why?", or another that is named."""
    if asks_why(text):
        return refused
    named = verb_named(text) or ""
    questions = asks(text) or goes_on_about(text) or _WHETHER.search(text)
    return named if questions and named != refused else ""


def _chosen(
    services: Services, conversation_id: str, verb: str, text: str, refused: Mapping[str, Any]
) -> Chosen:
    """What was refused, unless other things of the shopper's are named; nothing for a guest."""
    case = case_of(services, conversation_id, verb)
    if not case.signed_in:
        return ()
    if named := list(meant_in(text, case.orders, case)):
        return named
    try:
        order = services.orders.access_order(case.customer_id or "", refused["order"])
    except OrderNotFound:
        return ()
    return [(order, frozenset(refused["positions"]))]
