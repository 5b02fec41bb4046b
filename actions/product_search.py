"""Products found by what the shopper said of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from actions.answers import Answering
from actions.links import absolute

if TYPE_CHECKING:
    from collections.abc import Collection

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product

__all__ = ["ActionSearchProducts"]


class ActionSearchProducts(Answering):
    """Shows the products that fit, and says what it had to let go of.

    Words that name one of the products ask about it rather than for it, so they are answered
    where the store's knowledge can.
    """

    name = "action_search_products"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """After "did you mean" a click stands for the words that were typed before it."""
        clarified = "utter_did_you_mean" in turn.last_reply.responses
        wanted = turn.text or (turn.typed_before if clarified else "")
        if not wanted:
            dispatcher.utter_message(response="utter_ask_what_to_find")
            return []
        if await self._names_product(wanted) and await self.answer(dispatcher, turn):
            return []
        found = await asyncio.to_thread(self.services.knowledge.product_search.search, wanted)
        if not found.products:
            dispatcher.utter_message(response="utter_no_products")
            return []
        wishes = found.constraints.attributes
        cards = [self._card(product, wishes) for product in found.products]
        response = "utter_products_found" if len(cards) > 1 else "utter_one_product_found"
        dispatcher.utter_message(
            response="utter_products_relaxed" if found.relaxed else response,
            relaxed=", ".join(found.relaxed),
            json_message={"kind": "products", "products": cards},
        )
        return []

    async def _names_product(self, wanted: str) -> bool:
        """Whether a title's first word is said: "headphones" alone may link to one, too."""
        knowledge, catalogue = self.services.knowledge, self.services.catalogue
        found = await asyncio.to_thread(knowledge.retriever.retrieve, wanted, 1)
        for product_id in found.products:
            product = await asyncio.to_thread(catalogue.get, product_id)
            if product.title.split()[0].lower() in wanted.lower():
                return True
        return False

    def _card(self, product: Product, wishes: Collection[str]) -> dict[str, Any]:
        settings = self.services.settings
        return {
            "id": product.id,
            "title": product.title,
            "brand": product.brand,
            "price": f"{product.price:.2f}",
            "currency": settings.currency,
            "image": absolute(product.image, settings.shop_url),
            "url": absolute(product.url or f"products/{product.id}", settings.shop_url),
            "rating": product.rating,
            "in_stock": product.in_stock,
            "reason": reason_of(product, wishes),
        }


def reason_of(product: Product, wishes: Collection[str]) -> str:
    """What the catalogue says of the features that were asked for, such as "Waterproof: yes"."""
    wanted = {wish.lower() for wish in wishes}
    told = [
        f"{name}: {said}" for name, said in product.attributes.items() if name.lower() in wanted
    ]
    return "; ".join(told)
