"""Changing the price of a product of the shop's own catalogue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from commerce.approved_prices import approve
from commerce.catalogue import product_of, store
from commerce.errors import PriceMoved

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy import Connection

    from commerce.products import Product

__all__ = ["reprice"]


def reprice(connection: Connection, product_id: str, before: Decimal, price: Decimal) -> Product:
    """Make `price` of the product's lowest price, inside the caller's write transaction.

    Dearer variants move by the same sum, which keeps them as far apart as the merchant set them.
    The prices stand until the catalogue's sources change theirs (`commerce.approved_prices`).
    Raises PriceMoved where the lowest price is not `before` any longer, and ProductNotFound.
    """
    product = product_of(connection, product_id)
    if product.price != before:
        message = f"{product.title} costs {product.price} by now, not {before}."
        raise PriceMoved(message)
    changed = replace(
        product,
        variants=tuple(
            replace(variant, price=variant.price + price - before) for variant in product.variants
        ),
    )
    store(connection, {product_id: changed})
    approve(connection, product, changed)
    return changed
