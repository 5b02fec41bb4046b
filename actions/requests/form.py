"""The form of all requests, as Rasa knows it: `request_form`, validated by our own dialogue."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rasa_sdk.events import SlotSet

from actions.after_refusal import take_after_refusal
from actions.answers import Answering
from actions.entitlements import take_entitlement
from actions.handoff import WAYS_ASKED, channel_of, take_reason
from actions.order_status import tell_beside
from actions.product_search import asks_to_see
from actions.questions_first import take_question
from actions.requests.beginning import FORM
from actions.requests.dialogue import RequestDialogue
from actions.requests.memory import SLOT, Memory
from actions.requests.refusals import refused_in
from actions.requests.step import PERSON, TOLD, Heard, Step
from actions.second_reading import Reading
from actions.turn import FALLBACK_INTENT
from actions.understanding.phrases import asks
from actions.understanding.purposes import wants_person

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.requests.utterance import Utterance
    from actions.topic import Event, Gateway
    from actions.turn import AskedTurn
    from tilly.bootstrap import Services

__all__ = ["FORM", "ActionValidateRequestForm"]

# Rasa runs these by itself; any other action of the turn has answered the message already.
OF_THE_FORM = frozenset({FORM, "action_listen", "action_extract_slots"})
OFFERED_PERSON = frozenset({"utter_request_offer_person", "utter_request_without_photo"})
OF_PRODUCTS = frozenset(
    {"add_to_cart", "ask_product_detail", "ask_stock", "refine_search", "search_product"}
)
"""What "cancel my boots" may be taken for in the middle of another request."""
SEARCHES = frozenset({"refine_search", "search_product"})
# An answer in front of the question again must be surer than one that stands alone.
BACK = "utter_back_to_request"


class ActionValidateRequestForm(Answering):
    """Understands a message for the open request, asks on, or leaves it to other rules.

    Rasa reads an empty list of events as "this message is none of the form's" and lets the rules
    answer; it then comes back here, where the question is asked once more.
    """

    name = "validate_request_form"
    events_when_failed = (SlotSet("request_outcome", TOLD), SlotSet("requested_slot", None))

    def __init__(self, services: Services, gateway: Gateway) -> None:
        from actions.requests import build_requests

        super().__init__(services, gateway)
        self._dialogue = RequestDialogue(services, build_requests())

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """One step of the dialogue; the customer is who the gateway bound to the conversation."""
        if turn.active_form != FORM:
            if first := await self._instead(dispatcher, turn):
                return events_of(first)
            await tell_beside(self, dispatcher, turn)
        services = self.services
        customer = await asyncio.to_thread(services.conversations.customer_of, turn.conversation_id)
        heard = Heard(
            text=turn.text,
            intent=await asyncio.to_thread(self._intent, turn, customer),
            choice=turn.choice or "",
            photos=turn.photos,
            resumed=bool(set(turn.done) - OF_THE_FORM),
            offered_person=not OFFERED_PERSON.isdisjoint(turn.last_reply.responses),
        )
        memory = Memory.of(turn.slots.get(SLOT))
        interrupted = heard.resumed and bool(memory.request)
        step = await asyncio.to_thread(
            self._dialogue.hear,
            heard,
            memory,
            conversation_id=turn.conversation_id,
            customer_id=customer,
            active=turn.active_form == FORM,
        )
        if step.digresses:
            return []
        says = step.says
        if step.ends == TOLD:
            step.memory.refused = refused_in(says)
        if step.aside:
            await self.answer(dispatcher, turn)
        elif step.unclear and await self.answer(dispatcher, turn):
            says = [said for said in says if said.response != "utter_request_not_understood"]
            step.memory.failures = 0
        if interrupted and step.asks:
            dispatcher.utter_message(response=BACK)
        for said in says:
            utter(dispatcher, said)
        return events_of(step)

    def _intent(self, turn: AskedTurn, customer: str | None) -> str:
        """NLU's, but that talk of products may be of what was ordered, or of nothing at all."""
        if turn.active_form != FORM or turn.intent not in OF_PRODUCTS:
            return turn.intent
        if request := Reading(self.services, turn, customer).request():
            return request
        looks = turn.intent in SEARCHES and not (asks(turn.text) or asks_to_see(turn.text))
        if looks and not self.services.knowledge.product_search.search(turn.text).products:
            return FALLBACK_INTENT
        return turn.intent

    async def _owed(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> Step | None:
        """What was asked about a person is answered first, whatever request it sounds like.

        "It's about a damaged parcel" is for the colleague, and "e-mail me" no newsletter.
        """
        if wants_person(turn.text):
            return Step(Memory(), ends=PERSON)
        if channel_of(turn) and not WAYS_ASKED.isdisjoint(turn.last_reply.responses):
            return Step(Memory(), ends=PERSON)
        return Step(Memory(), ends=TOLD) if await take_reason(self, dispatcher, turn) else None

    async def _instead(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> Step | None:
        """What ends the turn before a request begins: what is owed, or the answer to a question."""
        if owed := await self._owed(dispatcher, turn):
            return owed
        told = await take_after_refusal(self, dispatcher, turn)
        told = told or await take_entitlement(self, dispatcher, turn)
        if told is None and await take_question(self, dispatcher, turn):
            told = Memory()
        return Step(told, ends=TOLD) if told else None


def utter(dispatcher: CollectingDispatcher, said: Utterance) -> None:
    """Say it."""
    dispatcher.utter_message(
        response=said.response,
        buttons=list(said.buttons) or None,
        json_message=dict(said.custom) if said.custom else None,
        **said.facts,
    )


def events_of(step: Step) -> list[Event]:
    """What Rasa remembers; a prefix keeps `utter_ask_<slot>` of other topics from being said."""
    return [
        SlotSet(SLOT, step.memory.to_json()),
        SlotSet("request", step.memory.request or None),
        SlotSet("request_outcome", step.ends or None),
        SlotSet("requested_slot", f"request_{step.asks}" if step.asks else None),
    ]
