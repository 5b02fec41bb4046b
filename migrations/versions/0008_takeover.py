"""Takeover: the epoch of a conversation, who holds it, and what the bot was kept from saying."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def of_a_conversation() -> sa.Column:
    return sa.Column(
        "conversation_id",
        sa.String(64),
        sa.ForeignKey("conversations.id"),
        nullable=False,
        index=True,
    )


def upgrade() -> None:
    for table in ("conversations", "messages"):
        op.add_column(table, sa.Column("epoch", sa.Integer(), nullable=False, server_default="0"))
    for table in ("conversations", "handoffs"):
        op.add_column(table, sa.Column("agent_id", sa.String(32)))
    op.add_column("handoffs", sa.Column("summary", sa.Text()))
    op.create_table(
        "withheld",
        sa.Column("id", SERIAL, primary_key=True),
        of_a_conversation(),
        sa.Column("turn_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("after_seq", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "tracker_outbox",
        sa.Column("id", SERIAL, primary_key=True),
        of_a_conversation(),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("tried", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("tracker_outbox")
    op.drop_table("withheld")
    with op.batch_alter_table("handoffs") as batch:
        batch.drop_column("summary")
        batch.drop_column("agent_id")
    with op.batch_alter_table("messages") as batch:
        batch.drop_column("epoch")
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("agent_id")
        batch.drop_column("epoch")
