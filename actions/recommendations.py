"""Recommending: "recommend me something", "why do you suggest this?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.offer_wording import reason_in_words
from actions.offering import Offering
from actions.wording import plain

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product
    from recommendation import LoggedSlate

__all__ = ["ActionExplainOffer", "ActionRecommendProducts"]


class ActionRecommendProducts(Offering):
    """Recommends by what the shopper said, looked at and bought."""

    name = "action_recommend_products"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Whoever names a kind of thing has it searched for; its wishes are kept all the same."""
        from actions.product_search import ActionSearchProducts  # which is read in talk, too

        if turn.text and await self.is_kind_of_thing(turn):
            search = ActionSearchProducts(self.services, self.gateway)
            return await search.search(dispatcher, turn, turn.text)
        return await self.offer(dispatcher, turn, "utter_recommended")


class ActionExplainOffer(Offering):
    """Says why something was offered, as the slate log has it."""

    name = "action_explain_offer"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Of the offers that are meant, else of all of the slate."""
        slate = await self.last_slate(turn)
        shown = set(turn.slots.get("shown_products") or ())
        if slate is None or not shown <= {one.product for one in slate.offers}:
            response = "utter_shown_by_search" if shown else "utter_no_offer_to_explain"
            dispatcher.utter_message(response=response)
            return []
        meant = await self._meant_offers(turn, slate)
        if not meant:
            dispatcher.utter_message(response="utter_not_offered_by_me")
            return []
        titles = await self.titles_of(slate)
        offers = {one.product: one for one in slate.offers}
        lines = [
            f"- **{plain(one.title)}**: {reason_in_words(offers[one.id], turn, titles)}"
            for one in meant
        ]
        dispatcher.utter_message(
            response="utter_why_offered" if slate.asked else "utter_why_offered_unasked",
            reasons="\n".join(lines),
            json_message={"kind": "offer", "slate": slate.id},
        )
        return []

    async def _meant_offers(self, turn: AskedTurn, slate: LoggedSlate) -> list[Product]:
        """The offers that the words point at; none where they point at something else."""
        offered = await self.known(one.product for one in slate.offers)
        meant = await self.meant(turn, turn.text)
        if not meant.pointed:
            return offered
        pointed = {one.id for one in meant.products}
        return [one for one in offered if one.id in pointed]
