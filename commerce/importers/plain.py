"""Our own plain formats: CSV, JSON lines and SQL views with the fields of docs/importing.md."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from commerce.customers import Address, Customer, email_key
from commerce.importers.fields import LONG
from commerce.orders import LineStatus, Order, OrderLine, OrderStatus, Shipment, number_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from commerce.importers.drafts import Draft
    from commerce.importers.fields import Fields

GUEST = "email:"
"""Begins the id of a customer who is known by an e-mail address only."""

ORDER_COLUMNS = ("number", "status", "placed_at", "total", "currency", "quantity", "unit_price")
"""Columns that a flat source of orders must have, with `title` or `sku`, and
`customer_id` or `email`."""

Status = TypeVar("Status", bound=StrEnum)


def columns_of(header: Iterable[str]) -> dict[str, str]:
    """The source's column for each of our fields: `Order Number` is `order_number`."""
    return {re.sub(r"[\s\-]+", "_", column.strip().casefold()): column for column in header}


def order_of(draft: Draft) -> Order:
    """The order of a draft; raises RecordInvalid."""
    fields = draft.order
    number = fields.identifier("number")
    if not number_key(number):
        raise fields.invalid("number", "has no letter or digit")
    return Order(
        id=fields.identifier("id") if fields.has("id") else number,
        number=number,
        customer_id=customer_id_of(fields),
        status=_status(fields, "status", OrderStatus, None),
        placed_at=_required_moment(fields),
        lines=draft.lines_as(line_of),
        shipment=_shipment(fields),
        total=fields.required_amount("total"),
        currency=currency_of(fields),
        refunded=refunded_of(fields),
        shipping_method=fields.text("shipping_method"),
        shipping_region=fields.text("shipping_region"),
        address=address_of(fields),
        email=fields.text("email"),
        coupon=fields.text("coupon").upper(),
        discount=discount_of(fields),
    )


def customer_of(fields: Fields) -> Customer:
    """The customer of a record; raises RecordInvalid."""
    name = fields.text("name") or f"{fields.text('first_name')} {fields.text('last_name')}".strip()
    return Customer(
        id=fields.identifier("id") if fields.has("id") else guest_id(fields),
        name=name,
        email=fields.email("email"),
        phone=fields.phone("phone"),
        tier=fields.text("tier") or "standard",
        address=address_of(fields),
    )


def guest_of(fields: Fields) -> Customer | None:
    """Whom an order is for, when it names them by e-mail address only."""
    if fields.has("customer_id"):
        return None
    return Customer(
        id=guest_id(fields),
        name=fields.text("customer_name"),
        email=fields.email("email"),
        phone=fields.phone("phone"),
        address=address_of(fields),
    )


def customer_id_of(fields: Fields) -> str:
    """The customer's id, or that of a guest with this e-mail address."""
    return fields.identifier("customer_id") if fields.has("customer_id") else guest_id(fields)


def guest_id(fields: Fields) -> str:
    """The id that stands for an e-mail address until the customer's own id is known."""
    email = fields.email("email")
    if not email:
        raise fields.invalid("email", "is empty, and there is no id: whose record is it?")
    return GUEST + email_key(email)


def line_of(fields: Fields) -> OrderLine:
    """One line of an order; raises RecordInvalid."""
    sku = fields.text("sku")
    title = fields.text("title", LONG) or sku
    if not title:
        raise fields.invalid("title", "is empty")
    return OrderLine(
        sku=sku,
        product_id=fields.text("product_id") or None,
        title=title,
        options=fields.options("options"),
        quantity=fields.whole("quantity"),
        unit_price=fields.required_amount("unit_price"),
        status=_status(fields, "line_status", LineStatus, LineStatus.ORDERED),
    )


def currency_of(fields: Fields) -> str:
    """A currency code of three letters (ISO 4217)."""
    currency = fields.required("currency").upper()
    if not re.fullmatch("[A-Z]{3}", currency):
        raise fields.invalid("currency", f"is {currency[:40]!r}; it must be three letters, as USD")
    return currency


def refunded_of(fields: Fields) -> Decimal:
    """What was refunded, zero when the field is empty."""
    return fields.amount("refunded") or fields.required_amount("total") * 0


def discount_of(fields: Fields) -> Decimal:
    """What a coupon took off, zero when the field is empty."""
    return fields.amount("discount") or fields.required_amount("total") * 0


def address_of(fields: Fields) -> Address | None:
    """The address, None when there is no first line."""
    line1 = fields.text("address1")
    if not line1:
        return None
    return Address(
        line1=line1,
        line2=fields.text("address2"),
        city=fields.text("city"),
        region=fields.text("region"),
        postcode=fields.text("postcode"),
        country=fields.text("country"),
    )


def _required_moment(fields: Fields) -> datetime:
    moment = fields.moment("placed_at")
    if moment is None:
        raise fields.invalid("placed_at", "is empty")
    return moment


def _shipment(fields: Fields) -> Shipment | None:
    told = ("carrier", "tracking_number", "tracking_url", "shipped_at", "delivered_at")
    if not any(fields.has(name) for name in told):
        return None
    shipped_at = fields.moment("shipped_at")
    if shipped_at is None:
        raise fields.invalid("shipped_at", "is empty, although the parcel is described")
    return Shipment(
        carrier=fields.text("carrier"),
        tracking_number=fields.text("tracking_number"),
        tracking_url=_link(fields),
        shipped_at=shipped_at,
        estimated_delivery=fields.day("estimated_delivery"),
        delivered_at=fields.moment("delivered_at"),
    )


def _link(fields: Fields) -> str | None:
    link = fields.text("tracking_url", LONG)
    if link and not re.match("https?://", link):
        raise fields.invalid("tracking_url", "is no web address (http:// or https://)")
    return link or None


def _status(fields: Fields, name: str, kind: type[Status], default: Status | None) -> Status:
    if default is not None and not fields.has(name):
        return default
    word = re.sub(r"[\s\-]+", "_", fields.required(name).casefold())
    try:
        return kind(word)
    except ValueError:
        wanted = f"it must be one of {', '.join(kind)}"
        raise fields.invalid(name, f"is {word[:40]!r}; {wanted}") from None
