"""The tables of the commerce package."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    Table,
)

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

# What the sources of the catalogue list of a variant, where a person approved another price.
approved_prices = Table(
    "approved_prices",
    metadata,
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("sku", Words, primary_key=True),
    Column("listed", Money, nullable=False),
    Column("price", Money, nullable=False),
    Column("approved_at", UtcDateTime, nullable=False),
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
    Column("payment_methods", JSON, nullable=False, server_default="[]"),
    Column("points", Integer),
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
    Column("address", JSON(none_as_null=True)),
    Column("email", Words, nullable=False, server_default=""),
    Column("payment_method", JSON(none_as_null=True)),
    Column("payments", JSON, nullable=False, server_default="[]"),
    Column("done", JSON, nullable=False, server_default="[]"),
    Column("cancel_reason", Words, nullable=False, server_default=""),
    Column("coupon", Words, nullable=False, server_default="", index=True),
    Column("discount", Money, nullable=False, server_default="0"),
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
    Column("coming_back", Integer, nullable=False, server_default="0"),
)

# The records of service. They name orders by id without a foreign key, for a shop may keep its
# orders to itself; they outlive what they are about.
proposals = Table(
    "proposals",
    metadata,
    Column("id", Words, primary_key=True),
    Column("conversation_id", Words, nullable=False, index=True),
    Column("customer_id", Words),
    Column("command", JSON, nullable=False),
    Column("terms", JSON, nullable=False),
    Column("status", Words, nullable=False),
    Column("outcome", JSON(none_as_null=True)),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
)

carried_out = Table(
    "carried_out",
    metadata,
    Column("key", Words, primary_key=True),
    Column("outcome", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", Words, primary_key=True),
    Column("agreed", JSON, nullable=False),
    Column("status", Words, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("reason", Words, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

returns = Table(
    "returns",
    metadata,
    Column("number", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("order_id", Words, nullable=False, index=True),
    Column("order_number", Words, nullable=False),
    Column("customer_id", Words, nullable=False, index=True),
    Column("status", Words, nullable=False),
    Column("lines", JSON, nullable=False),
    Column("titles", JSON, nullable=False),
    Column("reason", Words, nullable=False),
    Column("condition", Words, nullable=False),
    Column("method", Words, nullable=False),
    Column("payment_method_id", Words, nullable=False),
    Column("shipping", Money, nullable=False),
    Column("label_number", Words, nullable=False),
    Column("last_day", Date),
    Column("requested_at", UtcDateTime, nullable=False),
)

refunds = Table(
    "refunds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("order_id", Words, nullable=False, index=True),
    Column("order_number", Words, nullable=False),
    Column("customer_id", Words, nullable=False, index=True),
    Column("return_number", Words),
    Column("amount", Money, nullable=False),
    Column("currency", Words, nullable=False),
    Column("method_id", Words, nullable=False),
    Column("label", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("business_days", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("number", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("order_id", Words, nullable=False, index=True),
    Column("order_number", Words, nullable=False),
    Column("customer_id", Words, nullable=False, index=True),
    Column("status", Words, nullable=False),
    Column("lines", JSON, nullable=False),
    Column("titles", JSON, nullable=False),
    Column("note", Words, nullable=False),
    Column("photo_ids", JSON, nullable=False),
    Column("wish", Words, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("reply_business_days", Integer, nullable=False),
)

newsletter = Table(
    "newsletter",
    metadata,
    Column("email_key", Words, primary_key=True),
    Column("email", Words, nullable=False),
    Column("subscribed", Boolean, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("customer_id", Words),
    Column("changed_at", UtcDateTime, nullable=False),
)

# A code is money: only its SHA-256 is kept.
gift_cards = Table(
    "gift_cards",
    metadata,
    Column("code_hash", Words, primary_key=True),
    Column("ending", Words, nullable=False),
    Column("balance", Money, nullable=False),
    Column("currency", Words, nullable=False),
    Column("valid_until", Date),
)

tries = Table(
    "tries",
    metadata,
    Column("conversation_id", Words, primary_key=True),
    Column("what", Words, primary_key=True),
    Column("failed", Integer, nullable=False),
)

carts = Table(
    "carts",
    metadata,
    Column("conversation_id", Words, primary_key=True),
    Column("lines", JSON, nullable=False),
    Column("coupon", Words, nullable=False),
    Column("tier", Words, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
