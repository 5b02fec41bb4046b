"""What NLU took for talk about products, read again by what the shopper has ordered.

"Cancel my hiking boots" and "where is my sleeping bag?" hold more words of products than of the
service desk, so a classifier that sees the words alone cannot be sure of them. Whoever ordered
such a thing means that one.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from actions.answers import OFF_TOPIC, Answering
from actions.entitlements import remembered, take_entitlement
from actions.feedback import asked_for_comment, take_rating
from actions.handoff import request_person
from actions.order_history import ActionShowRefunds
from actions.order_status import UNDER_WAY, ActionShowOrderStatus, holding, other_than_told
from actions.requests import build_requests
from actions.requests.beginning import begin
from actions.requests.clauses import names_request
from actions.requests.text_fields import gives_email
from actions.topic import WrappingAction
from actions.understanding.entitlements import asked_entitlement
from actions.understanding.phrases import asks, gives_up
from actions.understanding.purposes import (
    asks_about_money_back,
    asks_where_mine,
    goes_on_about,
    parts_of,
    wants_person,
    wishes_instead,
)
from actions.understanding.spelling import put_right
from actions.understanding.things import names_everything
from actions.understanding.variants import variant_wish
from commerce import ProductNotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Order
    from tilly.bootstrap import Services

__all__ = ["READ_AGAIN", "Reading", "SecondReading"]

READ_AGAIN = frozenset(
    {
        "action_add_to_cart",
        "action_answer_question",
        "action_refine_search",
        "action_remove_from_cart",
        "action_search_products",
        "action_show_order_status",
        "action_show_stock",
        "action_stop",
        "action_try_answer",
    }
)
"""The actions of intents that are easily heard in a message to the service desk."""
CHANGE, RETURN, REPORT, LOOK_UP = "change_items", "return_items", "report_parcel", "look_up_order"
OF_THINGS = ("cancel_order", RETURN, "exchange_items", CHANGE, REPORT)
"""Requests that are about things, so that naming one's own makes them certain."""
SURE_OF_ITSELF = frozenset({REPORT})
"""What nobody says of a thing that they did not order: "I never got it"."""
MOST_ORDERS = 50
STATUS = "utter_order_"
_AN_ORDER = re.compile(r"\b(?:my|the) (?:order|parcel|package|delivery|shipment)\b", re.IGNORECASE)
_SUPPOSES = re.compile(r"\b(?:if|unless|suppose)\b", re.IGNORECASE)
_CART = re.compile(r"\b(?:cart|basket|trolley)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|them|this|these)\b(?= *[?.!]*$)", re.IGNORECASE)
REQUESTS = {request.name: request for request in build_requests()}


class SecondReading(WrappingAction):
    """Runs an action, unless the message turns out to be for the service desk."""

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """What the rules of the replaced action read is set as if it had answered."""
        taken = await self._read_again(dispatcher, turn) if turn.text else None
        if taken is None:
            return await self._action.run(dispatcher, turn)
        return [*self.events_when_failed, *taken]

    async def _read_again(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn
    ) -> list[Event] | None:
        services = self.services
        customer = await asyncio.to_thread(services.conversations.customer_of, turn.conversation_id)
        reading = Reading(services, turn, customer)
        told = self.name == Beside.name and not (asks(turn.text) or turn.order_number)
        if told and asked_for_comment(turn):
            said = await take_rating(self, turn)
            dispatcher.utter_message(response=said)
            return []
        where, _ = parts_of(turn.text)
        beside = Beside(services, self.gateway)
        if not where and (memory := await take_entitlement(beside, dispatcher, turn)):
            return remembered(memory, turn)
        if not turn.active_form:
            if wants_person(turn.text):
                await request_person(self, dispatcher, turn)
                return []
            if request := await asyncio.to_thread(reading.request):
                return begin(request, turn.text)
        if asks_about_money_back(turn.text) and customer:
            await ActionShowRefunds(services, self.gateway).run(dispatcher, turn)
            return []
        return await self._tell_of_order(dispatcher, turn, reading)

    async def _tell_of_order(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, reading: Reading
    ) -> list[Event] | None:
        """Where an order is, and what else the same message asks."""
        where, others = parts_of(turn.text)
        several = bool(where and others)
        heard = turn.intent == "ask_order_status"
        if (heard and not several) or not (heard or await asyncio.to_thread(reading.is_status)):
            return None
        status = ActionShowOrderStatus(self.services, self.gateway)
        await status.run(dispatcher, replace(turn, text=where) if several else turn)
        if several:
            rest = await asyncio.to_thread(reading.about_ordered, others, where)
            if not await Beside(self.services, self.gateway).answer(dispatcher, rest):
                dispatcher.utter_message(response="utter_cannot_answer")
        return []


