"""The product-days of a drawn year, without a database."""

from __future__ import annotations

import pandas as pd

from commerce import LineStatus, OrderStatus
from demo.seed import read_products
from insights.pricing.product_days import product_days
from signals import BehaviourKind


def days_of(year) -> pd.DataFrame:
    sales = pd.DataFrame(
        [
            (line.product_id, line.sku, order.placed_at, float(line.unit_price), line.quantity)
            for order in year.orders
            if order.status is not OrderStatus.CANCELLED
            for line in order.lines
            if line.status is not LineStatus.CANCELLED
        ],
        columns=["product", "sku", "at", "price", "units"],
    )
    looks = pd.DataFrame(
        [
            (event.product_id, event.at, float(event.price))
            for event in year.events
            if event.kind is BehaviourKind.VIEW
        ],
        columns=["product", "at", "price"],
    )
    return product_days(sales, looks, {each.id: each.category for each in read_products()})
