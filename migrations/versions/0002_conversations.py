"""Conversations, frames, messages, buttons, handoffs and the traces of turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
UNANSWERED = sa.text("outcome IS NULL AND sender = 'shopper'")


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("customer_id", sa.String(255), index=True),
        sa.Column("customer_name", sa.String(255)),
        sa.Column("owner_id", sa.String(255)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("answering", sa.String(16), nullable=False),
        sa.Column("agent_name", sa.String(255)),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "frames",
        sa.Column(
            "conversation_id", sa.String(64), sa.ForeignKey("conversations.id"), primary_key=True
        ),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column(
            "conversation_id", sa.String(64), sa.ForeignKey("conversations.id"), nullable=False
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("turn_id", sa.String(64), index=True),
        sa.Column("client_id", sa.String(64)),
        sa.Column("clicked", sa.Boolean()),
        sa.Column("outcome", sa.String(16)),
        sa.Column("reply_seq", sa.Integer()),
        sa.Column("latency_ms", sa.Float()),
        sa.UniqueConstraint("conversation_id", "client_id", name="uq_messages_client_id"),
    )
    op.create_index("ix_messages_conversation_seq", "messages", ["conversation_id", "seq"])
    op.create_index(
        "ix_messages_unanswered",
        "messages",
        ["id"],
        sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )
    op.create_table(
        "buttons",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(64),
            sa.ForeignKey("conversations.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("used_by", sa.String(64)),
    )
    op.create_table(
        "feedback",
        sa.Column("message_id", sa.String(64), sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(64),
            sa.ForeignKey("conversations.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("value", sa.String(8), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "handoffs",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(64),
            sa.ForeignKey("conversations.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("agent_name", sa.String(255)),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("accepted_at", MOMENT),
        sa.Column("ended_at", MOMENT),
    )
    op.create_table(
        "turns",
        sa.Column("turn_id", sa.String(64), primary_key=True),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("intent", sa.String(255)),
        sa.Column("confidence", sa.Float()),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("replies", sa.JSON(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
    )
    op.create_index("ix_turns_conversation_started", "turns", ["conversation_id", "started_at"])
    op.create_table(
        "turn_events",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("turn_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
    )
    op.create_index("ix_turn_events_turn_position", "turn_events", ["turn_id", "position"])
    op.create_table(
        "turn_evidence",
        sa.Column("turn_id", sa.String(64), primary_key=True),
        sa.Column("conversation_id", sa.String(255), nullable=False, index=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "cursors",
        sa.Column("source", sa.String(64), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64)),
    )


def downgrade() -> None:
    for name in (
        "cursors",
        "turn_evidence",
        "turn_events",
        "turns",
        "handoffs",
        "feedback",
        "buttons",
        "messages",
        "frames",
        "conversations",
    ):
        op.drop_table(name)