class Beside(Answering):
    """Answers what is asked beside something else."""

    name = "action_answer_question"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """The answer alone; what to say without one is for whoever asks."""
        await self.answer(dispatcher, turn)
        return []


class Reading:
    """A message beside the orders of who says it; blocking."""

    def __init__(self, services: Services, turn: AskedTurn, customer: str | None) -> None:
        self._services = services
        self._turn = turn
        self._customer = customer

    @cached_property
    def orders(self) -> Sequence[Order]:
        """The shopper's own."""
        if self._customer is None:
            return ()
        return self._services.orders.orders_of(self._customer, MOST_ORDERS)

    def is_status(self) -> bool:
        """Whether the message asks where something is that was ordered."""
        text = self._turn.text
        if self._customer is None:
            return self._turn.intent not in OFF_TOPIC and asks_where_mine(text)
        where, _ = parts_of(text)
        if where and not _SUPPOSES.search(text):
            return bool(_AN_ORDER.search(put_right(where)) or holding(where, self.orders))
        told = any(name.startswith(STATUS) for name in self._turn.last_reply.responses)
        if not told or not goes_on_about(text):
            return False
        return bool(other_than_told(self._turn, self.orders) or holding(text, self.orders))

    def request(self) -> str:
        """The request that the words make, of a thing of the shopper's own; empty for none."""
        text = self._turn.text
        if self._customer is None:
            return LOOK_UP if gives_email(text) and self._names(LOOK_UP, text) else ""
        if asks(text) or _SUPPOSES.search(text) or asked_entitlement(put_right(text)):
            return ""
        if gives_up(text) or _CART.search(text):
            return ""
        named = [name for name in OF_THINGS if self._names(name, text)]
        own = holding(text, self.orders)
        number = any(order.number == self._turn.order_number for order in self.orders)
        for name in named:
            if (
                own
                or number
                or name in SURE_OF_ITSELF
                or (name == RETURN and names_everything(text))
            ):
                return name
        return CHANGE if own and wishes_instead(text) and self._is_version(own) else ""

    def about_ordered(self, question: str, where: str) -> AskedTurn:
        """A question that is asked beside: "it" is what was asked after in the same message."""
        under_way = [order for order in self.orders if order.status in UNDER_WAY]
        found = holding(where, self.orders) or under_way
        turn = replace(self._turn, text=question, earlier=())
        products = {line.product_id: line.title for order in found for line in order.lines}
        if len(products) != 1:
            return turn
        ((product, title),) = products.items()
        said = _PRONOUN.sub(f"the {title}", question)
        return replace(turn, text=said, product_id=product)

    def _names(self, name: str, text: str) -> bool:
        return names_request(text, REQUESTS[name])

    def _is_version(self, orders: Sequence[Order]) -> bool:
        """Whether the text names a version of something in one of the orders."""
        text = self._turn.text.lower()
        for line in (line for order in orders for line in order.lines):
            try:
                product = self._services.catalogue.get(line.product_id or "")
            except ProductNotFound:
                continue
            if variant_wish(text, product.variants, line.options):
                return True
        return False
