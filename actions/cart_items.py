"""Putting things into the cart."""

from __future__ import annotations

import asyncio
import re
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from rasa_sdk.events import SlotSet

from actions.cart import say_cart
from actions.references import figures
from actions.searching import Searching
from actions.shopping import options_of
from actions.stock import buyable, offered
from actions.understanding.phrases import asks
from actions.wording import plain
from commerce import NotAllowed, ProductNotFound
from knowledge.variants import named, variants_meant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rasa_sdk.executor import CollectingDispatcher

    from actions.shopping import Meant
    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product, Variant

__all__ = ["ActionAddToCart"]

TOO_FEW = "utter_too_few_for_cart"
ASKED_VARIANT = frozenset(
    {"utter_ask_option", "utter_not_offered_choose", "utter_variant_sold_out", TOO_FEW}
)
TURNS_WAITED = 3
"""A question in between does not end the wish."""
MOST_CHOICES = 8
MOST_TITLE = 60
ENDS_IT = frozenset(
    {"utter_declined", "utter_added_to_cart", "utter_acknowledge", "utter_products_found",
     "utter_one_product_found", "utter_products_refined", "utter_products_alike",
     "utter_more_products", "utter_cart", "utter_cart_empty", "utter_left_as_is"}
)  # fmt: skip
"""After these the question which size it shall be is forgotten."""
_PARTS = re.compile(r"\b(?:and|plus|also)\b|[,;&+]", re.IGNORECASE)
_A_NUMBER = re.compile(r"\b(?:\d{1,2}|one)\b")
_QUANTITY = re.compile(
    r"\b(?:add|take|want|have|get|order|buy|need|like|put|give)\s+(?:me\s+|us\s+)?(\d{1,2})\b"
    r"(?!(?:st|nd|rd|th|\.5)|\s*(?:cm|in\b|inch|-))|\b(\d{1,2})\s*(?:x\b|of\b|pieces?|pairs?|more)|"
    r"^\W*(\d{1,2})\s+(?!in\b|please)[a-z]"
)
_FOR_A_CART = re.compile(
    r"\b(?:add|put|place|stick|throw|buy|order|get|want|take|have|like|would|i'd|i'll|to|in|into|my|the|"
    r"cart|basket|bag|trolley|please|can|could|you|me|i|also|and|for|it)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wanted:
    """A product for the cart of which the variant is not chosen yet."""

    product: str
    quantity: int = 1
    options: Mapping[str, str] = field(default_factory=dict)


class ActionAddToCart(Searching):
    """Puts what was pointed at in the cart; asks which size or colour where that is open."""

    name = "action_add_to_cart"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """A click names a variant; words after "which size?" choose one."""
        open_ = waiting(turn)
        if turn.choice and (found := await self._variant(turn.choice)):
            return await self._clicked(dispatcher, turn, *found, open_)
        meant = await self.meant(turn, turn.text)
        if open_ and not (meant.pointed and meant.by != "words"):
            if TOO_FEW in turn.last_reply.responses:
                open_[0] = replace(open_[0], quantity=quantity_in(turn.text))
            return await self._choose(dispatcher, turn, open_)
        if several := await self._several(turn, meant):
            return await self._choose(dispatcher, turn, several)
        if not meant.products:
            return await self._look_for(dispatcher, turn)
        if len(meant.products) > 1 and meant.by != "place":
            buttons = [
                {"title": plain(one.title)[:MOST_TITLE],
                 "payload": f'/add_to_cart{{"choice": "{one.id}"}}'}
                for one in meant.products[:MOST_CHOICES]
            ]  # fmt: skip
            dispatcher.utter_message(response="utter_add_which", buttons=buttons)
            return []
        quantity = quantity_in(turn.text)
        wanted = [Wanted(one.id, quantity, options_of(turn, one)) for one in meant.products]
        return await self._choose(dispatcher, turn, wanted)

    async def is_answered_by(self, turn: AskedTurn) -> bool:
        """Whether the words name an option of what waits for its size or colour."""
        open_ = waiting(turn)
        if not open_ or asks(turn.text):
            return False
        if TOO_FEW in turn.last_reply.responses and _A_NUMBER.search(figures(turn.text)):
            return True
        asked_now = not ASKED_VARIANT.isdisjoint(turn.last_reply.responses)
        products = await self.known([open_[0].product])
        choices = [variants_meant(product, turn.text) for product in products]
        return any(
            (choice.not_offered and asked_now) or len(choice.variants) < len(product.variants)
            for choice, product in zip(choices, products, strict=True)
        )

    async def _clicked(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        product: Product,
        variant: Variant,
        open_: list[Wanted],
    ) -> list[Event]:
        """Put in the variant of the button, as many as were wanted, and ask for the next."""
        quantity = next((one.quantity for one in open_ if one.product == product.id), 1)
        rest = [one for one in open_ if one.product != product.id]
        events = await self._put(dispatcher, turn, product, variant, rest, quantity)
        return [*events, *await self._choose(dispatcher, turn, rest)]

    async def _several(self, turn: AskedTurn, meant: Meant) -> list[Wanted]:
        """Each of the things that are named one after the other: "two mugs and the kettle"."""
        if turn.choice or meant.by == "place":
            return []
        found: dict[str, Wanted] = {}
        for part in _PARTS.split(turn.text):
            named = await self.meant(turn, part)
            if len(named.products) == 1 and named.by in {"name", "title"}:
                (one,) = named.products
                said = variants_meant(one, part).said
                found.setdefault(one.id, Wanted(one.id, quantity_in(part), dict(said)))
        return list(found.values()) if len(found) > 1 else []

    async def _choose(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, wanted: list[Wanted]
    ) -> list[Event]:
        """Put in what is chosen, and ask for the first that is not."""
        events: list[Event] = []
        while wanted:
            first, *rest = wanted
            products = await self.known([first.product])
            if not products:
                wanted = rest
                continue
            options, left = chosen(products[0], turn.text, first.options)
            if len(left) == 1:
                wanted = rest
                events = await self._put(
                    dispatcher, turn, products[0], left[0], rest, first.quantity
                )
                continue
            self._ask(dispatcher, products[0], turn.text, left)
            first = Wanted(first.product, first.quantity, options)
            return [
                *self.remember_focus(turn, products[0]),
                SlotSet("items_to_add", [asdict(one) for one in (first, *rest)]),
            ]
        return events

    async def _put(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        product: Product,
        variant: Variant,
        rest: list[Wanted],
        quantity: int = 1,
    ) -> list[Event]:
        title = f"{product.title} ({named(variant)})" if variant.options else product.title
        carts = self.services.carts
        try:
            cart = await asyncio.to_thread(
                carts.add, turn.conversation_id, variant.sku, quantity, fence=turn.fence
            )
        except NotAllowed as refusal:
            left = refusal.facts.get("stock") or 0
            response = "utter_too_few_for_cart" if left else "utter_variant_sold_out"
            if not buyable(product):
                response = "utter_all_out_of_stock"
            elif refusal.code != "cart_full":  # fewer of it, or another of its variants, may do
                rest = [Wanted(product.id, quantity, dict(variant.options)), *rest]
            dispatcher.utter_message(
                response="utter_cart_full" if refusal.code == "cart_full" else response,
                item=plain(title),
                title=plain(product.title),
                count=str(left or refusal.facts.get("most", 0)),
                offered=offered(buyable(product)),
            )
        else:
            say_cart(dispatcher, cart, "utter_added_to_cart", item=plain(title),
                     quantity=str(quantity))  # fmt: skip
        kept = [asdict(one) for one in rest] or None
        return [*self.remember_focus(turn, product), SlotSet("items_to_add", kept)]

    def _ask(
        self, dispatcher: CollectingDispatcher, product: Product, text: str, left: list[Variant]
    ) -> None:
        """Ask for the option that is still open, with what is in stock as buttons."""
        unknown = variants_meant(product, text).not_offered
        there = [one for one in left if one.in_stock]
        if not there:
            dispatcher.utter_message(
                response="utter_variant_sold_out" if buyable(product) else "utter_all_out_of_stock",
                item=plain(product.title),
                title=plain(product.title),
                offered=offered(buyable(product)),
            )
            return
        names = differing(there)
        dispatcher.utter_message(
            response="utter_not_offered_choose" if unknown else "utter_ask_option",
            title=plain(product.title),
            wanted=", ".join(unknown),
            option=" and ".join(name.lower() for name in names),
            offered=offered(there),
            buttons=variant_buttons(there, names) if len(there) <= MOST_CHOICES else None,
        )

    async def _look_for(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """What is wanted is not known yet: look for it, so that it can be pointed at."""
        wanted = _FOR_A_CART.sub(" ", turn.text).strip(" .,!?")
        if not wanted:
            dispatcher.utter_message(response="utter_add_what")
            return []
        return await self.search(dispatcher, turn, wanted)

    async def _variant(self, sku: str) -> tuple[Product, Variant] | None:
        try:
            product = await asyncio.to_thread(self.services.catalogue.by_sku, sku)
        except ProductNotFound:
            return None
        return product, next(one for one in product.variants if one.sku == sku)


def waiting(turn: AskedTurn) -> list[Wanted]:
    """What is to be added once its variant is chosen, if that was asked just now."""
    for past in reversed(turn.past[-TURNS_WAITED:]):
        if not ASKED_VARIANT.isdisjoint(past.responses):
            break
        if not ENDS_IT.isdisjoint(past.responses):
            return []
    else:
        return []
    return [Wanted(**one) for one in turn.slots.get("items_to_add") or ()]


def chosen(
    product: Product, text: str, before: Mapping[str, str]
) -> tuple[Mapping[str, str], list[Variant]]:
    """The options chosen by now, later words before earlier ones, and the variants they leave."""
    choice = variants_meant(product, text)
    said = {**{name: value for name, value in before.items() if value}, **choice.said}
    left = [
        one for one in choice.variants
        if all(one.options.get(name, value) == value for name, value in said.items())
    ]  # fmt: skip
    if not left or choice.not_offered:
        return said, list(product.variants)
    there = [one for one in left if one.in_stock]
    return said, there if len(there) == 1 and not said else left


def differing(variants: list[Variant]) -> list[str]:
    """The options in which variants differ."""
    values: dict[str, set[str]] = {}
    for variant in variants:
        for name, value in variant.options.items():
            values.setdefault(name, set()).add(value)
    return [name for name, found in values.items() if len(found) > 1]


def quantity_in(text: str) -> int:
    """How many pieces are wanted; one where no number is said."""
    match = _QUANTITY.search(figures(text))
    return max(1, int(next(filter(None, match.groups())))) if match else 1


def variant_buttons(variants: list[Variant], names: list[str]) -> list[dict[str, str]]:
    """A button for each variant, by the options in which they differ."""
    return [
        {"title": ", ".join(one.options[name] for name in names if name in one.options) or one.sku,
         "payload": f'/add_to_cart{{"choice": "{one.sku}"}}'}
        for one in variants
    ]  # fmt: skip
