"""How many: "make that two", "only one after all", said of what lies in the cart."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from actions.cart import say_cart, things_in
from actions.cart_removal import pointed_at
from actions.references import figures
from actions.shopping import Shopping
from actions.understanding.courtesies import CAN_YOU, opening
from actions.wording import plain
from commerce import NotAllowed

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce.cart import Cart, CartLine

__all__ = ["ChangeQuantity", "new_quantity"]

SAYS_CART = frozenset({"utter_added_to_cart", "utter_quantity_changed", "utter_removed_from_cart",
                       "utter_cart", "utter_too_few_for_cart"})  # fmt: skip
"""After these a number is about the cart."""
_NUMBER = r"(?P<number>\d{1,2}|one|a couple)"
_LEAD = opening("please", "no", "nope", "yes", "actually", "wait", "hm+", "then")
_CHANGES = re.compile(
    rf"{_LEAD}(?:{CAN_YOU} (?:please )?)?(?:"
    r"(?:make|have) (?:that|it|them|this)|(?:i|we)(?:'d| would|'ll)? (?:only|just) (?:want|need|"
    r"like|take)|(?:just|only)|(?:change|set|put|increase|reduce) (?:it|that|this|them|the "
    rf"(?:quantity|number|amount)) (?:up |down )?to|let'?s make (?:it|that))\s+(?:just |only )?"
    rf"{_NUMBER}\b(?!\s*(?:%|day|week|inch|cm|or|and))(?P<rest>.*)$"
)
_BARE = re.compile(rf"{_LEAD}{_NUMBER}(?: (?:of (?:them|those|it)|pieces?))?(?P<rest>\W*(?:please|"
                   r"then|thanks)?\W*)$")  # fmt: skip
_SAYS_NOTHING = re.compile(
    r"\b(?:of|them|those|these|it|pieces?|please|thanks|thank|you|then|after|all|instead|now|"
    r"actually|one|in|my|the|cart|basket|each)\b|\W"
)
MANY = {"one": 1, "a couple": 2}


class ChangeQuantity(Shopping):
    """Puts as many of a thing in the cart as were asked for, no more and no less."""

    name = "change_quantity"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Of the thing that is named, else of the one that was put in last."""
        wanted, _ = new_quantity(turn) or (1, "")
        cart = await asyncio.to_thread(self.services.carts.show, turn.conversation_id)
        line = line_meant(cart, turn)
        if line is None:
            dispatcher.utter_message(response="utter_cart_empty")
            return []
        try:
            cart = await asyncio.to_thread(self._set, turn, line, wanted)
        except NotAllowed as refusal:
            full = refusal.code == "cart_full"
            dispatcher.utter_message(
                response="utter_cart_full" if full else "utter_no_more_of_it",
                item=things_in(line),
                count=str(refusal.facts.get("most") or refusal.facts.get("stock") or 0),
            )
        else:
            say_cart(dispatcher, cart, "utter_quantity_changed", item=things_in(line),
                     quantity=str(wanted))  # fmt: skip
        return []

    def _set(self, turn: AskedTurn, line: CartLine, wanted: int) -> Cart:
        carts, conversation = self.services.carts, turn.conversation_id
        more = wanted - line.quantity
        if more > 0:
            return carts.add(conversation, line.sku, more, fence=turn.fence)
        if more < 0:
            return carts.remove(conversation, line.sku, -more, fence=turn.fence)
        return carts.show(conversation)


def new_quantity(turn: AskedTurn) -> tuple[int, str] | None:
    """How many are wanted, and of what in the shopper's words; None where no number is changed."""
    if SAYS_CART.isdisjoint(turn.last_reply.responses):
        return None
    said = figures(turn.text)
    match = _CHANGES.search(said) or _BARE.search(said)
    if match is None:
        return None
    number = MANY.get(match["number"]) or int(match["number"])
    return (number, plain(_SAYS_NOTHING.sub(" ", match["rest"]))) if number else None


def line_meant(cart: Cart, turn: AskedTurn) -> CartLine | None:
    """The line of the cart that is spoken of; None where the words name nothing in it."""
    _, what = new_quantity(turn) or (1, "")
    if what:
        named = pointed_at(what, cart, turn)
        return named[0] if len(named) == 1 else None
    focus = (turn.slots.get("focus_product") or {}).get("id")
    of_focus = [line for line in cart.lines if line.product_id == focus]
    return next(reversed(of_focus or cart.lines), None)
