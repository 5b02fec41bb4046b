"""Campaigns, who was drawn for them, what was redeemed; the coupon of an order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MONEY = sa.Numeric(14, 3).with_variant(sa.BigInteger(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def campaign(*, primary_key: bool) -> sa.Column:
    return sa.Column(
        "campaign_id",
        sa.String(32),
        sa.ForeignKey("campaigns.id"),
        primary_key=primary_key,
        nullable=False,
        index=not primary_key,
    )


def customer(*, index: bool) -> sa.Column:
    return sa.Column("customer_id", sa.String(255), primary_key=True, nullable=False, index=index)


def upgrade() -> None:
    op.add_column("orders", sa.Column("coupon", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_orders_coupon", "orders", ["coupon"])
    op.add_column("orders", sa.Column("discount", MONEY, nullable=False, server_default="0"))
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("code", sa.String(40), nullable=False, unique=True),
        sa.Column("percent", MONEY),
        sa.Column("amount", MONEY),
        *(sa.Column(name, MONEY, nullable=False) for name in ("minimum", "most_off")),
        sa.Column("segments", sa.JSON, nullable=False),
        sa.Column("without_lost", sa.Boolean, nullable=False),
        sa.Column("holdout", sa.Float, nullable=False),
        *(sa.Column(name, MONEY, nullable=False) for name in ("budget", "spent")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("days", "window_days")),
        sa.Column("status", sa.String(8), nullable=False, index=True),
        sa.Column("planned", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT),
    )
    op.create_table(
        "campaign_customers",
        campaign(primary_key=True),
        customer(index=True),
        sa.Column("treated", sa.Boolean, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "campaign_redemptions",
        sa.Column("order_id", sa.String(255), primary_key=True),
        campaign(primary_key=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "uplift_scores",
        customer(index=False),
        sa.Column("effect", sa.Float, nullable=False),
        sa.Column("lost", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    for table in ("uplift_scores", "campaign_redemptions", "campaign_customers", "campaigns"):
        op.drop_table(table)
    op.drop_index("ix_orders_coupon", "orders")
    for column in ("coupon", "discount"):
        op.drop_column("orders", column)
