"""Taking things out of the cart again."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING

from actions.cart import say_cart, things_in
from actions.references import Listed, figures, refer
from actions.topic import TopicAction
from actions.wording import plain
from commerce import ProductNotFound

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce.cart import Cart, CartLine

__all__ = ["ActionRemoveFromCart"]

MOST_CHOICES = 8
_EVERYTHING = re.compile(
    r"\b(?:everything|all(?: of (?:it|them))?|clear|empty|reset|start over|all items)\b"
)
_KEEP = re.compile(r"\b(?:keep|leave|except|but)\b(?: only)?")
_LEFT = re.compile(
    r"\b(?:make it|only want|just (?:want|need)|reduce .* to|quantity .* to|only need|leave|"
    r"but need just|down to)\s+(\d{1,2}|one)\b"
)
_SOME = re.compile(r"\b(?:(\d{1,2}|one)\s+(?:of|less|fewer)|(?:one|1) too many)\b")


class ActionRemoveFromCart(TopicAction):
    """Takes out of the cart what was pointed at, all of it or some pieces."""

    name = "action_remove_from_cart"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Which one is asked where the words fit several."""
        carts, conversation = self.services.carts, turn.conversation_id
        cart = await asyncio.to_thread(carts.show, conversation)
        said = figures(turn.text)
        found = pointed_at(said, cart, turn)
        if not cart.lines:
            dispatcher.utter_message(response="utter_cart_empty")
        elif _KEEP.search(said) and found:
            for line in cart.lines:
                if line not in found:
                    cart = await asyncio.to_thread(
                        carts.remove, conversation, line.sku, fence=turn.fence
                    )
            say_cart(dispatcher, cart, "utter_removed_from_cart", item="the rest")
        elif not found and _EVERYTHING.search(said):
            await asyncio.to_thread(carts.clear, conversation, fence=turn.fence)
            dispatcher.utter_message(response="utter_cart_cleared")
        elif not found:
            dispatcher.utter_message(response="utter_remove_which", buttons=line_buttons(cart))
        else:
            await self._remove(dispatcher, turn, found, said)
        return []

    async def _remove(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        lines: list[CartLine],
        said: str,
    ) -> None:
        carts = self.services.carts
        for line in lines:
            pieces = pieces_of(line, said)
            with contextlib.suppress(ProductNotFound):  # taken out in another tab meanwhile
                await asyncio.to_thread(
                    carts.remove, turn.conversation_id, line.sku, pieces, fence=turn.fence
                )
        cart = await asyncio.to_thread(carts.show, turn.conversation_id)
        item = " and ".join(plain(line.title) for line in lines)
        if not cart.lines:
            dispatcher.utter_message(response="utter_cart_cleared")
            return
        say_cart(dispatcher, cart, "utter_removed_from_cart", item=item)


def pointed_at(said: str, cart: Cart, turn: AskedTurn) -> list[CartLine]:
    """The lines of the cart that are meant; the only one where nothing else is said."""
    lines = {line.sku: line for line in cart.lines}
    if turn.choice in lines:
        return [lines[turn.choice]]
    told = [
        Listed(line.sku, line.title, " ".join(line.options.values()), line.unit_price)
        for line in cart.lines
    ]
    kept = turn.slots.get("focus_product") or {}
    focus = next(
        (line.sku for line in reversed(cart.lines) if line.product_id == kept.get("id")), None
    )
    if re.search(r"\blast (?:thing|item|one)?\b|\bundo\b", said) and cart.lines:
        return [cart.lines[-1]]
    found = refer(said, told, focus=focus)
    if found and (len(found.ids) == 1 or found.by == "place"):
        return [lines[sku] for sku in found.ids]
    if found and found.by != "pronoun":
        return []
    return list(cart.lines) if len(cart.lines) == 1 and not _EVERYTHING.search(said) else []


def pieces_of(line: CartLine, said: str) -> int | None:
    """How many of a line go: all (None), so many, or all but so many."""
    if match := _LEFT.search(said):
        left = 1 if match[1] == "one" else int(match[1])
        return line.quantity - left if 0 < left < line.quantity else None
    if match := _SOME.search(said):
        return 1 if match[1] in {None, "one"} else int(match[1])
    return None


def line_buttons(cart: Cart) -> list[dict[str, str]]:
    """A button for each line of the cart."""
    return [
        {"title": things_in(line), "payload": f'/remove_from_cart{{"choice": "{line.sku}"}}'}
        for line in cart.lines[:MOST_CHOICES]
    ]
