"""What an unclear message may be an answer to: the bot asked, and this came.

People answer in fragments ("4", "ada@example.com", a photo without a word) that mean nothing by
themselves; what was asked last gives them their meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.account import take_gift_card_code
from actions.feedback import take_rating
from actions.handoff import note_contact, take_reason, take_way
from actions.order_status import ActionShowOrderStatus
from actions.understanding.choices import REASONS, Choice, choices_named

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import TopicAction
    from actions.turn import AskedTurn

__all__ = ["take_expected"]

WHY = (
    Choice("unwanted", "no longer needed"),
    Choice("mistake", "ordered by mistake"),
    Choice("fit", "does not fit: too small, too large"),
    Choice("faulty", "faulty"),
    Choice("damaged", "arrived damaged"),
)
"""Reasons that shoppers give before they say for what."""


async def take_expected(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> bool:
    """Take what was asked for last, and say so; False when the message is none of it."""
    if turn.photos and not turn.text:
        dispatcher.utter_message(response="utter_photo_received")
        return True
    number = turn.order_number if turn.intent == "inform" else None
    if not number and (response := await take_rating(action, turn)):
        dispatcher.utter_message(response=response)
        return True
    for take in (take_gift_card_code, take_way, note_contact, take_reason):
        if await take(action, dispatcher, turn):
            return True
    if number:  # alone it asks where that order is
        await ActionShowOrderStatus(action.services, action.gateway).run(dispatcher, turn)
        return True
    if turn.intent == "inform" and choices_named(turn.text, WHY, REASONS, by_meaning=True):
        dispatcher.utter_message(response="utter_reason_for_what")
        return True
    return False
