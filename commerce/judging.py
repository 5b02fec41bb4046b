"""Judging a request: the case is put together from the store, and its rule gives the terms."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from commerce.commands import (
    CancelOrder,
    ChangeAddress,
    ChangeDefaultAddress,
    ChangeItems,
    ChangePaymentMethod,
    ClaimWarranty,
    ExchangeItems,
    ManageNewsletter,
    OpenClaim,
    ReturnItems,
    verb_of,
)
from commerce.customers import Customer
from commerce.entitlements import JUDGED_BY_LINE, Entitlement, entitlement_of
from commerce.errors import CustomerNotFound, NotAllowed, ProductNotFound
from commerce.rules import LineOffer, before_shipping, claims, coming_back
from commerce.rules.case import Case, History
from commerce.rules.money import refund_targets
from commerce.rules.variants import other_variants
from commerce.tables import claims as claims_table
from commerce.tables import refunds, returns
from commerce.terms import AddressTerms, NewsletterTerms
from database import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from sqlalchemy import Engine

    from commerce.catalogue import Catalogue
    from commerce.commands import Command
    from commerce.customers import Customers, PaymentMethod
    from commerce.order_system import OrderSystem
    from commerce.orders import Order, OrderLine
    from commerce.policy import ServicePolicy
    from commerce.products import Product, Variant
    from commerce.terms import Terms

__all__ = ["Judge"]

EMAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]+\.[^@\s<>\"',;.]{2,}")
LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, less the brackets


class Judge:
    """Puts cases together and has them judged."""

    def __init__(
        self,
        engine: Engine,
        orders: OrderSystem,
        customers: Customers,
        catalogue: Catalogue,
        policy: ServicePolicy,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._orders = orders
        self._customers = customers
        self._catalogue = catalogue
        self._policy = policy
        self._clock = clock

    def judge(
        self, customer_id: str | None, command: Command
    ) -> tuple[Command, Terms, Order | None]:
        """The command with the order's id, its terms, and the order as it was judged.

        Raises NotAllowed or OrderNotFound.
        """
        if isinstance(command, ManageNewsletter):
            return command, self._newsletter(command), None
        if customer_id is None:
            raise NotAllowed("sign_in")
        if isinstance(command, ChangeDefaultAddress):
            return command, self._default_address(customer_id, command), None
        case = self.case(verb_of(command), customer_id, command.order_id)
        command = replace(command, order_id=case.order.id)
        return command, _terms(case, command), case.order

    def check(self, verb: str, customer_id: str, order_ref: str, kind: str = "") -> None:
        """See ServiceDesk.check."""
        case = self.case(verb, customer_id, order_ref)
        if verb in {"report_parcel", "claim_warranty"}:
            if not case.rule.offered:
                raise NotAllowed("not_offered", number=case.order.number, request=verb)
            if kind and verb == "report_parcel":
                claims.check_claim(case, kind)
            return
        case.check()
        offers = _offers(case) if verb in {"return_items", "exchange_items"} else []
        if offers and all(offer.refused for offer in offers):
            assert offers[0].refused is not None
            raise offers[0].refused

    def entitlement(
        self, verb: str, customer_id: str, order_ref: str, positions: Collection[int] = ()
    ) -> Entitlement:
        """See ServiceDesk.entitlement."""
        case = self.case(verb, customer_id, order_ref)
        offers = _offers(case) if verb in JUDGED_BY_LINE else []
        return entitlement_of(case, offers, positions, self._policy.on(case.today))

    def lines_for(self, verb: str, customer_id: str, order_ref: str) -> tuple[LineOffer, ...]:
        """See ServiceDesk.lines_for."""
        return tuple(_offers(self.case(verb, customer_id, order_ref)))

    def variants_for(self, customer_id: str, order_ref: str, position: int) -> tuple[Variant, ...]:
        """See ServiceDesk.variants_for."""
        case = self.case("change_items", customer_id, order_ref)
        return other_variants(case, case.line(position))

    def payment_choices(
        self, verb: str, customer_id: str, order_ref: str
    ) -> tuple[PaymentMethod, ...]:
        """See ServiceDesk.payment_choices."""
        case = self.case(verb, customer_id, order_ref)
        if verb == "return_items":
            return refund_targets(case)
        own = case.order.payment_method
        return tuple(
            method
            for method in case.customer.payment_methods
            if method.kind in case.rule.kinds
            and not (verb == "change_payment_method" and own is not None and method.id == own.id)
        )

    def case(self, verb: str, customer_id: str, order_ref: str) -> Case:
        """One request about one order of the customer's; raises OrderNotFound."""
        order = self._orders.access_order(customer_id, order_ref)
        today = self._policy.calendar.day_of(self._clock())
        return Case(
            verb=verb,
            order=order,
            customer=self.customer(customer_id),
            policy=self._policy.for_order(order, today),
            today=today,
            product_of=self.product_of,
            history=self._history(order),
        )

    def customer(self, customer_id: str) -> Customer:
        """The customer; a shop that keeps its customers to itself has nameless ones."""
        try:
            return self._customers.get(customer_id)
        except CustomerNotFound:
            return Customer(customer_id, "", "")

    def product_of(self, line: OrderLine) -> Product | None:
        """The product that a line was sold as, if the catalogue still has it."""
        if line.product_id is None:
            return None
        try:
            return self._catalogue.get(line.product_id)
        except ProductNotFound:
            return None

    def _history(self, order: Order) -> History:
        promised = select(refunds.c.amount).where(
            refunds.c.order_id == order.id, refunds.c.status == "awaiting_goods"
        )
        shipping = select(returns.c.shipping).where(returns.c.order_id == order.id)
        opened = select(claims_table.c.number, claims_table.c.kind, claims_table.c.lines).where(
            claims_table.c.order_id == order.id, claims_table.c.status == "open"
        )
        with reading(self._engine) as connection:
            return History(
                promised=sum(connection.execute(promised).scalars(), Decimal("0.00")),
                shipping_refunded=any(connection.execute(shipping).scalars()),
                claims=tuple(
                    (row.number, row.kind, frozenset(line["position"] for line in row.lines))
                    for row in connection.execute(opened)
                ),
            )

    def _newsletter(self, command: ManageNewsletter) -> NewsletterTerms:
        email = command.email.strip()
        if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email):
            raise NotAllowed("email_invalid", email=email)
        coupon = self._policy.newsletter.coupon if command.subscribe else ""
        return NewsletterTerms(email, command.subscribe, coupon)

    def _default_address(self, customer_id: str, command: ChangeDefaultAddress) -> AddressTerms:
        if not self._policy.rule("change_default_address").offered:
            raise NotAllowed("not_offered", number="", request="change_default_address")
        before = self.customer(customer_id).address
        return AddressTerms("", before, before_shipping.settle_address(command.address, before))


