"""Orders: what was bought, where it is, and how a shopper may write its number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from commerce.columns import is_exact
from commerce.customers import (  # noqa: TC001  read at run time by commerce.codec
    Address,
    PaymentMethod,
)
from commerce.errors import RecordInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


class OrderStatus(StrEnum):
    """Where an order stands; LOST means that the carrier lost the parcel.

    RETURN_REQUESTED and EXCHANGE_REQUESTED: some or all of it is to come back.
    """

    PLACED = "placed"
    PACKED = "packed"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURN_REQUESTED = "return_requested"
    EXCHANGE_REQUESTED = "exchange_requested"
    PARTLY_RETURNED = "partly_returned"
    RETURNED = "returned"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    LOST = "lost"


class LineStatus(StrEnum):
    """What became of one line of an order."""

    ORDERED = "ordered"
    RETURN_REQUESTED = "return_requested"
    EXCHANGE_REQUESTED = "exchange_requested"
    RETURNED = "returned"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class OrderLine:
    """One product of an order, as it was sold; `product_id` None: no longer in the catalogue.

    `coming_back` is how many pieces are to return, for a refund or for another variant.
    """

    sku: str
    product_id: str | None
    title: str
    options: Mapping[str, str]
    quantity: int
    unit_price: Decimal
    status: LineStatus = LineStatus.ORDERED
    coming_back: int = 0

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise RecordInvalid("quantity", f"is {self.quantity}; it must be 1 or more")
        _check_amount("unit_price", self.unit_price)


@dataclass(frozen=True)
class Shipment:
    """The parcel; carrier and tracking number are empty where the shop does not tell them."""

    carrier: str
    tracking_number: str
    tracking_url: str | None
    shipped_at: datetime
    estimated_delivery: date | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class Payment:
    """Money that an order moved, or for an "authorisation" will move when the parcel leaves."""

    kind: Literal["authorisation", "payment", "refund"]
    amount: Decimal
    method_id: str
    label: str = ""


@dataclass(frozen=True)
class Order:
    """An order; `number` is what a shopper sees, such as HP-10234.

    `done` names the requests carried out on it, such as "change_items". What a shop does not
    tell (address, e-mail, payments) is empty.
    """

    id: str
    number: str
    customer_id: str
    status: OrderStatus
    placed_at: datetime
    lines: tuple[OrderLine, ...]
    shipment: Shipment | None
    total: Decimal
    currency: str
    refunded: Decimal = Decimal("0.00")
    shipping_method: str = ""
    shipping_region: str = ""
    address: Address | None = None
    email: str = ""
    payment_method: PaymentMethod | None = None
    payments: tuple[Payment, ...] = ()
    done: tuple[str, ...] = ()
    cancel_reason: str = ""
    coupon: str = ""
    """In capitals, as the shop's policy and campaigns have their codes."""
    discount: Decimal = Decimal("0.00")
    """What the coupon took off."""

    def __post_init__(self) -> None:
        for field in ("id", "customer_id"):
            if not getattr(self, field).strip():
                raise RecordInvalid(field, "is empty")
        if not number_key(self.number):
            raise RecordInvalid("number", "has no letter or digit")
        if not self.lines:
            raise RecordInvalid("lines", "is empty: an order is for something")
        _check_amount("total", self.total)
        _check_amount("refunded", self.refunded)
        _check_amount("discount", self.discount)

    @property
    def goods(self) -> Decimal:
        """What all lines cost, shipping and discounts aside."""
        return sum((line.unit_price * line.quantity for line in self.lines), Decimal("0.00"))


def number_key(number: str) -> str:
    """The letters and digits of an order number, without case: `# HP-10 234` is `hp10234`."""
    text = unicodedata.normalize("NFKC", number).casefold()
    return "".join(
        str(unicodedata.decimal(character, character)) for character in text if character.isalnum()
    )


def number_digits(number: str) -> str:
    """The digits that end an order number, without leading zeros: `HP-00123` is `123`."""
    digits = re.search(r"[0-9]+$", number_key(number))
    return digits.group().lstrip("0") if digits else ""


def _check_amount(field: str, amount: Decimal) -> None:
    if not is_exact(amount) or amount < 0:
        raise RecordInvalid(field, f"is {amount}, which is no amount of money")
