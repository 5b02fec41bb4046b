"""How products are shown in the talk, and what is remembered of that."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import SlotSet

from actions.fallback import buttons_of
from actions.shopping import Shopping
from actions.wording import plain
from commerce import money
from knowledge.refinement import without
from knowledge.search_talk import BACK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product
    from knowledge.product_search import ProductSearchResult
    from knowledge.refinement import Wish

__all__ = ["Showing"]

_FIRST = re.compile(r"\b(?:first|original|start|beginning)\b")
PAGE = 5
"""Products that are shown at once."""


class Showing(Shopping):
    """Shows products found, seen before, or the most that there is."""

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

    def show_again(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        wish: Wish,
        products: Sequence[Product],
        response: str = "utter_products_again",
    ) -> list[Event]:
        """Show cards that were seen already; the search stays as it was."""
        wishes = wish.constraints.attributes
        dispatcher.utter_message(
            response=response,
            title=plain(products[0].title),
            price=money(products[0].price, self.services.settings.currency),
            json_message={
                "kind": "products",
                "products": [self.card(one, wishes) for one in products],
            },
        )
        if response == "utter_products_again":
            return self.remember_shown(turn, products)
        return self.remember_focus(turn, products[0])

    async def seen_before(self, turn: AskedTurn, wish: Wish, text: str) -> list[Product] | None:
        """What was shown before, where it is asked for again: the first ones, or the last page."""
        said = text.lower()
        if not BACK.search(said) or await self.is_kind_of_thing(turn):
            return None
        shown = turn.slots.get("shown_products") or ()
        before = wish.seen[: wish.seen.index(shown[0])] if shown and shown[0] in wish.seen else ()
        page = before[-PAGE:] if before and not _FIRST.search(said) else wish.seen[:PAGE]
        return await self.known(page) or None

    def say_it_is_the_most(
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
