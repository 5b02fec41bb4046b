"""Coupons of campaigns in the talk: told when asked for, offered once where the guard allows it.

Whom a campaign is for, its holdout and its budget decide who gets one, never how somebody feels or
how hard they bargain. Who is held out is told what is true: that there is none for them.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from rasa_sdk.events import SlotSet

from actions.offers_along import UNANSWERED
from actions.situation import situation_of
from actions.topic import Event, WrappingAction
from actions.understanding.coupons import asks_for_coupon
from actions.wording import day, plain
from commerce import money
from recommendation import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.turn import AskedTurn
    from commerce.policy_sections import Coupon
    from insights.promotions.coupons import Given

__all__ = ["COUPONS_WITH", "CouponOffers"]

logger = logging.getLogger(__name__)

OFFERED_WITH: Final = "action_show_cart"
TOLD: Final[Mapping[str, Sequence[Event]]] = {
    "action_answer_question": (),
    "action_try_answer": (SlotSet("answer_outcome", "replied"),),
    "action_apply_coupon": (),
}
"""What an action is asked with, and what Rasa remembers then."""
NO_ANSWER: Final = UNANSWERED | {"utter_ask_coupon"}
"""Who asks for a code is not helped by being asked for one."""
COUPONS_WITH: Final = TOLD.keys() | {OFFERED_WITH}


class CouponOffers(WrappingAction):
    """Runs an action, and adds what coupon there is for the shopper."""

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """A coupon that fails takes nothing from what was asked for."""
        events = await self._action.run(dispatcher, turn)
        try:
            if self.name == OFFERED_WITH:
                await self._offer(dispatcher, turn)
            elif asks_for_coupon(turn.text) and await self._tell(dispatcher, turn):
                return [*events, *TOLD.get(self.name, ())]
        except Exception as error:  # noqa: BLE001 - the answer stands without a coupon
            logger.warning("No coupon was told of: %s.", type(error).__name__)
        return events

    async def _tell(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> bool:
        """What there is for who asks; where there is nothing, what the shop's pages say stands."""
        given = await asyncio.to_thread(self._given, turn, True)  # noqa: FBT003
        said = {message.get("response") for message in dispatcher.messages}
        if given is not None:
            if not NO_ANSWER.isdisjoint(said):
                dispatcher.messages.clear()
            self._say(dispatcher, "utter_coupon_yours", given)
        elif not NO_ANSWER.isdisjoint(said):
            dispatcher.messages.clear()
            dispatcher.utter_message(response="utter_no_coupon")
        return given is not None

    async def _offer(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> None:
        """Beside a cart that has something in it and no code yet, and never a second time."""
        if turn.active_form:
            return
        cart = await asyncio.to_thread(self.services.carts.show, turn.conversation_id)
        if not cart.lines or cart.coupon:
            return
        given = await asyncio.to_thread(self._given, turn, False)  # noqa: FBT003
        if given is not None and not given.again:
            self._say(dispatcher, "utter_coupon_offered", given)

    def _given(self, turn: AskedTurn, asked: bool) -> Given | None:  # noqa: FBT001
        services = self.services
        customer = services.conversations.customer_of(turn.conversation_id)
        if not customer:
            return None
        situation = situation_of(services, turn, customer)
        verdict = services.recommendations.verdict(turn.conversation_id, situation, asked=asked)
        if verdict is not Verdict.ALLOWED:
            return None
        return services.coupons.held(customer) or services.coupons.give(customer, fence=turn.fence)

    def _say(self, dispatcher: CollectingDispatcher, response: str, given: Given) -> None:
        coupon = given.coupon
        dispatcher.utter_message(
            response=response,
            code=plain(coupon.code),
            off=self._off(coupon),
            until=day(coupon.valid_until),
        )

    def _off(self, coupon: Coupon) -> str:
        """What it takes off: "10% off, up to $20.00, on orders from $50.00 on"."""
        discount, currency = coupon.discount, self.services.settings.currency
        if discount.percent is None:
            parts = [f"{money(discount.amount or discount.minimum, currency)} off"]
        else:
            parts = [f"{discount.percent.normalize():f}% off"]
            parts += [f"up to {money(discount.most, currency)}"] if discount.most else []
        if discount.minimum:
            parts.append(f"on orders from {money(discount.minimum, currency)} on")
        return ", ".join(parts)
