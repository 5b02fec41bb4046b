"""Offers that nobody asked for, at moments at which a good clerk would make one.

After an answer about a product, and when the cart is handed over. The guard is asked first, and
nothing is added while the shopper is choosing from a list, or in the middle of a request.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from actions.offering import Offering
from actions.shopping import focus_of
from actions.topic import WrappingAction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn

__all__ = ["MOMENTS", "OfferAlong"]

logger = logging.getLogger(__name__)

MOMENTS: Final = {
    "action_answer_question": "utter_offered_along",
    "action_check_out": "utter_offered_at_check_out",
}
"""What an offer is made after, and what is said with it."""
CHOOSES_FOR: Final = 3
"""Turns for which a list is chosen from; "the second one" shall mean its second."""
UNANSWERED: Final = frozenset({"utter_cannot_answer", "utter_ask_question", "utter_cart_empty"})


class OfferAlong(WrappingAction):
    """Runs an action, and adds an offer where the moment is right and the guard allows it."""

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """An offer that fails takes nothing from what was asked for."""
        events = await self._action.run(dispatcher, turn)
        turn = replace(turn, slots={**turn.slots, **_set_by(events)})
        along = Along(self.services, self.gateway)
        if not dispatcher.messages or not along.fits(dispatcher, turn, self.name):
            return events
        try:
            return [*events, *await along.add(dispatcher, turn, MOMENTS[self.name])]
        except Exception as error:  # noqa: BLE001 - the answer stands without an offer
            logger.warning("No offer was made: %s.", type(error).__name__)
            return events


def _set_by(events: Sequence[Event]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


class Along(Offering):
    """Adds an offer to a reply."""

    name = "offer_along"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """After an answer about a product."""
        return await self.add(dispatcher, turn, MOMENTS["action_answer_question"])

    def fits(self, dispatcher: CollectingDispatcher, turn: AskedTurn, action: str) -> bool:
        """Whether the moment is right: something was answered, and nothing is being chosen."""
        said = {message.get("response") for message in dispatcher.messages}
        shown = any(
            (message.get("custom") or {}).get("products") for message in dispatcher.messages
        )
        choosing = any(len(one.products) > 1 for one in turn.past[-CHOOSES_FOR:])
        if turn.active_form or shown or choosing or not UNANSWERED.isdisjoint(said):
            return False
        return action == "action_check_out" or (
            turn.intent == "ask_product_detail" and focus_of(turn) is not None
        )

    async def add(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, response: str
    ) -> list[Event]:
        """The offer, or nothing; what "it" is stays what it was."""
        about = await asyncio.to_thread(self._about, turn)
        slate, products = await self.slate(turn, asked=False, about=about)
        if not products:
            return []
        return await self.show_slate(dispatcher, turn, slate, products, response)

    def _about(self, turn: AskedTurn) -> Sequence[str]:
        """What the talk is about: the cart, and last the product that was asked about."""
        cart = self.services.carts.show(turn.conversation_id)
        focus = focus_of(turn)
        return [*(line.product_id for line in cart.lines), *([focus] if focus else ())]