def _terms(case: Case, command: Command) -> Terms:  # noqa: PLR0911  one branch a command
    match command:
        case CancelOrder():
            return before_shipping.cancel(case, command)
        case ChangeAddress():
            return before_shipping.change_address(case, command)
        case ChangePaymentMethod():
            return before_shipping.change_payment_method(case, command)
        case ChangeItems():
            return before_shipping.change_items(case, command)
        case ReturnItems():
            return coming_back.return_items(case, command)
        case ExchangeItems():
            return coming_back.exchange_items(case, command)
        case OpenClaim():
            return claims.report_parcel(case, command)
        case ClaimWarranty():
            return claims.claim_warranty(case, command)
    raise TypeError(f"{type(command).__name__} is about no order")


def _offers(case: Case) -> list[LineOffer]:
    offer = {
        "return_items": coming_back.return_offer,
        "exchange_items": coming_back.exchange_offer,
        "claim_warranty": claims.warranty_offer,
        "change_items": _change_offer,
    }[case.verb]
    return [offer(case, position) for position in range(len(case.order.lines))]


def _change_offer(case: Case, position: int) -> LineOffer:
    line = case.line(position)
    refused = None
    if not other_variants(case, line):
        refused = NotAllowed("variant_unavailable", title=line.title, options={}, available=())
    return LineOffer(position, line, line.quantity, None, refused)
