"""What shoppers do in the shop: pages viewed, searches, carts, purchases, returns.

The shop page reports it by the gateway's beacon (docs/behaviour-events.md), older events are
imported, and every signal and recommendation that learns from behaviour reads these.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

__all__ = ["BehaviourEvent", "BehaviourKind", "PageKind"]


class BehaviourKind(StrEnum):
    """What was done."""

    VIEW = "view"
    SEARCH = "search"
    ADD_TO_CART = "add_to_cart"
    REMOVE_FROM_CART = "remove_from_cart"
    CHECKOUT = "checkout"
    PURCHASE = "purchase"
    RETURN = "return"


class PageKind(StrEnum):
    """What kind of page was viewed."""

    PRODUCT = "product"
    LISTING = "listing"
    INFORMATION = "information"
    ACCOUNT = "account"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class BehaviourEvent:
    """One thing that one visitor did; `id` makes it count once, however often it is sent.

    `visitor_id` is the shop's own name for a browser, `customer_id` who was signed in, and
    `conversation_id` the chat that was open; one of the first two is always there.
    """

    id: str
    kind: BehaviourKind
    at: datetime
    visitor_id: str = ""
    customer_id: str = ""
    conversation_id: str = ""
    product_id: str = ""
    page: PageKind | None = None
    """Of a view."""
    seconds: float | None = None
    """Of a view: how long the page was looked at, once it is known."""
    query: str = ""
    """Of a search."""
    quantity: int = 1
    price: Decimal | None = None
    """Of one piece, in the shop's currency."""
    seen_before: bool | None = None
    """Whether the browser had been here on an earlier day; None when the shop does not say."""
