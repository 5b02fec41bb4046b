"""The tables of the commerce package."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Float, ForeignKey, Integer, MetaData, Table

from commerce.columns import Money, Words
from database import UtcDateTime

metadata = MetaData()

products = Table(
    "products",
    metadata,
    Column("id", Words, primary_key=True),
    Column("title", Words, nullable=False),
    Column("title_key", Words, nullable=False, index=True),
    Column("brand", Words, nullable=False),
    Column("brand_key", Words, nullable=False, index=True),
    Column("category", Words, nullable=False),
    Column("category_key", Words, nullable=False, index=True),
    Column("description", Words, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("image", Words),
    Column("url", Words),
    Column("rating", Float),
    Column("rating_count", Integer, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("fingerprint", Words, nullable=False),
)

variants = Table(
    "variants",
    metadata,
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("sku", Words, nullable=False, index=True),
    Column("options", JSON, nullable=False),
    Column("option_keys", JSON, nullable=False),
    Column("price", Money, nullable=False),
    Column("compare_at_price", Money),
    Column("stock", Integer),
)

customers = Table(
    "customers",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("email", Words, nullable=False),
    Column("email_key", Words, nullable=False, index=True),
    Column("phone", Words),
    Column("tier", Words, nullable=False),
    Column("address", JSON(none_as_null=True)),
)

# No foreign key on customer_id: a shop may share its orders and keep its customers to itself.
orders = Table(
    "orders",
    metadata,
    Column("id", Words, primary_key=True),
    Column("number", Words, nullable=False),
    Column("number_key", Words, nullable=False, unique=True),
    Column("number_digits", Words, nullable=False),
    Column("customer_id", Words, nullable=False, index=True),
    Column("status", Words, nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("total", Money, nullable=False),
    Column("currency", Words, nullable=False),
    Column("refunded", Money, nullable=False),
    Column("shipping_method", Words, nullable=False),
    Column("shipping_region", Words, nullable=False),
    Column("carrier", Words),
    Column("tracking_number", Words),
    Column("tracking_url", Words),
    Column("shipped_at", UtcDateTime),
    Column("estimated_delivery", Date),
    Column("delivered_at", UtcDateTime),
)

# product_id is no foreign key either: an order outlives the products it was for.
order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("sku", Words, nullable=False),
    Column("product_id", Words),
    Column("title", Words, nullable=False),
    Column("options", JSON, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price", Money, nullable=False),
    Column("status", Words, nullable=False),
)
