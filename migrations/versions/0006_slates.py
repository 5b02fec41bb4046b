"""Recommendation: slates, what they offered, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def of_a_slate() -> sa.Column:
    slate = sa.ForeignKey("slates.id", ondelete="CASCADE")
    return sa.Column("slate_id", sa.String(32), slate, primary_key=True)


def upgrade() -> None:
    op.create_table(
        "slates",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("turn_id", sa.String(64), nullable=False, index=True),
        sa.Column("customer_id", sa.String(255), nullable=False, index=True),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("model_version", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
    )
    op.create_index("ix_slates_conversation", "slates", ["conversation_id", "at"])
    op.create_table(
        "slate_offers",
        of_a_slate(),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("product_id", sa.String(255), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("explored", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
    )
    op.create_table(
        "slate_outcomes",
        of_a_slate(),
        sa.Column("product_id", sa.String(255), primary_key=True),
        sa.Column("outcome", sa.String(16), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    for table in ("slate_outcomes", "slate_offers", "slates"):
        op.drop_table(table)
