"""Questions about what was shown: "is the second one waterproof?", "are both vegan?"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rasa_sdk.executor import CollectingDispatcher

from actions.product_search import ActionRefineSearch
from actions.references import figures
from actions.shopping import Meant, Shopping, running_search
from actions.stock import ActionShowStock
from actions.understanding.phrases import asks
from knowledge.pronouns import speaks_of_it
from knowledge.refinement import leans_on_search
from knowledge.rewriting import is_fragment
from knowledge.variants import variants_meant

if TYPE_CHECKING:
    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product

__all__ = ["ActionAnswerQuestion"]

MOST_AT_ONCE = 3
MOST_WORDS_OF_A_WISH = 3
_COMES_IN = re.compile(r"\b(?:comes?|available|offered|sold|made|have (?:it|one|them)) in\b")


class ActionAnswerQuestion(Shopping):
    """Answers a question about the shop's ways or a product, or says that it does not know."""

    name = "action_answer_question"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """A click names the topic only: what they want to know is still to be said."""
        from actions.product_answers import take_which  # whose actions answer, too

        if (taken := await take_which(self, dispatcher, turn)) is not None:
            return taken
        if not turn.text:
            dispatcher.utter_message(response="utter_ask_question")
            return []
        if self._narrows(turn):
            return await ActionRefineSearch(self.services, self.gateway).run(dispatcher, turn)
        about_product = turn.intent == "ask_product_detail"
        meant = await self.meant(turn, turn.text) if about_product else Meant()
        if meant.pointed and 1 < len(meant.products) <= MOST_AT_ONCE:
            await self._answer_each(dispatcher, turn, meant)
            return []
        if about_product and not meant.products and speaks_of_it(turn.text):
            # Of several that were shown, "it" is taken to be the first: its name is in the answer.
            meant = Meant(tuple(await self.known((turn.slots.get("shown_products") or ())[:1])))
        product = meant.products[0] if len(meant.products) == 1 else None
        if product and _COMES_IN.search(turn.text) and variants_meant(product, turn.text).said:
            return await ActionShowStock(self.services, self.gateway).run(dispatcher, turn)
        asked = about(turn, product, meant) if product else turn
        if not await self.answer(dispatcher, asked):
            dispatcher.utter_message(response="utter_cannot_answer")
        return self.remember_focus(turn, product) if product else []

    def _narrows(self, turn: AskedTurn) -> bool:
        """Whether a few words after products, such as "in teal", are a wish and no question."""
        if not turn.last_reply.products or running_search(turn) is None:
            return False
        short = len(turn.text.split()) <= MOST_WORDS_OF_A_WISH and not asks(turn.text)
        vocabulary = self.services.knowledge.product_search.vocabulary
        return short and leans_on_search(turn.text, vocabulary)

    async def _answer_each(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, meant: Meant
    ) -> None:
        """One answer under each title; what is known of none is said once."""
        told: list[str] = []
        citations: list[object] = []
        for product in meant.products:
            one = CollectingDispatcher()
            # Nothing is shown early: the sentences of several answers would run together.
            if await self.answer(one, replace(about(turn, product, meant), turn_id="")):
                told.append(f"**{product.title}**: {one.messages[0]['text']}")
                citations += one.messages[0]["custom"]["citations"]
        if told:
            custom = {"kind": "answer", "citations": citations}
            dispatcher.utter_message(text="\n".join(told), json_message=custom)
        else:
            dispatcher.utter_message(response="utter_cannot_answer")


def about(turn: AskedTurn, product: Product, meant: Meant) -> AskedTurn:
    """The question with the product's title in place of the words that point at it."""
    said = figures(turn.text)
    text = turn.text
    if meant.by in {"place", "extreme", "pronoun"} and meant.said in said:
        text = said.replace(meant.said, f"the {product.title}", 1)
    earlier = turn.earlier if meant.by != "name" or is_fragment(turn.text) else ()
    return replace(turn, text=text, product_id=product.id, earlier=earlier)
