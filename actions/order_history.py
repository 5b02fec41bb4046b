"""What a shopper's records say: their orders, their refunds, a copy of an invoice."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from actions.order_status import choice
from actions.topic import TopicAction
from actions.understanding.orders import orders_named
from actions.wording import day, plain, things
from commerce import OrderNotFound, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Order
    from commerce.records import RefundRecord

__all__ = ["ActionListOrders", "ActionRequestInvoice", "ActionShowRefunds"]

MOST_LISTED = 5
MOST_ORDERS = 50


class OfOrders(TopicAction):
    """Reads the shopper's own orders; nobody else's are within reach."""

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Whoever is not signed in is told to."""
        services = self.services
        customer = await asyncio.to_thread(services.conversations.customer_of, turn.conversation_id)
        if customer is None:
            dispatcher.utter_message(response="utter_sign_in")
            return []
        orders = await asyncio.to_thread(services.orders.orders_of, customer, MOST_ORDERS)
        if not orders:
            dispatcher.utter_message(response="utter_no_orders")
        else:
            await self.tell(dispatcher, turn, customer, orders)
        return []

    @abstractmethod
    async def tell(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, customer: str,
        orders: Sequence[Order],
    ) -> None:  # fmt: skip
        """Say what the records hold."""

    def meant(self, turn: AskedTurn, orders: Sequence[Order]) -> tuple[Order, ...]:
        """The orders that the message, or the pressed button, names."""
        named = orders_named(turn.order_number or turn.text, orders, today=datetime.now(UTC).date())
        return named.orders if named else ()


class ActionListOrders(OfOrders):
    """Lists the latest orders, each with a button that tells more."""

    name = "action_list_orders"

    async def tell(  # the message names nothing that a list would leave out
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, customer: str,  # noqa: ARG002
        orders: Sequence[Order],
    ) -> None:  # fmt: skip
        """The latest first."""
        latest = orders[:MOST_LISTED]
        told = "\n".join(f"- {line_of(order)}" for order in latest)
        response = "utter_orders_listed" if len(orders) > len(latest) else "utter_orders_all"
        dispatcher.utter_message(
            response=response,
            orders=told,
            count=str(len(orders)),
            buttons=[choice(o) for o in latest],
        )


class ActionShowRefunds(OfOrders):
    """Says which refunds are under way or sent, and when each is due."""

    name = "action_show_refunds"

    async def tell(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, customer: str,
        orders: Sequence[Order],
    ) -> None:  # fmt: skip
        """Of the named order, else of all."""
        meant = self.meant(turn, orders)
        number = meant[0].number if len(meant) == 1 else None
        try:
            refunds = await asyncio.to_thread(self.services.desk.refunds_of, customer, number)
        except OrderNotFound:
            refunds = []
        if not refunds:
            response = "utter_no_refund_of_order" if number else "utter_no_refunds"
            dispatcher.utter_message(response=response, number=plain(number or ""))
        for refund in refunds[:MOST_LISTED]:
            dispatcher.utter_message(response=refund_response(refund), **refund_facts(refund))


class ActionRequestInvoice(OfOrders):
    """Gives a link to the invoice of an order."""

    name = "action_request_invoice"

    async def tell(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, customer: str,
        orders: Sequence[Order],
    ) -> None:  # fmt: skip
        """Of the named order; of the only one; else asks which."""
        meant = self.meant(turn, orders) or (tuple(orders) if len(orders) == 1 else ())
        if len(meant) != 1:
            buttons = [invoice_choice(order) for order in (meant or orders)[:MOST_LISTED]]
            dispatcher.utter_message(response="utter_which_invoice", buttons=buttons)
            return
        invoice = await asyncio.to_thread(self.services.desk.invoice, customer, meant[0].number)
        dispatcher.utter_message(
            response="utter_invoice",
            number=plain(invoice.number),
            link=f"[{plain(invoice.number)}]({invoice.url})",
            until=day(invoice.expires_at),
        )


def line_of(order: Order) -> str:
    """An order in one line: number, day, things, total, state."""
    state = str(order.status).replace("_", " ")
    total = money(order.total, order.currency)
    told = f"{things(order.lines)}, {total} ({state})"
    return f"**{plain(order.number)}**, {day(order.placed_at)}: {told}"


def refund_response(refund: RefundRecord) -> str:
    """The response that says where a refund stands."""
    dated = "_due" if refund.due_on and refund.status == "under_way" else ""
    return f"utter_refund_{refund.status}{dated}"


def refund_facts(refund: RefundRecord) -> dict[str, str]:
    """What the responses of a refund may say."""
    return {
        "number": plain(refund.order_number),
        "amount": money(refund.amount, refund.currency),
        "to": plain(refund.to),
        "due_on": day(refund.due_on),
        "since": day(refund.since),
    }


def invoice_choice(order: Order) -> dict[str, str]:
    """A button that picks an order for its invoice."""
    return {
        "title": f"{order.number}: {things(order.lines)}",
        "payload": f'/request_invoice{{"order_number": "{plain(order.number)}"}}',
    }
