"""Product search in the shopper's words, and how it goes on: "cheaper", "in blue", "more"."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from actions.searching import Searching, speaks_of_likeness
from actions.shopping import running_search
from knowledge.constraints import Constraints
from knowledge.search_talk import CHATTER
from knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn

__all__ = ["ActionRefineSearch", "ActionSearchProducts", "asks_to_see"]

_SHOWS = re.compile(r"\b(?:show|see|find|look(?:ing)? (?:for|at))\b", re.IGNORECASE)
LOOKING = frozenset(
    {"help", "assistance", "thing", "stuff", "looking", "find", "recommend", "suggest"}
)
"""Words that say that something is looked for, not what."""


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
        if not wanted or await asyncio.to_thread(self._says_nothing, wanted):
            dispatcher.utter_message(response="utter_ask_what_to_find")
            return []
        wish = running_search(turn)
        leans = wish is not None and await asyncio.to_thread(self.leans, wanted, wish)
        if wish and leans:
            return await self.refine(dispatcher, turn, wish, wanted)
        meant = await self.meant(turn, wanted)
        if meant.by == "name" and meant.said and not asks_to_see(wanted):
            # A name says all: "what about the skillet?" has nothing to do with what came before.
            alone = replace(turn, earlier=())
            if await self.answer(dispatcher, alone):
                return self.remember_shown(turn, meant.products)
        return await self.search(dispatcher, turn, wanted)

    def _says_nothing(self, text: str) -> bool:
        """Whether it is only said that something is looked for: "I want to find a product"."""
        wanted = self.services.knowledge.product_search.understood(text)
        words = set(wanted.words) - CHATTER - STOP_WORDS - LOOKING
        return replace(wanted, words=()) == Constraints() and not words


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
        wish = running_search(turn)
        if wish:
            return await self.refine(dispatcher, turn, wish, turn.text)
        meant = await self.meant(turn, turn.text)
        if len(meant.products) == 1 and (speaks_of_likeness(turn.text) or not meant.pointed):
            return await self.show_like(dispatcher, turn, meant.products[0], None)
        if not turn.text or not await self.is_kind_of_thing(turn):
            dispatcher.utter_message(response="utter_ask_what_to_find")
            return []
        return await self.search(dispatcher, turn, turn.text)


def asks_to_see(text: str) -> bool:
    """Whether the words say that something is looked for."""
    return bool(_SHOWS.search(text))
