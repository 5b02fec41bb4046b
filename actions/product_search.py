"""Product search in the shopper's words, and how it goes on: "cheaper", "in blue", "more"."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import SlotSet

from actions.fallback import buttons_of
from actions.shopping import Shopping, wish_of
from actions.wording import plain
from commerce import money
from knowledge.refinement import Wish, leans_on_search, like, refined, without
from knowledge.shopping_words import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product
    from knowledge.product_search import ProductSearchResult

__all__ = ["ActionRefineSearch", "ActionSearchProducts", "Searching"]

_SHOWS = re.compile(r"\b(?:show|see|find|look(?:ing)? (?:for|at))\b", re.IGNORECASE)
_LIKE = re.compile(
    r"\b(?:like|similar|resembl\w+|along the lines|comparable|alternatives?)\b", re.IGNORECASE
)
NOTHING_BEYOND = {
    "cheaper": "utter_nothing_cheaper",
    "dearer": "utter_nothing_dearer",
    "size": "utter_nothing_sized",
    "weight": "utter_nothing_weighed",
}


class Searching(Shopping):
    """Searches, shows what was found, and remembers the search."""

    async def search(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, text: str
    ) -> list[Event]:
        """Begin a search with what was said."""
        search = self.services.knowledge.product_search
        found = await asyncio.to_thread(search.search, text)
        if not found.products:
            dispatcher.utter_message(response="utter_no_products")
            return []
        several = len(found.products) > 1
        response = "utter_products_found" if several else "utter_one_product_found"
        wish = Wish(found.constraints, text)
        return self.show(dispatcher, turn, wish, found, response)

    async def refine(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, wish: Wish, text: str
    ) -> list[Event]:
        """Go on with a search: a click without words asks for more of the same."""
        search = self.services.knowledge.product_search
        meant = await self.meant(turn, text.partition(" than ")[2] or text)
        one = meant.products[0] if len(meant.products) == 1 else None
        if one and _LIKE.search(text):
            return await self.show_like(dispatcher, turn, one, wish)
        if meant.by == "extreme":  # "cheaper" is a wish here, not the cheapest of those shown
            one = None
        shown = await self.known(turn.slots.get("shown_products") or ())
        compared = [one] if one and (meant.pointed or meant.by == "pronoun") else shown
        if one and meant.by == "name":
            text = _without_title(text, one)
        next_wish = replace(wish, further=True, relative="")
        if text:
            next_wish = await asyncio.to_thread(self._refined, wish, text, compared)
        seen = next_wish.seen if next_wish.further else ()
        found = await asyncio.to_thread(
            search.find, next_wish.constraints, next_wish.said, without=seen
        )
        if next_wish.further and (found.let_go or not found.products):
            dispatcher.utter_message(response="utter_no_more_products")
            return []
        if next_wish.relative and compared and (found.let_go or not found.products):
            self._say_it_is_the_most(dispatcher, NOTHING_BEYOND[next_wish.relative], compared)
            return []
        if not found.products:
            dispatcher.utter_message(response="utter_no_products")
            return []
        response = "utter_more_products" if next_wish.further else "utter_products_refined"
        return self.show(dispatcher, turn, next_wish, found, response)

    async def show_like(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, product: Product, wish: Wish | None
    ) -> list[Event]:
        """Show things like a product, and cheaper or in blue where that was said too."""
        search = self.services.knowledge.product_search
        seen = wish.seen if wish else ()
        alike = await asyncio.to_thread(lambda: like(product, search.vocabulary, seen))
        text = _without_title(_LIKE.sub(" ", turn.text), product)
        alike = await asyncio.to_thread(self._refined, alike, text, [product])
        found = await asyncio.to_thread(
            search.find, alike.constraints, alike.said, without=(product.id,)
        )
        if alike.relative and found.let_go and found.products:
            self._say_it_is_the_most(dispatcher, NOTHING_BEYOND[alike.relative], [product])
            return []
        if not found.products:
            dispatcher.utter_message(response="utter_nothing_alike", title=plain(product.title))
            return []
        return self.show(dispatcher, turn, alike, found, "utter_products_alike", product)

    def show(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        wish: Wish,
        found: ProductSearchResult,
        response: str,
        product: Product | None = None,
    ) -> list[Event]:
        """Show the cards; say what was let go of, and what the search has come to."""
        wishes = found.constraints.attributes
        buttons = buttons_of(turn.domain, "utter_show_more") if found.more else None
        dispatcher.utter_message(
            response="utter_products_relaxed" if found.relaxed and not product else response,
            relaxed=", ".join(found.relaxed),
            wish=self.services.knowledge.product_search.told(found.constraints),
            title=plain(product.title) if product else "",
            buttons=buttons,
            json_message={
                "kind": "products",
                "products": [self.card(one, wishes) for one in found.products],
            },
        )
        seen = tuple(dict.fromkeys([*wish.seen, *(one.id for one in found.products)]))
        kept: dict[str, Any] = replace(without(wish, found.let_go), seen=seen).as_json()
        return [SlotSet("search", kept), *self.remember_shown(turn, found.products)]

    def _refined(self, wish: Wish, text: str, compared: Sequence[Product]) -> Wish:
        search = self.services.knowledge.product_search
        return refined(wish, text, search.vocabulary, compared, search.features)

    def leans(self, text: str) -> bool:
        """Whether the words go on with a search rather than begin one."""
        return leans_on_search(text, self.services.knowledge.product_search.vocabulary)

    def _say_it_is_the_most(
        self, dispatcher: CollectingDispatcher, response: str, shown: Sequence[Product]
    ) -> None:
        """Nothing is cheaper, dearer, bigger or lighter than what was shown."""
        pick = max if response == "utter_nothing_dearer" else min
        most = pick(shown, key=lambda product: product.price)
        dispatcher.utter_message(
            response=response,
            title=plain(most.title),
            price=money(most.price, self.services.settings.currency),
        )


class ActionSearchProducts(Searching):
    """Shows the products that fit, and says what it had to let go of.

    Words that name one of the products ask about it rather than for it, unless they ask to see it,
    so they are answered where the store's knowledge can; words that lean on the running search go
    on with it.
    """

    name = "action_search_products"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """After "did you mean" a click stands for the words that were typed before it."""
        from actions.product_answers import take_which  # whose actions search, too

        if (taken := await take_which(self, dispatcher, turn)) is not None:
            return taken
        if await self.answers_follow_up(dispatcher, turn):
            return []
        clarified = "utter_did_you_mean" in turn.last_reply.responses
        wanted = turn.text or (turn.typed_before if clarified else "")
        if not wanted:
            dispatcher.utter_message(response="utter_ask_what_to_find")
            return []
        wish = wish_of(turn)
        leans = wish is not None and await asyncio.to_thread(self.leans, wanted)
        if wish and leans:
            return await self.refine(dispatcher, turn, wish, wanted)
        meant = await self.meant(turn, wanted)
        if meant.by == "name" and meant.said and not _SHOWS.search(wanted):
            # A name says all: "what about the skillet?" has nothing to do with what came before.
            alone = replace(turn, earlier=())
            if await self.answer(dispatcher, alone):
                return self.remember_shown(turn, meant.products)
        return await self.search(dispatcher, turn, wanted)


class ActionRefineSearch(Searching):
    """Goes on with the running search, or begins one with what was said."""

    name = "action_refine_search"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Without a search, "something like this" starts from the product that is viewed.

        "In blue" may also say which variant shall go into the cart.
        """
        from actions.cart_items import ActionAddToCart  # which searches, too

        if await self.answers_follow_up(dispatcher, turn):
            return []
        cart = ActionAddToCart(self.services, self.gateway)
        if await cart.is_answered_by(turn):
            return await cart.run(dispatcher, turn)
        wish = wish_of(turn)
        if wish:
            return await self.refine(dispatcher, turn, wish, turn.text)
        meant = await self.meant(turn, turn.text)
        if len(meant.products) == 1 and (_LIKE.search(turn.text) or not meant.pointed):
            return await self.show_like(dispatcher, turn, meant.products[0], None)
        if not turn.text or not await self.is_kind_of_thing(turn):
            dispatcher.utter_message(response="utter_ask_what_to_find")
            return []
        return await self.search(dispatcher, turn, turn.text)


def _without_title(text: str, product: Product) -> str:
    """The words without those of the product's name, which are no wish."""
    name = set(stems(product.title))
    return " ".join(word for word in text.split() if not name.intersection(stems(word)))
