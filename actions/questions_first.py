"""A question is answered before anything is begun, whichever request it sounds like.

"It turned up torn. How soon do I have to tell you?" asks for a rule: the shop's information answers
it, and what could be begun is offered by a button.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from actions.requests.beginning import BEGIN, begin_button
from actions.understanding.phrases import plainly_asks

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.answers import Answering
    from actions.turn import AskedTurn

__all__ = ["take_question"]

SURE: Final = 0.6
"""The least confidence (0 to 1) of an answer that takes the place of a request."""


async def take_question(
    action: Answering, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> bool:
    """Answer a plain question where the shop's information surely can; False otherwise."""
    if not turn.text or turn.order_number or not plainly_asks(turn.text):
        return False
    least = max(action.services.settings.answer_threshold, SURE)
    return await action.answer(dispatcher, turn, least=least, buttons=_offer(turn))


def _offer(turn: AskedTurn) -> list[dict[str, Any]]:
    """The button that begins what the message sounded like."""
    if turn.intent not in BEGIN:
        return []
    return [begin_button(turn.intent)]
