"""What an unclear message says of products: the variant, measurement or code that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.cart import ASKED_COUPON, TOLD_COUPON, ActionApplyCoupon
from actions.cart_items import ActionAddToCart
from actions.comparison import ActionCompareProducts
from actions.entitlements import remembered, take_entitlement
from actions.order_status import take_order
from actions.product_search import ActionRefineSearch, ActionSearchProducts
from actions.review_summary import take_review_summary
from actions.shopping import running_search
from actions.size_advice import ASKED_MEASUREMENTS, ActionAdviseSize
from actions.stock import ActionShowStock
from actions.turn import FALLBACK_INTENT
from actions.understanding.coupons import takes_coupon

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rasa_sdk.executor import CollectingDispatcher

    from actions.shopping import Shopping
    from actions.topic import Event, Gateway, TopicAction
    from actions.turn import AskedTurn
    from tilly.bootstrap import Services

__all__ = ["take_likely_wish", "take_product_answer", "take_which"]

ASKED = (
    (ASKED_MEASUREMENTS, ActionAdviseSize),
    (ASKED_COUPON, ActionApplyCoupon),
)


LIKELY: Mapping[str, Callable[[Services, Gateway], Shopping]] = {
    "add_to_cart": ActionAddToCart,
    "ask_size": ActionAdviseSize,
    "ask_stock": ActionShowStock,
    "compare_products": ActionCompareProducts,
    "refine_search": ActionRefineSearch,
    "search_product": ActionSearchProducts,
}


WHICH: Mapping[str, Callable[[Services, Gateway], Shopping]] = {
    "utter_size_of_what": ActionAdviseSize,
    "utter_compare_what": ActionCompareProducts,
    "utter_compare_with_what": ActionCompareProducts,
    "utter_add_what": ActionAddToCart,
}
"""Which product was asked for, and for what."""


async def take_which(
    action: Shopping, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> list[Event] | None:
    """Go on with what was asked for last; None when the words name none of that.

    "The daypack" is no product question where it was asked which order is meant, nor are "until
    when can I return it?" and "what do people say about it?".
    """
    if turn.text and await take_order(action, dispatcher, turn):
        return []
    if turn.text and (told := await take_entitlement(action, dispatcher, turn)):
        return remembered(told, turn)
    if (taken := await take_review_summary(action, dispatcher, turn)) is not None:
        return taken
    for response in turn.last_reply.responses:
        if response in WHICH and turn.text and await action.is_pointed(turn):
            return await WHICH[response](action.services, action.gateway).run(dispatcher, turn)
    return None


async def take_likely_wish(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> list[Event] | None:
    """Do what NLU thinks likeliest of a message about products, if the catalogue bears it out.

    A wish for a kind of thing that the shop has, or words that point at a product, are no
    misunderstanding, however unsure NLU is of them.
    """
    if turn.intent != FALLBACK_INTENT or not turn.text or not turn.ranking:
        return None
    topic = LIKELY.get(turn.ranking[0])
    if topic is None:
        return None
    likely = topic(action.services, action.gateway)
    borne_out = {
        "search_product": likely.is_kind_of_thing,
        "refine_search": likely.goes_on,
    }.get(turn.ranking[0], likely.is_pointed)
    return await likely.run(dispatcher, turn) if await borne_out(turn) else None


async def take_product_answer(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> list[Event] | None:
    """Go on with what was asked last, or with the running search; None when neither is there."""
    if not turn.text:
        return None
    cart = ActionAddToCart(action.services, action.gateway)
    if await cart.is_answered_by(turn):
        return await cart.run(dispatcher, turn)
    if (taken := await take_which(cart, dispatcher, turn)) is not None:
        return taken
    if (topic := _asked_last(turn)) is not None:
        return await topic(action.services, action.gateway).run(dispatcher, turn)
    if turn.intent == "inform" and turn.last_reply.products and running_search(turn):
        return await ActionRefineSearch(action.services, action.gateway).run(dispatcher, turn)
    return None


def _asked_last(turn: AskedTurn) -> type[ActionAdviseSize | ActionApplyCoupon] | None:
    """What the last reply asked for, or told of where the words do no more than take it."""
    told = set(turn.last_reply.responses)
    if takes_coupon(turn.text) and told & TOLD_COUPON:
        return ActionApplyCoupon
    return next((topic for responses, topic in ASKED if told & responses), None)
