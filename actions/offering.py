"""Slates in the talk: made, shown as cards with a reason, and turned down."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from rasa_sdk.events import SlotSet

from actions.offer_wording import reason_in_words, subjects_of
from actions.shopping import Shopping
from actions.situation import situation_of
from recommendation import Moment, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product
    from recommendation import LoggedSlate, Slate

__all__ = ["ASKED_PLACES", "UNASKED_PLACES", "Offering"]

ASKED_PLACES: Final = 3
UNASKED_PLACES: Final = 2
"""Nobody asked: two at most, so that they are an aside and no display."""
ORDERS_LOOKED_AT: Final = 50


class Offering(Shopping):
    """Base of the actions that offer products."""

    async def slate(
        self, turn: AskedTurn, *, asked: bool, about: Sequence[str] = ()
    ) -> tuple[Slate, list[Product]]:
        """A guarded slate, kept in the log, and its products that are still sold."""
        return await asyncio.to_thread(self._slate, turn, asked, about)

    async def last_slate(self, turn: AskedTurn) -> LoggedSlate | None:
        """The slate that was shown last in this conversation."""
        log = self.services.recommendations.log
        return await asyncio.to_thread(log.last, turn.conversation_id)

    async def offer(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        response: str,
        *,
        about: Sequence[Product] = (),
    ) -> list[Event]:
        """Show what was asked for, or say that there is nothing."""
        slate, products = await self.slate(turn, asked=True, about=[one.id for one in about])
        if slate.verdict is Verdict.WITH_A_PERSON:
            return []
        if not products:
            dispatcher.utter_message(response="utter_nothing_to_recommend")
            return []
        title = about[0].title if about else ""
        return await self.show_slate(dispatcher, turn, slate, products, response, title)

    async def show_slate(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        slate: Slate,
        products: Sequence[Product],
        response: str,
        title: str = "",
    ) -> list[Event]:
        """The cards, each with its reason; what was asked for ends a search that went before."""
        cards = await self.cards(turn, slate, products)
        dispatcher.utter_message(
            response=response,
            title=title,
            json_message={"kind": "offer", "slate": slate.id, "products": cards},
        )
        shown = SlotSet("shown_products", [one.id for one in products])
        return [shown, SlotSet("search", None)] if slate.moment.asked else [shown]

    async def cards(
        self, turn: AskedTurn, slate: Slate, products: Sequence[Product]
    ) -> list[dict[str, Any]]:
        """The products as the widget shows them, each with why it is offered."""
        titles = await self.titles_of(slate)
        offers = {one.product: one for one in slate.offers}
        return [
            self.card(one) | {"reason": capital(reason_in_words(offers[one.id], turn, titles))}
            for one in products
        ]

    async def titles_of(self, slate: Slate | LoggedSlate) -> dict[str, str]:
        """The titles of the products that the slate's reasons refer to."""
        subjects = (subject for one in slate.offers for subject in subjects_of(one))
        return {one.id: one.title for one in await self.known(subjects)}

    async def turn_down(self, turn: AskedTurn, slate_id: str, products: Sequence[str]) -> bool:
        """Keep what is not wanted; whether from now on nothing is offered unasked."""
        return await asyncio.to_thread(self._turn_down, turn, slate_id, products)

    def _slate(
        self,
        turn: AskedTurn,
        asked: bool,  # noqa: FBT001
        about: Sequence[str],
        *,
        places: int = 0,
        occasion: str = "",
        propensity: float | None = None,
    ) -> tuple[Slate, list[Product]]:
        services = self.services
        customer = services.conversations.customer_of(turn.conversation_id) or ""
        orders = services.orders.orders_of(customer, ORDERS_LOOKED_AT) if customer else ()
        slate = services.recommendations.recommend(
            Moment(turn.conversation_id, turn.turn_id, customer, asked, occasion),
            situation_of(services, turn, customer),
            datetime.now(UTC),
            asked_about=about,
            bought=[line.product_id for order in orders for line in order.lines if line.product_id],
            places=places or (ASKED_PLACES if asked else UNASKED_PLACES),
            propensity=propensity,
        )
        return slate, self._known(one.product for one in slate.offers)

    def _turn_down(self, turn: AskedTurn, slate_id: str, products: Sequence[str]) -> bool:
        recommendations = self.services.recommendations
        recommendations.reject(slate_id, products, datetime.now(UTC))
        return recommendations.silenced(turn.conversation_id)


def capital(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]
