"""Where an order is: the shopper's own, and only once they are signed in."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from actions.topic import TopicAction
from actions.understanding.phrases import asks
from actions.understanding.purposes import parts_of
from actions.understanding.spelling import put_right
from actions.understanding.things import Thing, mentions
from actions.wording import day, plain, things
from commerce import LineStatus, OrderNotFound, OrderStatus, money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Order

__all__ = [
    "UNDER_WAY",
    "ActionShowOrderStatus",
    "holding",
    "other_than_told",
    "take_order",
    "tell_beside",
]

UNDER_WAY = frozenset(
    {
        OrderStatus.PLACED,
        OrderStatus.PACKED,
        OrderStatus.PARTLY_SHIPPED,
        OrderStatus.SHIPPED,
        OrderStatus.LOST,
    }
)
UNDONE = frozenset({OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.PARTLY_RETURNED})
MOST_CHOICES = 5
WHICH = "utter_which_order"
OTHER = re.compile(r"\b(?:the |my )?other (?:one|order|parcel|package|delivery)s?\b", re.IGNORECASE)


class ActionShowOrderStatus(TopicAction):
    """Says where an order stands and what happens next; asks which when several are under way."""

    name = "action_show_order_status"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """The customer is who the gateway bound to the conversation, whatever the text says."""
        services = self.services
        customer = await asyncio.to_thread(services.conversations.customer_of, turn.conversation_id)
        if customer is None:
            dispatcher.utter_message(response="utter_sign_in")
        elif turn.order_number:
            await self._named(dispatcher, customer, turn.order_number)
        else:
            orders = await asyncio.to_thread(services.orders.orders_of, customer)
            meant = other_than_told(turn, orders) or holding(turn.text, orders)
            self._latest(dispatcher, meant or orders)
        return []

    async def _named(self, dispatcher: CollectingDispatcher, customer: str, number: str) -> None:
        try:
            order = await asyncio.to_thread(self.services.orders.access_order, customer, number)
        except OrderNotFound:
            dispatcher.utter_message(response="utter_order_not_found", number=plain(number))
        else:
            show(dispatcher, order)

    def _latest(self, dispatcher: CollectingDispatcher, orders: list[Order]) -> None:
        under_way = [order for order in orders if order.status in UNDER_WAY]
        if not orders:
            dispatcher.utter_message(response="utter_no_orders")
        elif len(under_way) > 1:
            buttons = [choice(order) for order in under_way[:MOST_CHOICES]]
            dispatcher.utter_message(response=WHICH, buttons=buttons)
        else:
            show(dispatcher, (under_way or orders)[0])


def holding(text: str, orders: Sequence[Order]) -> list[Order]:
    """The orders with what the text names: "where is my tent?"."""
    lines = [
        Thing(f"{order.number}/{position}", line.title, line.options)
        for order in orders
        for position, line in enumerate(order.lines)
    ]
    named = {id_.partition("/")[0] for one in mentions(text, lines) for id_ in one.ids}
    return [order for order in orders if order.number in named]


def other_than_told(turn: AskedTurn, orders: Sequence[Order]) -> list[Order]:
    """The orders that "and the other one?" means after the status of one."""
    if not turn.earlier or not OTHER.search(put_right(turn.text)):
        return []
    _, replied = turn.earlier[-1]
    told = [order for order in orders if order.number in replied]
    return [order for order in orders if order not in told] if told else []


async def take_order(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> bool:
    """Take the answer to the question which order, by what is in it; False for anything else."""
    if WHICH not in turn.last_reply.responses or asks(turn.text):
        return False
    services = action.services
    customer = await asyncio.to_thread(services.conversations.customer_of, turn.conversation_id)
    if customer is None:
        return False
    orders = await asyncio.to_thread(services.orders.orders_of, customer)
    named = holding(turn.text, [order for order in orders if order.status in UNDER_WAY])
    if len(named) == 1:
        show(dispatcher, named[0])
    return len(named) == 1


async def tell_beside(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> None:
    """Where a thing is that the message asks for beside what it wants: "and where's my tent?"."""
    where, others = parts_of(turn.text)
    if not where or where == turn.text.strip():
        return
    services = action.services
    customer = await asyncio.to_thread(services.conversations.customer_of, turn.conversation_id)
    orders = await asyncio.to_thread(services.orders.orders_of, customer) if customer else []
    named = holding(where, orders)
    if not named and others:  # "my order" beside something else can only be the one there is
        named = [order for order in orders if order.status in UNDER_WAY] or orders[:1]
    if len(named) == 1:
        show(dispatcher, named[0])


def show(dispatcher: CollectingDispatcher, order: Order) -> None:
    """Say where an order is, citing its record."""
    today = datetime.now(UTC).date()
    citation = {"title": order.number, "source": f"orders/{order.number}", "section": ""}
    dispatcher.utter_message(
        response=response_for(order, today),
        json_message={"kind": "order", "citations": [citation]},
        **facts_of(order),
    )


def response_for(order: Order, today: date) -> str:
    """The response that says where the order stands, with no more than the shop knows of it."""
    response = f"utter_order_{order.status}"
    parcel = order.shipment
    due = parcel.estimated_delivery if parcel else None
    if order.status in UNDONE and order.refunded:
        response += "_refunded"
    if order.status is OrderStatus.DELIVERED and not (parcel and parcel.delivered_at):
        response += "_undated"
    if order.status is OrderStatus.SHIPPED and due:
        response += "_late" if due < today else "_due"
    sent = order.status in {OrderStatus.SHIPPED, OrderStatus.PARTLY_SHIPPED}
    if sent and not (parcel and parcel.carrier and parcel.tracking_number):
        response += "_untracked"
    return response


def facts_of(order: Order) -> Mapping[str, str]:
    """What the responses of an order may say, as text."""
    # A shop may tell that an order comes back, but not which of its lines.
    back = [line for line in order.lines if line.status is not LineStatus.ORDERED]
    back = back or [line for line in order.lines if line.coming_back]
    facts = {
        "number": plain(order.number),
        "items": things(order.lines),
        "placed_on": day(order.placed_at.date()),
        "refunded": money(order.refunded, order.currency),
        "returned": things(back or order.lines),
    }
    if order.shipment:
        facts |= {
            "carrier": plain(order.shipment.carrier),
            "tracking": tracking(order),
            "due_on": day(order.shipment.estimated_delivery),
            "delivered_on": day(order.shipment.delivered_at),
        }
    return facts


def tracking(order: Order) -> str:
    """The parcel's number, as a Markdown link where the carrier has a page for it."""
    assert order.shipment is not None
    number = plain(order.shipment.tracking_number)
    return f"[{number}]({order.shipment.tracking_url})" if order.shipment.tracking_url else number


def choice(order: Order) -> dict[str, str]:
    """A button that picks an order."""
    return {
        "title": f"{order.number}: {things(order.lines)}",
        "payload": f'/ask_order_status{{"order_number": "{plain(order.number)}"}}',
    }
