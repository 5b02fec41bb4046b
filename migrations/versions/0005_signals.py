"""Signals: behaviour events, the signals of turns, stated preferences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MONEY = sa.Numeric(14, 3).with_variant(sa.BigInteger(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "behaviour_events",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("at", MOMENT, nullable=False, index=True),
        sa.Column("visitor_id", sa.String(64), nullable=False),
        sa.Column("customer_id", sa.String(255), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("product_id", sa.String(255), nullable=False),
        sa.Column("page", sa.String(16)),
        sa.Column("seconds", sa.Float()),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price", MONEY),
        sa.Column("seen_before", sa.Boolean()),
    )
    for name in ("visitor", "customer", "conversation"):
        op.create_index(f"ix_behaviour_events_{name}", "behaviour_events", [f"{name}_id", "at"])
    op.create_table(
        "turn_signals",
        sa.Column("turn_id", sa.String(64), primary_key=True),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("feeling", sa.String(16), nullable=False),
        sa.Column("mood", sa.String(16), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
    )
    op.create_index("ix_turn_signals_conversation", "turn_signals", ["conversation_id", "at"])
    op.create_table(
        "stated_preferences",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("conversation_id", sa.String(255), nullable=False, index=True),
        sa.Column("turn_id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("preference", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("conversation_id", "key", name="uq_stated_preferences_key"),
    )


def downgrade() -> None:
    for table in ("stated_preferences", "turn_signals", "behaviour_events"):
        op.drop_table(table)
