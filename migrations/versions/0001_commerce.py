"""Products, variants, customers, orders and their lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MONEY = sa.Numeric(14, 3).with_variant(sa.BigInteger(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "products",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False, index=True),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("brand_key", sa.String(), nullable=False, index=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("category_key", sa.String(), nullable=False, index=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("image", sa.String()),
        sa.Column("url", sa.String()),
        sa.Column("rating", sa.Float()),
        sa.Column("rating_count", sa.Integer(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
    )
    op.create_table(
        "variants",
        sa.Column(
            "product_id",
            sa.String(),
            sa.ForeignKey("products.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("sku", sa.String(), nullable=False, index=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("option_keys", sa.JSON(), nullable=False),
        sa.Column("price", MONEY, nullable=False),
        sa.Column("compare_at_price", MONEY),
        sa.Column("stock", sa.Integer()),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False, index=True),
        sa.Column("phone", sa.String()),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("address", sa.JSON(none_as_null=True)),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False, unique=True),
        sa.Column("number_digits", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False, index=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("total", MONEY, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("refunded", MONEY, nullable=False),
        sa.Column("shipping_method", sa.String(), nullable=False),
        sa.Column("shipping_region", sa.String(), nullable=False),
        sa.Column("carrier", sa.String()),
        sa.Column("tracking_number", sa.String()),
        sa.Column("tracking_url", sa.String()),
        sa.Column("shipped_at", MOMENT),
        sa.Column("estimated_delivery", sa.Date()),
        sa.Column("delivered_at", MOMENT),
    )
    op.create_table(
        "order_lines",
        sa.Column(
            "order_id",
            sa.String(),
            sa.ForeignKey("orders.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("product_id", sa.String()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", MONEY, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
    )


def downgrade() -> None:
    for table in ("order_lines", "orders", "customers", "variants", "products"):
        op.drop_table(table)
