"""Whether something can be had: in this size, in that colour, at all."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from actions.searching import Searching
from actions.shopping import running_search
from actions.situation import situation_of
from actions.wording import plain
from knowledge.variants import named, variants_meant
from recommendation import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product, Variant
    from knowledge.variants import Choice

__all__ = ["ActionShowStock", "buyable", "offered"]

FEW = 5
MOST_TOLD = 8
MOST_PRODUCTS = 3


class ActionShowStock(Searching):
    """Says whether a product, or the variant that was named, is in stock, and what else is."""

    name = "action_show_stock"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Without a product it is a search for what is in stock."""
        meant = await self.meant(turn, turn.text)
        if not meant.products or len(meant.products) > MOST_PRODUCTS:
            if wish := running_search(turn):
                return await self.refine(dispatcher, turn, wish, f"{turn.text} in stock")
            if not turn.text:
                dispatcher.utter_message(response="utter_ask_what_to_find")
                return []
            return await self.search(dispatcher, turn, f"{turn.text} in stock")
        said: Mapping[str, str] = {}
        for product in meant.products:
            choice = variants_meant(product, turn.text)
            await self._tell(dispatcher, turn, product, choice)
            said = choice.said
        return self.remember_focus(turn, product, said) if len(meant.products) == 1 else []

    async def _tell(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        product: Product,
        choice: Choice,
    ) -> None:
        left = [variant for variant in choice.variants if variant.in_stock]
        known = [variant.stock for variant in left if variant.stock is not None]
        few = len(known) == len(left) and sum(known) <= FEW
        response = "utter_few_left" if few else "utter_in_stock"
        if choice.not_offered:
            response = "utter_not_offered"
        elif not left:
            response = "utter_out_of_stock" if buyable(product) else "utter_all_out_of_stock"
        elif choice.open and not few:
            response = "utter_in_stock_in"
        elif few and await asyncio.to_thread(self._soon_gone, turn, left, sum(known)):
            response = "utter_few_left_selling"
        dispatcher.utter_message(
            response=response,
            item=item(product, choice),
            title=plain(product.title),
            wanted=", ".join(choice.not_offered),
            count=str(sum(known)),
            offered=offered(left or buyable(product)),
            json_message={"kind": "stock", "citations": [self.citation(product)]},
        )

    def _soon_gone(self, turn: AskedTurn, left: Sequence[Variant], pieces: int) -> bool:
        """Whether so few usually sell within a week by the records, and it may be said.

        It is as true for somebody in trouble, but to them it would be pressure: where the guard
        forbids an offer that nobody asked for, nobody is hurried either.
        """
        services, now = self.services, datetime.now(UTC)
        if not services.pace.sells_within_a_week([each.sku for each in left], pieces, now):
            return False
        customer = services.conversations.customer_of(turn.conversation_id) or ""
        situation = situation_of(services, turn, customer)
        verdict = services.recommendations.verdict(turn.conversation_id, situation, asked=False)
        return verdict is Verdict.ALLOWED


def buyable(product: Product) -> list[Variant]:
    """The variants that are in stock."""
    return [variant for variant in product.variants if variant.in_stock]


def item(product: Product, choice: Choice) -> str:
    """The product with the options that were named: "Stormline 3L Rain Jacket (Navy, M)"."""
    said = named(choice.variants[0]) if len(choice.variants) == 1 else ", ".join(
        choice.said.values()
    )  # fmt: skip
    return plain(f"{product.title} ({said})" if said else product.title)


def offered(variants: Iterable[Variant]) -> str:
    """What can be had, grouped as people say it: "Navy in S, M and L; Moss in M"."""
    groups: dict[str, list[str]] = {}
    for variant in variants:
        sizes = [value for name, value in variant.options.items() if "size" in name.lower()]
        others = [value for name, value in variant.options.items() if "size" not in name.lower()]
        groups.setdefault(", ".join(others), []).extend(sizes)
    told = [
        " in ".join(filter(None, (others, " / ".join(dict.fromkeys(sizes)))))
        for others, sizes in list(groups.items())[:MOST_TOLD]
    ]
    return plain("; ".join(filter(None, told)))
