"""What is said under an offer: "not that one", "more like the second", "under 50", "why these?".

A classifier sees one sentence, and under an offer a sentence means something else than under a
search: "no" turns it down, a wish changes it at once.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from actions.offering import Offering
from actions.recommendations import ActionExplainOffer
from actions.searching import speaks_of_likeness
from actions.topic import WrappingAction
from actions.understanding.phrases import asks, asks_why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from recommendation import LoggedSlate

__all__ = ["SAID_UNDER_OFFERS", "OfferTalk"]

SAID_UNDER_OFFERS = frozenset(
    {
        "action_answer_question",
        "action_ask_rephrase",
        "action_chat",
        "action_compare_products",
        "action_decline_offer",
        "action_receive_complaint",
        "action_refine_search",
        "action_remove_from_cart",
        "action_search_products",
        "action_stop",
        "action_try_answer",
    }
)
"""The actions of intents that such sentences are heard as."""
_THEM = r"(?:that|this|these|those|them|it|any|the (?:first|second|third|last|other)|what)\b"
_NOT_WANTED = re.compile(
    r"\b(?:not (?:for me|interested|my (?:thing|style|taste)|into "
    rf"|{_THEM})|(?:don'?t|do not|didn'?t) (?:really )?(?:like|want|need|care for) {_THEM}|"
    rf"(?:none|neither) of {_THEM}|anything but|i (?:already )?(?:have|own|'ve got) {_THEM})",
    re.IGNORECASE,
)
_NO = re.compile(r"^\W*(?:no+|nope|nah)\b", re.IGNORECASE)
_INSTEAD = re.compile(
    r"\b(?:something|anything|what|show me|some) (?:else|other|different)\b|\b(?:other|another) "
    r"(?:one|ones|idea|ideas|suggestion|suggestions)\b|\binstead\b",
    re.IGNORECASE,
)
_WHY_OFFERED = re.compile(
    r"\b(?:why|how come|what makes you|how did you|what made you)\b.{0,30}\b(?:suggest|recommend|"
    r"offer|pick|choose|chose|show(?:ing)? me|com(?:e|ing) up)|"
    r"^\W*(?:but )?why (?:these|this|that|those|them|the (?:first|second|third|last))"
    r"(?: ones?)?\W*$",
    re.IGNORECASE,
)
_SILENCES = re.compile(
    r"\b(?:stop|quit|don'?t|do not|no more|enough(?: of)?(?: the| your)?)\b.{0,12}\b"
    r"(?:recommend\w*|suggest\w*|offer(?:s|ing)?|advertis\w*|push\w*|sell(?:ing)?(?: me)?|ads)\b",
    re.IGNORECASE,
)


class OfferTalk(WrappingAction):
    """Runs an action, unless the message is about what was offered just before it."""

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """What the rules of the replaced action read is set as if it had answered."""
        taken = None
        if turn.text and turn.last_reply.slate and not turn.active_form:
            taken = await UnderOffer(self.services, self.gateway).take(dispatcher, turn)
        if taken is None:
            return await self._action.run(dispatcher, turn)
        return [*self.events_when_failed, *taken]


class UnderOffer(Offering):
    """Goes on from the slate that was shown last."""

    name = "under_offer"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """The same, where it does not matter whether anything was taken."""
        return await self.take(dispatcher, turn) or []

    async def take(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event] | None:
        """What is about the offer; None for anything else, such as a new kind of thing."""
        if asks_why(turn.text) or _WHY_OFFERED.search(turn.text):
            explain = ActionExplainOffer(self.services, self.gateway)
            return await explain.run(dispatcher, turn)
        slate = await self.last_slate(turn)
        return None if slate is None else await self._go_on(dispatcher, turn, slate)

    async def _go_on(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, slate: LoggedSlate
    ) -> list[Event] | None:
        meant = await self.meant(turn, turn.text)
        offered = [one.product for one in slate.offers]
        pointed = [one for one in meant.products if meant.pointed and one.id in offered]
        turns_down = bool(_NOT_WANTED.search(turn.text) or _SILENCES.search(turn.text))
        if (turns_down or _NO.search(turn.text)) and not asks(turn.text):
            if not (turns_down and pointed) and await self.is_kind_of_thing(turn):
                return None  # "no, a tent" is for whatever looks for one
            ids = [one.id for one in pointed] or offered
            return await self._go_on_without(dispatcher, turn, slate, ids, pointed=bool(pointed))
        if pointed and speaks_of_likeness(turn.text):
            return await self.offer(dispatcher, turn, "utter_recommended_alike", about=pointed)
        if await self._states_wish(turn) and not await self.is_kind_of_thing(turn):
            return await self.offer(dispatcher, turn, "utter_recommended_by_wish")
        return None

    async def _go_on_without(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        slate: LoggedSlate,
        products: Sequence[str],
        *,
        pointed: bool,
    ) -> list[Event]:
        """Others come only where they are asked for, or where the slate was and one was not it."""
        silenced = await self.turn_down(turn, slate.id, products)
        if _SILENCES.search(turn.text):
            dispatcher.utter_message(response="utter_offers_silenced")
        elif await self._states_wish(turn):
            return await self.offer(dispatcher, turn, "utter_recommended_by_wish")
        elif _INSTEAD.search(turn.text) or (pointed and slate.asked):
            return await self.offer(dispatcher, turn, "utter_recommended_instead")
        else:
            said = "utter_offers_silenced" if silenced else "utter_offer_dropped"
            dispatcher.utter_message(response=said)
        return []

    async def _states_wish(self, turn: AskedTurn) -> bool:
        """Whether this turn says what is wanted or not."""
        history = self.services.signals.history
        signals = await asyncio.to_thread(history.get, turn.turn_id)
        return signals is not None and bool(signals.preferences)
