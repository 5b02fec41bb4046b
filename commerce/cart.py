"""A cart as it is shown: its lines and what they cost now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

__all__ = ["Cart", "CartLine"]


@dataclass(frozen=True)
class CartLine:
    """Some pieces of a variant; `available` False: fewer are in stock than are wanted."""

    sku: str
    product_id: str
    title: str
    options: Mapping[str, str]
    quantity: int
    unit_price: Decimal
    available: bool
    stock: int | None


@dataclass(frozen=True)
class Cart:
    """What it costs now: `goods` less `discount` is `total`, shipping aside.

    `gone` are SKUs of what was in it and is no longer sold.
    """

    lines: tuple[CartLine, ...]
    goods: Decimal
    coupon: str
    discount: Decimal
    total: Decimal
    currency: str
    gone: tuple[str, ...] = ()
