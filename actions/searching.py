"""Searching in the shopper's words, and going on with it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from actions.showing import Showing
from actions.wording import plain
from knowledge.constraints import Constraints
from knowledge.fitting import Entry
from knowledge.refinement import Wish, leans_on_search, like, of_something, refined
from knowledge.search_talk import SUPERLATIVE
from knowledge.shopping_words import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.shopping import Meant
    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product
    from knowledge.product_search import ProductSearchResult

__all__ = ["Searching", "speaks_of_likeness"]

_LIKE = re.compile(
    r"\b(?:like|similar|resembl\w+|along the lines|comparable|alternatives?)\b", re.IGNORECASE
)
_SEVERAL = re.compile(r"\b(?:ones|first|\d+|some|few)\b|\b(?:cheapest|rated|expensive) \w+s\b")
OF_A_KIND = 100
"""Products of a kind that are looked at for what the shopper says of it."""
NOTHING_BEYOND = {
    "cheaper": "utter_nothing_cheaper",
    "dearer": "utter_nothing_dearer",
    "size": "utter_nothing_sized",
    "weight": "utter_nothing_weighed",
}


class Searching(Showing):
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
        meant = await self.meant(turn, text)
        found = the_ones_meant(found, text, meant)
        several = len(found.products) > 1
        response = "utter_products_found" if several else "utter_one_product_found"
        if not several and found.constraints.order and not found.relaxed:
            response = "utter_the_first_of_its_kind"
        wish = Wish(found.constraints, text)
        return self.show(dispatcher, turn, wish, found, response)

    async def refine(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, wish: Wish, text: str
    ) -> list[Event]:
        """Go on with a search: a click without words asks for more of the same."""
        if (again := await self.seen_before(turn, wish, text)) is not None:
            return self.show_again(dispatcher, turn, wish, again)
        meant = await self.meant(turn, text.partition(" than ")[2] or text)
        one = meant.products[0] if len(meant.products) == 1 else None
        if one and speaks_of_likeness(text):
            return await self.show_like(dispatcher, turn, one, wish)
        if one and meant.by == "extreme":
            if SUPERLATIVE.search(text.lower()):
                return self.show_again(dispatcher, turn, wish, [one], "utter_one_of_these")
            one = None  # "cheaper" is a wish here, not the cheapest of those shown
        shown = await self.known(turn.slots.get("shown_products") or ())
        compared = [one] if one and (meant.pointed or meant.by == "pronoun") else shown
        if one and meant.by == "name":
            text = _without_title(text, one)
        next_wish = replace(wish, further=True, relative="")
        if text:
            next_wish = await asyncio.to_thread(self._refined, wish, text, compared)
        return await self._go_on(dispatcher, turn, next_wish, compared)

    async def _go_on(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        wish: Wish,
        compared: Sequence[Product],
    ) -> list[Event]:
        """Show what the wish has come to, or say that there is nothing beyond what was shown."""
        search = self.services.knowledge.product_search
        seen = wish.seen if wish.further else ()
        found = await asyncio.to_thread(search.find, wish.constraints, wish.said, without=seen)
        nothing = bool(found.let_go) or not found.products
        if wish.further and nothing:
            dispatcher.utter_message(response="utter_no_more_products")
        elif wish.relative and compared and nothing:
            self.say_it_is_the_most(dispatcher, NOTHING_BEYOND[wish.relative], compared)
        elif "in_stock" in found.let_go:
            return await self._instead(dispatcher, turn, wish, found)
        elif not found.products:
            dispatcher.utter_message(response="utter_no_products")
        else:
            response = "utter_more_products" if wish.further else "utter_products_refined"
            return self.show(dispatcher, turn, wish, found, response)
        return []

    async def _instead(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        wish: Wish,
        found: ProductSearchResult,
    ) -> list[Event]:
        """All that fits is sold out: say so, and show what can be had of that kind at large."""
        search = self.services.knowledge.product_search
        gone = found.products[0]
        wider = replace(wish.constraints, category=wish.constraints.category.split(" ")[-1])
        nearest = await asyncio.to_thread(
            search.find, wider, wish.said, without=[one.id for one in found.products]
        )
        if not nearest.products or {"in_stock", "category"} & set(nearest.let_go):
            dispatcher.utter_message(
                response="utter_all_out_of_stock", title=plain(gone.title), offered=""
            )
            return self.remember_focus(turn, gone)
        return self.show(dispatcher, turn, wish, nearest, "utter_in_stock_instead", gone)

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
        found = replace(found, products=for_the_same_age(found.products, product))
        if alike.relative and found.let_go and found.products:
            self.say_it_is_the_most(dispatcher, NOTHING_BEYOND[alike.relative], [product])
            return []
        if not found.products:
            dispatcher.utter_message(response="utter_nothing_alike", title=plain(product.title))
            return []
        return self.show(dispatcher, turn, alike, found, "utter_products_alike", product)

    def _refined(self, wish: Wish, text: str, compared: Sequence[Product]) -> Wish:
        search = self.services.knowledge.product_search
        return refined(wish, text, search.vocabulary, compared, search.features)

    def leans(self, text: str, wish: Wish) -> bool:
        """Whether the words go on with a search rather than begin one.

        "Something for summer" does where there is something for summer of the kind looked for.
        """
        search = self.services.knowledge.product_search
        if leans_on_search(text, search.vocabulary):
            return True
        kind = wish.constraints.category
        words = of_something(text, search.vocabulary)
        if not kind or words is None:
            return False
        of_kind = search.find(Constraints(category=kind), wish.said, limit=OF_A_KIND).products
        return not words or any(words & Entry(product).words for product in of_kind)


def speaks_of_likeness(text: str) -> bool:
    """Whether something like another thing is looked for."""
    return bool(_LIKE.search(text))


def the_ones_meant(found: ProductSearchResult, text: str, meant: Meant) -> ProductSearchResult:
    """What was found without the rest, where the words name a product or ask for the cheapest."""
    ids = {product.id for product in meant.products}
    named = tuple(product for product in found.products if product.id in ids)
    if meant.by == "name" and meant.said and named:
        return replace(found, products=named, more=False)
    said = text.lower()
    if found.constraints.order and SUPERLATIVE.search(said) and not _SEVERAL.search(said):
        more = found.more or len(found.products) > 1
        return replace(found, products=found.products[:1], more=more)
    return found


def for_the_same_age(products: Sequence[Product], product: Product) -> tuple[Product, ...]:
    """Those for children where it is for them, and the others where it is not."""
    for_children = Entry(product).for_children
    return tuple(one for one in products if Entry(one).for_children == for_children)


def _without_title(text: str, product: Product) -> str:
    """The words without those of the product's name, which are no wish."""
    name = set(stems(product.title))
    return " ".join(word for word in text.split() if not name.intersection(stems(word)))
