"""Orders as rows of our own tables: stored, loaded, and held while they are changed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, func, select

from commerce import codec
from commerce.customers import Address, PaymentMethod
from commerce.errors import OrderNotFound, RecordInvalid
from commerce.orders import (
    LineStatus,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    Shipment,
    number_digits,
    number_key,
)
from commerce.tables import order_lines, orders, variants
from commerce.writes import Changes, insert_or_update

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Row

__all__ = ["by_id", "load", "lock", "store"]


def store(connection: Connection, new: Iterable[Order]) -> Changes:
    """Store `new` within the caller's transaction."""
    by_id = {order.id: order for order in new}
    _refuse_taken_numbers(connection, by_id)
    stored = _stored_rows(connection, orders.c.id.in_(list(by_id)))
    rows = {key: (_row(order), _line_rows(order)) for key, order in by_id.items()}
    changed = [key for key in rows if stored.get(key) != rows[key]]
    insert_or_update(connection, orders, [rows[key][0] for key in changed])
    connection.execute(delete(order_lines).where(order_lines.c.order_id.in_(changed)))
    insert_or_update(connection, order_lines, [line for key in changed for line in rows[key][1]])
    updated = sum(key in stored for key in changed)
    return Changes(len(changed) - updated, updated, len(by_id) - len(changed))


def _refuse_taken_numbers(connection: Connection, new: Mapping[str, Order]) -> None:
    keys = {number_key(order.number): order.id for order in new.values()}
    if len(keys) < len(new):
        raise RecordInvalid("number", "is that of two orders")
    query = select(orders.c.id, orders.c.number, orders.c.number_key).where(
        orders.c.number_key.in_(list(keys))
    )
    for row in connection.execute(query):
        if keys[row.number_key] != row.id:
            raise RecordInvalid("number", f"{row.number} is that of another order")


def _stored_rows(
    connection: Connection, which: ColumnElement[bool]
) -> dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]:
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    of_orders = order_lines.c.order_id.in_(select(orders.c.id).where(which))
    query = select(order_lines).where(of_orders).order_by(order_lines.c.position)
    for row in connection.execute(query).mappings():
        lines[row["order_id"]].append(dict(row))
    return {
        row["id"]: (dict(row), lines[row["id"]])
        for row in connection.execute(select(orders).where(which)).mappings()
    }


def by_id(connection: Connection, ids: Iterable[str]) -> dict[str, Order]:
    """The stored orders among `ids`."""
    rows = connection.execute(select(orders).where(orders.c.id.in_(list(ids)))).all()
    return {order.id: order for order in load(connection, rows)}


def lock(connection: Connection, customer_id: str, order_id: str) -> Order:
    """The customer's order, which nobody else changes until the caller's transaction ends.

    Raises OrderNotFound, alike for one that is missing and one that is not theirs.
    """
    query = (
        select(orders)
        .where(orders.c.id == order_id, orders.c.customer_id == customer_id)
        .with_for_update()
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise OrderNotFound("This customer has no order with that number.")
    return load(connection, [row])[0]


def load(connection: Connection, rows: Sequence[Row[Any]]) -> list[Order]:
    """The orders of these rows of `orders`, with their lines."""
    # An order may have been imported before its products: a SKU that only one has tells which.
    by_sku = (
        select(func.min(variants.c.product_id))
        .where(variants.c.sku == order_lines.c.sku, order_lines.c.sku != "")
        .having(func.count(variants.c.product_id.distinct()) == 1)
        .scalar_subquery()
    )
    query = (
        select(order_lines, func.coalesce(order_lines.c.product_id, by_sku).label("product"))
        .where(order_lines.c.order_id.in_([row.id for row in rows]))
        .order_by(order_lines.c.position)
    )
    lines: dict[str, list[OrderLine]] = defaultdict(list)
    for line in connection.execute(query):
        lines[line.order_id].append(
            OrderLine(
                sku=line.sku,
                product_id=line.product,
                title=line.title,
                options=line.options,
                quantity=line.quantity,
                unit_price=line.unit_price,
                status=LineStatus(line.status),
                coming_back=line.coming_back,
            )
        )
    return [_order(row, tuple(lines[row.id])) for row in rows]


def _order(row: Row[Any], lines: tuple[OrderLine, ...]) -> Order:
    shipment = None
    if row.shipped_at is not None:
        shipment = Shipment(
            carrier=row.carrier,
            tracking_number=row.tracking_number,
            tracking_url=row.tracking_url,
            shipped_at=row.shipped_at,
            estimated_delivery=row.estimated_delivery,
            delivered_at=row.delivered_at,
        )
    return Order(
        id=row.id,
        number=row.number,
        customer_id=row.customer_id,
        status=OrderStatus(row.status),
        placed_at=row.placed_at,
        lines=lines,
        shipment=shipment,
        total=row.total,
        currency=row.currency,
        refunded=row.refunded,
        shipping_method=row.shipping_method,
        shipping_region=row.shipping_region,
        address=codec.from_json(Address | None, row.address),
        email=row.email,
        payment_method=codec.from_json(PaymentMethod | None, row.payment_method),
        payments=codec.from_json(tuple[Payment, ...], row.payments),
        done=tuple(row.done),
        cancel_reason=row.cancel_reason,
        coupon=row.coupon,
        discount=row.discount,
    )


def _row(order: Order) -> dict[str, Any]:
    shipment = order.shipment
    return {
        "id": order.id,
        "number": order.number,
        "number_key": number_key(order.number),
        "number_digits": number_digits(order.number),
        "customer_id": order.customer_id,
        "status": OrderStatus(order.status).value,
        "placed_at": order.placed_at,
        "total": order.total,
        "currency": order.currency,
        "refunded": order.refunded,
        "shipping_method": order.shipping_method,
        "shipping_region": order.shipping_region,
        "carrier": shipment.carrier if shipment else None,
        "tracking_number": shipment.tracking_number if shipment else None,
        "tracking_url": shipment.tracking_url if shipment else None,
        "shipped_at": shipment.shipped_at if shipment else None,
        "estimated_delivery": shipment.estimated_delivery if shipment else None,
        "delivered_at": shipment.delivered_at if shipment else None,
        "address": codec.to_json(order.address),
        "email": order.email,
        "payment_method": codec.to_json(order.payment_method),
        "payments": codec.to_json(order.payments),
        "done": list(order.done),
        "cancel_reason": order.cancel_reason,
        "coupon": order.coupon,
        "discount": order.discount,
    }


def _line_rows(order: Order) -> list[dict[str, Any]]:
    return [
        {
            "order_id": order.id,
            "position": position,
            "sku": line.sku,
            "product_id": line.product_id,
            "title": line.title,
            "options": dict(line.options),
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "status": LineStatus(line.status).value,
            "coming_back": line.coming_back,
        }
        for position, line in enumerate(order.lines)
    ]
