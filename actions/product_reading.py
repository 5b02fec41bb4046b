"""What shoppers say of products, read by what was shown and asked before.

A classifier sees one sentence: "and the lock" after something went into the cart, "in teal" under
a list of sleeping bags, "this one or the other?". Here slips of the finger are put right by the
words of the shop, and what the talk has come to decides where the sentence alone does not.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from actions.cart_items import ActionAddToCart
from actions.cart_quantity import SAYS_CART, ChangeQuantity, new_quantity
from actions.comparison import COMPARED, ActionCompareProducts
from actions.product_search import ActionRefineSearch, ActionSearchProducts
from actions.shopping import Shopping, running_search
from actions.topic import WrappingAction
from actions.understanding.courtesies import CAN_YOU, opening
from actions.understanding.phrases import asks
from actions.understanding.shopper_words import shopper_words
from knowledge.refinement import leans_on_search
from knowledge.search_talk import BACK, CHEAPER, DEARER, MORE, TAKES_BACK
from knowledge.shopping_words import KINDRED, stems
from knowledge.standing import asked_dimension
from knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.shopping import Meant
    from actions.topic import Event
    from actions.turn import AskedTurn

__all__ = ["READ_IN_TALK", "ProductReading"]

READ_IN_TALK = frozenset(
    {
        "action_add_to_cart",
        "action_advise_size",
        "action_answer_question",
        "action_ask_rephrase",
        "action_compare_products",
        "action_decline_offer",
        "action_rate_service",
        "action_receive_praise",
        "action_refine_search",
        "action_remove_from_cart",
        "action_search_products",
        "action_show_cart",
        "action_show_stock",
        "action_try_answer",
    }
)
"""The actions of intents that are heard in talk about products."""
OF_SHORT_ANSWERS = frozenset({"action_decline_offer", "action_rate_service"})
"""Those of "no" and of stars, which may say how many of a thing, or of what kind."""
UNSURE = frozenset(
    {"action_answer_question", "action_ask_rephrase", "action_show_stock", "action_try_answer"}
)
"""Those whose intents are heard, too, where a search is gone on with."""
HEARD_IN_SHOW = UNSURE - {"action_ask_rephrase"} | {"action_receive_praise"}
"""Those whose intents are heard where a product is asked to be shown."""
MOST_WORDS_OF_A_WISH = 4
_PUTS_IN = re.compile(
    r"\b(?:add|put|place|throw|stick|drop|pop|chuck)\b.{1,60}?\b(?:in(?:to)?|to)\b.{0,12}?\b(?:cart|"
    r"basket|trolley|shopping bag)\b",
    re.IGNORECASE,
)
_BUYS = re.compile(
    opening("please", "then", "yes", "great")
    + r"(?:i(?:'?d| would) (?:like|love) (?:to (?:buy|order|get|take|have|purchase)\b|(?=\d))|"
    r"i(?:'ll| will) (?:take|have|buy|get|go (?:for|with))\b|"
    r"i want to (?:buy|purchase|order)\b|(?:buy|purchase)\b)",
    re.IGNORECASE,
)
_TOO = re.compile(
    opening("please", "yes", "great") + r"(?:and|also|plus|as well as|then|along with)\b",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    opening("please", "now", "then", CAN_YOU)
    + r"(?:show|find|let me see|i(?:'?d| would) like to see|i want to see|display|pull up)\b",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = re.compile(
    r"\b(?:vs\.?|versus|compared? (?:to|with)|difference between|rather than)\b|"
    r"\bor\b.*\b(?:which|what|better|best|recommend|prefer|should i)\b|"
    r"\b(?:which|should i|better|recommend|prefer)\b.*\bor\b",
    re.IGNORECASE,
)
_WHICH = re.compile(opening() + r"(?:which|what one)\b", re.IGNORECASE)
_ELSE = re.compile(
    r"\b(?:something|anything|show me|some) (?:else|other|different)\b", re.IGNORECASE
)
_SHOWING = frozenset(
    {"show", "find", "see", "look", "display", "pull", "product", "item", "page", "now", "next",
     "again", "instead", "hey", "sorry"}
)  # fmt: skip
"""Words of "show me" that say nothing of what is to be shown."""


class ProductReading(WrappingAction):
    """Runs an action on what was meant, or the one that the talk about products asks for."""

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """What the rules of the replaced action read is set as if it had answered."""
        if not turn.text:
            return await self._action.run(dispatcher, turn)
        turn = await asyncio.to_thread(self._spelt, turn)
        talk = Talk(self.services, self.gateway)
        topic = await talk.asks_for(turn, self.name)
        if topic is None or topic.name == self.name:
            return await self._action.run(dispatcher, turn)
        events = await topic(self.services, self.gateway).run(dispatcher, turn)
        return [*self.events_when_failed, *events]

    def _spelt(self, turn: AskedTurn) -> AskedTurn:
        """Words of another language are no slips."""
        if self.services.languages.foreign(turn.text):
            return turn
        spelt = partial(self.services.knowledge.product_search.spelt, known=shopper_words())
        return replace(turn, text=spelt(turn.text), typed_before=spelt(turn.typed_before))


class Talk(Shopping):
    """What a message asks for in the talk that it is part of."""

    name = "talk"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Nothing: it only reads."""
        del dispatcher, turn
        return []

    async def asks_for(self, turn: AskedTurn, instead_of: str) -> type[Shopping] | None:
        """The action that the message asks for; None where there is no telling."""
        if new_quantity(turn):
            return ChangeQuantity
        if instead_of in OF_SHORT_ANSWERS:
            return await self._instead_of_rating(turn, instead_of)
        meant = await self.meant(turn, turn.text)
        topic: type[Shopping] | None = None
        if self._is_for_the_cart(turn, meant):
            topic = ActionAddToCart
        elif (
            _SIDE_BY_SIDE.search(turn.text) and await self._names_several(turn)
        ) or await self._asks_which_is_more(turn, meant):
            topic = ActionCompareProducts
        elif instead_of in HEARD_IN_SHOW and self._is_shown(turn, meant):
            topic = ActionSearchProducts
        elif instead_of in UNSURE and self._goes_on(turn, meant):
            topic = ActionRefineSearch
        return topic

    async def _instead_of_rating(self, turn: AskedTurn, instead_of: str) -> type[Shopping] | None:
        """Stars of a kind of thing are no rating of this talk: "tents with 4 stars"."""
        rates = instead_of == "action_rate_service"
        return ActionSearchProducts if rates and await self.is_kind_of_thing(turn) else None

    def _is_for_the_cart(self, turn: AskedTurn, meant: Meant) -> bool:
        """Whether a product is to be put in the cart; only a clear wish for one that is known."""
        if not meant.products:
            return False
        if _PUTS_IN.search(turn.text):
            return True
        if turn.intent != "remove_from_cart" and _BUYS.search(turn.text):
            return meant.by in {"name", "place", "extreme", "pronoun"}
        after_cart = not SAYS_CART.isdisjoint(turn.last_reply.responses)
        return bool(
            after_cart and _TOO.search(turn.text) and meant.by == "name" and not asks(turn.text)
        )

    async def _names_several(self, turn: AskedTurn) -> bool:
        return len(await ActionCompareProducts(self.services, self.gateway).named(turn)) > 1

    async def _asks_which_is_more(self, turn: AskedTurn, meant: Meant) -> bool:
        """Whether it goes on with a comparison: "which packs smaller?", "and which is warmer?"."""
        if COMPARED.isdisjoint(turn.last_reply.responses) or not _WHICH.search(turn.text):
            return False
        shown = await self.known(turn.slots.get("shown_products") or ())
        return meant.by != "name" and asked_dimension(turn.text, shown) is not None

    def _is_shown(self, turn: AskedTurn, meant: Meant) -> bool:
        """Whether a product is to be shown, and nothing is asked of it."""
        if meant.by != "name" or not meant.said or not _SHOWS.search(turn.text):
            return False
        own = {
            kin
            for product in meant.products
            for word in stems(f"{product.title} {product.brand} {' '.join(product.tags)}")
            for kin in (word, *KINDRED.get(word, ()))
        }
        return not set(stems(turn.text)) - own - STOP_WORDS - _SHOWING

    def _goes_on(self, turn: AskedTurn, meant: Meant) -> bool:
        """Whether a running search is gone on with: "in teal", "too expensive, what's cheaper?"."""
        said = turn.text.lower()
        if running_search(turn) is None or turn.intent == "ask_policy":
            return False
        if TAKES_BACK["price"].search(said) or BACK.search(said):
            return True
        # "Is the cheaper one waterproof?" asks about it, "what's cheaper?" looks for another.
        points = meant.by in {"place", "choice"} or (
            meant.by == "extreme" and meant.said.startswith(("the ", "that "))
        )
        if points or CHEAPER.search(said) or DEARER.search(said):
            return not points
        return bool(turn.last_reply.products) and self._narrows(said, meant)

    def _narrows(self, said: str, meant: Meant) -> bool:
        """Whether a few words under a list of products are a wish: "in teal", "something else"."""
        if _ELSE.search(said) or (MORE.search(said) and not asks(said)):
            return True
        vocabulary = self.services.knowledge.product_search.vocabulary
        words = [word for word in stems(said) if word not in STOP_WORDS]
        short = len(words) <= MOST_WORDS_OF_A_WISH and not asks(said)
        return short and meant.by != "name" and leans_on_search(said, vocabulary)
