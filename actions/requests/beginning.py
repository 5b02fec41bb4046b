"""Beginning a request from elsewhere than its form: by a button, or by another action."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rasa_sdk.events import FollowupAction, SlotSet

from actions.requests.memory import SLOT, Memory

if TYPE_CHECKING:
    from actions.requests.utterance import Button
    from actions.topic import Event
    from commerce import Order

__all__ = ["BEGIN", "FORM", "begin", "begin_button"]

FORM = "request_form"
BEGIN = {
    "return_items": "Return it",
    "exchange_items": "Exchange it",
    "claim_warranty": "Report a fault",
    "cancel_order": "Cancel the order",
    "change_address": "Change the address",
    "change_items": "Change the items",
    "change_payment_method": "Pay another way",
}
"""What the buttons say that begin a request."""


def begin_button(request: str, order: Order | None = None) -> Button:
    """The button that begins a request of `BEGIN`, for one order or for whichever it will be."""
    choice = json.dumps({"choice": f"order={order.number}"}) if order else ""
    return {"title": BEGIN[request], "payload": f"/{request}{choice}"}


def begin(request: str, text: str) -> list[Event]:
    """The events that begin a request with the words that ask for it."""
    memory = Memory(waiting=[[request, text]])
    return [SlotSet(SLOT, memory.to_json()), FollowupAction(FORM)]
