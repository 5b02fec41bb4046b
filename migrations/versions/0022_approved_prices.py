"""Prices that a person approved, with those that the sources list instead."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MONEY = sa.Numeric(14, 3).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "approved_prices",
        sa.Column(
            "product_id",
            sa.String(),
            sa.ForeignKey("products.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("sku", sa.String(), primary_key=True),
        sa.Column("listed", MONEY, nullable=False),
        sa.Column("price", MONEY, nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("approved_prices")
