"""Beginning a request from another action than the form's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasa_sdk.events import FollowupAction, SlotSet

from actions.requests.memory import SLOT, Memory

if TYPE_CHECKING:
    from actions.topic import Event

__all__ = ["FORM", "begin"]

FORM = "request_form"


def begin(request: str, text: str) -> list[Event]:
    """The events that begin a request with the words that ask for it."""
    memory = Memory(waiting=[[request, text]])
    return [SlotSet(SLOT, memory.to_json()), FollowupAction(FORM)]
