"""Prices that a person approved, and how long they stand against the catalogue's sources.

An approval changes the catalogue, and a source of it (a merchant's export, a view of their
database) goes on listing what it listed then until somebody tells it. Its word of before is no
answer to the approval: the approved price stands until the source changes its own price.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, tuple_

from commerce.tables import approved_prices
from commerce.writes import insert_or_update

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from sqlalchemy import Connection

    from commerce.products import Product

__all__ = ["ApprovedPrice", "approve", "last_approval", "standing", "unlisted"]


@dataclass(frozen=True)
class ApprovedPrice:
    """The `price` of a variant, where the sources listed another one when it was approved."""

    product_id: str
    sku: str
    listed: Decimal
    price: Decimal
    approved_at: datetime


def approve(connection: Connection, before: Product, after: Product) -> None:
    """Have the prices of `after` stand against the sources, inside a write transaction.

    What the sources list is the price `before`, or what they listed at an earlier approval.
    """
    listed = {one.sku: one.listed for one in _of(connection, {before.id: before})}
    rows = [
        {
            "product_id": after.id,
            "sku": new.sku,
            "listed": listed.get(new.sku, old.price),
            "price": new.price,
            "approved_at": datetime.now(UTC),
        }
        for old, new in zip(before.variants, after.variants, strict=True)
    ]
    insert_or_update(connection, approved_prices, rows)


def standing(connection: Connection, listed: Mapping[str, Product]) -> dict[str, Product]:
    """The products as their sources list them, by id, with the approved prices that stand.

    Inside a write transaction: an approval ends here where its source lists another price than
    it did, be it the approved one or a newer one, or the variant no more.
    """
    found = dict(listed)
    ended: list[tuple[str, str]] = []
    for one in _of(connection, listed):
        product = _with(one, found[one.product_id])
        if product == found[one.product_id]:
            ended.append((one.product_id, one.sku))
        found[one.product_id] = product
    if ended:
        key = tuple_(approved_prices.c.product_id, approved_prices.c.sku)
        connection.execute(delete(approved_prices).where(key.in_(ended)))
    return found


def unlisted(connection: Connection) -> list[ApprovedPrice]:
    """The approved prices that the sources do not list yet, by product."""
    query = (
        select(approved_prices)
        .where(approved_prices.c.listed != approved_prices.c.price)
        .order_by(approved_prices.c.product_id, approved_prices.c.sku)
    )
    return [ApprovedPrice(**row) for row in connection.execute(query).mappings()]


def last_approval(connection: Connection) -> datetime | None:
    """When the newest of the approvals that stand was given; another one after each approval."""
    newest = select(func.max(approved_prices.c.approved_at))
    found: datetime | None = connection.execute(newest).scalar_one()
    return found


def _of(connection: Connection, products: Mapping[str, Product]) -> list[ApprovedPrice]:
    query = select(approved_prices).where(approved_prices.c.product_id.in_(list(products)))
    return [ApprovedPrice(**row) for row in connection.execute(query).mappings()]


def _with(approved: ApprovedPrice, product: Product) -> Product:
    """The product with the approved price, if it is listed as it was at the approval."""
    was = approved.sku, approved.listed
    variants = (
        replace(one, price=approved.price) if (one.sku, one.price) == was else one
        for one in product.variants
    )
    return replace(product, variants=tuple(variants))
