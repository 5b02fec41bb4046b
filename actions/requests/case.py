"""One request in one turn: what is known of it, and what the shop knows of the shopper."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from actions.understanding.things import Thing
from commerce import CustomerNotFound, OrderNotFound, ProductNotFound
from commerce.entitlements import JUDGED_BY_LINE
from commerce.rules import LineOffer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from actions.requests.memory import Memory
    from actions.requests.request import AnyRequest
    from commerce import Customer, Order, OrderLine, Product
    from commerce.customers import PaymentMethod
    from commerce.policy import RequestRule, ServicePolicy
    from tilly.bootstrap import Services

__all__ = ["Case", "line_title"]

MOST_ORDERS = 50
BY_LINE = JUDGED_BY_LINE | {"change_items"}
"""Requests for which some lines of an order can be had and others not."""


class Case:
    """What the fields of a request read and fill; each record of the shop is read once a turn."""

    def __init__(
        self, services: Services, conversation_id: str, customer_id: str | None, memory: Memory,
        request: AnyRequest, photos: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.services = services
        self.conversation_id = conversation_id
        self._customer_id = customer_id
        self.memory = memory
        self.request = request
        self.photos = photos
        self._eligible: dict[str, list[Order]] = {}
        self._products: dict[str, Product | None] = {}

    @property
    def facts(self) -> dict[str, Any]:
        """What is settled, by field."""
        return self.memory.facts

    @property
    def signed_in(self) -> bool:
        """Whether the gateway knows the customer."""
        return self._customer_id is not None

    @property
    def customer_id(self) -> str:
        """The customer; only requests that guests cannot make ask for it."""
        assert self._customer_id is not None
        return self._customer_id

    @cached_property
    def customer(self) -> Customer | None:
        """The customer's record; None where the shop keeps it to itself."""
        try:
            return self.services.customers.get(self.customer_id)
        except CustomerNotFound:
            return None

    @property
    def methods(self) -> Sequence[PaymentMethod]:
        """The customer's ways to pay."""
        return self.customer.payment_methods if self.customer else ()

    @cached_property
    def orders(self) -> list[Order]:
        """The customer's orders, the latest first."""
        return self.services.orders.orders_of(self.customer_id, MOST_ORDERS)

    @property
    def eligible(self) -> list[Order]:
        """The orders that the request can be about, by their state and what is left of them."""
        verb = self.request.verb
        if verb not in self._eligible:
            fitting = [order for order in self.orders if self.request.suits(order, self)]
            if verb in BY_LINE:
                fitting = [order for order in fitting if self._has_offer(order)] or fitting
            self._eligible[verb] = fitting
        return self._eligible[verb]

    def _has_offer(self, order: Order) -> bool:
        """Whether the request can be made for any line, be it this request or its twin."""
        verb = self.request.becomes_for(order, self)
        offers = self.services.desk.lines_for(verb, self.customer_id, order.number)
        return any(offer.refused is None and offer.left > 0 for offer in offers)

    @property
    def order(self) -> Order | None:
        """The order that was settled on."""
        number = self.facts.get("order")
        if number is None:
            return None
        found = next((order for order in self.orders if order.number == number), None)
        if found is None:
            try:
                found = self.services.orders.access_order(self.customer_id, number)
            except OrderNotFound:
                return None
        return found

    @property
    def policy(self) -> ServicePolicy:
        """The policy that the order is judged by; today's until there is one."""
        order = self.order
        return self.policy_for(order) if order else self.services.policy

    def policy_for(self, order: Order) -> ServicePolicy:
        """The policy that one of the orders is judged by."""
        return self.services.policy.for_order(order, self.today)

    @property
    def rule(self) -> RequestRule:
        """What the shop's policy says of this kind of request."""
        return self.policy.rule(self.request.verb)

    @cached_property
    def today(self) -> date:
        """The shop's date."""
        return self.services.policy.calendar.day_of(datetime.now(UTC))

    def offers(self) -> tuple[LineOffer, ...]:
        """The lines of the order, with what can be asked for each."""
        order = self.order
        if order is None:
            return ()
        if self.request.verb not in BY_LINE:
            return tuple(
                LineOffer(position, line, line.quantity)
                for position, line in enumerate(order.lines)
            )
        return self.services.desk.lines_for(self.request.verb, self.customer_id, order.number)

    def product(self, line: OrderLine) -> Product | None:
        """The product of a line; None when the catalogue no longer has it."""
        if line.product_id is None:
            return None
        if line.product_id not in self._products:
            try:
                self._products[line.product_id] = self.services.catalogue.get(line.product_id)
            except ProductNotFound:
                self._products[line.product_id] = None
        return self._products[line.product_id]

    def is_returnable(self, line: OrderLine) -> bool:
        """Whether the shop takes a line back though nothing is wrong with it."""
        product = self.product(line)
        return product is None or self.policy.returns.returnable(product.tags)

    def things(self, orders: Sequence[Order]) -> list[Thing]:
        """The lines of orders as things that can be named; an id is "number/position"."""
        return [
            Thing(
                id=f"{order.number}/{position}",
                title=line.title,
                options=line.options,
                price=line.unit_price,
                also=self._labels(line),
            )
            for order in orders
            for position, line in enumerate(order.lines)
        ]

    def _labels(self, line: OrderLine) -> tuple[str, ...]:
        product = self.product(line)
        return () if product is None else (*product.tags, product.category, product.brand)


def line_title(line: OrderLine) -> str:
    """A line's title with its options, such as "Rain Jacket (Navy, M)"."""
    told = ", ".join(line.options.values())
    return f"{line.title} ({told})" if told else line.title
