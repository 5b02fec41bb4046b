"""Prices: what products cost the shop and others charge, and which prices were proposed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
MONEY = sa.Numeric(14, 3).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "product_costs",
        sa.Column("product_id", sa.String(255), primary_key=True),
        sa.Column("cost", MONEY, nullable=False),
    )
    op.create_table(
        "competitor_prices",
        sa.Column("product_id", sa.String(255), primary_key=True),
        sa.Column("competitor", sa.String(255), primary_key=True),
        sa.Column("price", MONEY, nullable=False),
    )
    op.create_table(
        "price_proposals",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("product_id", sa.String(255), nullable=False, index=True),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("price_before", MONEY, nullable=False),
        sa.Column("price", MONEY, nullable=False),
        sa.Column("told", sa.JSON, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.String(32)),
    )


def downgrade() -> None:
    op.drop_table("price_proposals")
    op.drop_table("competitor_prices")
    op.drop_table("product_costs")
