"""Shopify's own exports of orders and customers, as its admin writes them.

An order spans one row for each of its lines; what concerns the whole order stands on the
first. The export tells neither carrier nor tracking number, nor whether a parcel arrived.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from commerce.importers import plain
from commerce.orders import LineStatus, Order, OrderStatus, Shipment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from commerce.customers import Customer
    from commerce.importers.drafts import Draft
    from commerce.importers.fields import Fields

ORDER_COLUMNS = {
    "id": "Id",
    "number": "Name",
    "email": "Email",
    "phone": "Phone",
    "customer_name": "Shipping Name",
    "billing_name": "Billing Name",
    "placed_at": "Created at",
    "financial": "Financial Status",
    "fulfillment": "Fulfillment Status",
    "fulfilled_at": "Fulfilled at",
    "cancelled_at": "Cancelled at",
    "currency": "Currency",
    "total": "Total",
    "refunded": "Refunded Amount",
    "coupon": "Discount Code",
    "discount": "Discount Amount",
    "shipping_method": "Shipping Method",
    "shipping_region": "Shipping Country",
    "address1": "Shipping Address1",
    "address2": "Shipping Address2",
    "city": "Shipping City",
    "region": "Shipping Province",
    "postcode": "Shipping Zip",
    "country": "Shipping Country",
    "sku": "Lineitem sku",
    "title": "Lineitem name",
    "quantity": "Lineitem quantity",
    "unit_price": "Lineitem price",
}

CUSTOMER_COLUMNS = {
    "id": "Customer ID",
    "first_name": "First Name",
    "last_name": "Last Name",
    "email": "Email",
    "phone": "Phone",
    "tags": "Tags",
    "address1": "Default Address Address1",
    "address2": "Default Address Address2",
    "city": "Default Address City",
    "region": "Default Address Province Code",
    "postcode": "Default Address Zip",
    "country": "Default Address Country Code",
}

OLDER_CUSTOMER_COLUMNS = CUSTOMER_COLUMNS | {
    "address1": "Address1",
    "address2": "Address2",
    "city": "City",
    "region": "Province Code",
    "postcode": "Zip",
    "country": "Country Code",
}
"""Exports from before 2023, which have no Customer ID either."""

_CLOSED = {
    "voided": OrderStatus.CANCELLED,
    "expired": OrderStatus.CANCELLED,
    "refunded": OrderStatus.REFUNDED,
}
_OPEN = {"", "pending", "authorized", "partially_paid", "paid", "partially_refunded", "unpaid"}
_FULFILMENT = {
    "": OrderStatus.PLACED,
    "unfulfilled": OrderStatus.PLACED,
    "on_hold": OrderStatus.PLACED,
    "scheduled": OrderStatus.PLACED,
    "in_progress": OrderStatus.PACKED,
    "partial": OrderStatus.PARTLY_SHIPPED,
    "fulfilled": OrderStatus.SHIPPED,
    "restocked": OrderStatus.CANCELLED,
}


def is_orders(columns: Sequence[str]) -> bool:
    """Whether a header is that of Shopify's orders export."""
    return {"Name", "Financial Status", "Lineitem name"} <= set(columns)


def is_customers(columns: Sequence[str]) -> bool:
    """Whether a header is that of Shopify's customers export."""
    return {"First Name", "Last Name", "Email", "Total Spent", "Tags"} <= set(columns)


def customer_columns(columns: Sequence[str]) -> dict[str, str]:
    """The names of the columns, which changed over the years."""
    older = "Default Address Address1" not in columns
    return OLDER_CUSTOMER_COLUMNS if older else CUSTOMER_COLUMNS


def order_of(draft: Draft) -> Order:
    """The order of a draft; raises RecordInvalid."""
    fields = draft.order
    number = fields.identifier("number")
    placed_at = fields.moment("placed_at")
    if placed_at is None:
        raise fields.invalid("placed_at", "is empty")
    status = _status(fields)
    became = {
        OrderStatus.CANCELLED: LineStatus.CANCELLED,
        OrderStatus.REFUNDED: LineStatus.REFUNDED,
    }.get(status, LineStatus.ORDERED)
    return Order(
        id=fields.identifier("id") if fields.has("id") else number,
        number=number,
        customer_id=plain.customer_id_of(fields),
        status=status,
        placed_at=placed_at,
        lines=draft.lines_as(lambda line: replace(plain.line_of(line), status=became)),
        shipment=_shipment(fields.moment("fulfilled_at")),
        total=fields.required_amount("total"),
        currency=plain.currency_of(fields),
        refunded=plain.refunded_of(fields),
        shipping_method=fields.text("shipping_method"),
        shipping_region=fields.text("shipping_region"),
        address=plain.address_of(fields),
        email=fields.text("email"),
        coupon=fields.text("coupon").upper(),
        discount=plain.discount_of(fields),
    )


def guest_of(fields: Fields) -> Customer | None:
    """Whom an order is for: the export names them by e-mail address."""
    guest = plain.guest_of(fields)
    if guest is None or guest.name:
        return guest
    return replace(guest, name=fields.text("billing_name"))


def customer_of(fields: Fields, tiers: Sequence[str]) -> Customer:
    """The customer of a record; the tier is the first of `tiers` among the tags."""
    tags = [tag.strip().casefold() for tag in fields.text("tags", 5000).split(",")]
    tier = next((tier for tier in tiers if tier.casefold() in tags), "standard")
    return replace(plain.customer_of(fields), tier=tier)


def _status(fields: Fields) -> OrderStatus:
    paid = _word(fields, "financial")
    if fields.has("cancelled_at"):
        return OrderStatus.CANCELLED
    if paid in _CLOSED:
        return _CLOSED[paid]
    if paid not in _OPEN:
        raise fields.invalid("financial", f"is {paid[:40]!r}, which Shopify does not write")
    sent = _word(fields, "fulfillment")
    if sent not in _FULFILMENT:
        raise fields.invalid("fulfillment", f"is {sent[:40]!r}, which Shopify does not write")
    return _FULFILMENT[sent]


def _word(fields: Fields, name: str) -> str:
    return re.sub(r"[\s\-]+", "_", fields.text(name).casefold())


def _shipment(fulfilled_at: datetime | None) -> Shipment | None:
    if fulfilled_at is None:
        return None
    return Shipment(carrier="", tracking_number="", tracking_url=None, shipped_at=fulfilled_at)
