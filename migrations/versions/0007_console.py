"""Console: agents, their sessions and what they did; the inbox over all conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agents.tables import GUARDS
from conversations.inbox.tables import TEXT_INDEX

# Numbered after what is on the main line when it is merged; nothing here rests on its number.
revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("email", sa.String(255), nullable=False, unique=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.String(255)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT),
    )
    op.create_table(
        "agent_sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "agent_id", sa.String(32), sa.ForeignKey("agents.id"), nullable=False, index=True
        ),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", MOMENT, nullable=False, index=True),
        sa.Column("agent_id", sa.String(32), index=True),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False, index=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
    )


def inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("conversation_id", sa.String(64), nullable=False, unique=True),
        sa.Column("activity", sa.BigInteger(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("excerpt", sa.String(255), nullable=False),
    )
    op.create_index("ix_inbox_activity", "inbox", ["activity", "number"])
    op.create_table(
        "inbox_vocabulary",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("value", sa.String(160), nullable=False),
        sa.UniqueConstraint("kind", "value", name="uq_inbox_vocabulary"),
    )
    op.create_table(
        "inbox_terms",
        sa.Column("term", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("activity", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_inbox_terms_number", "inbox_terms", ["number", "term"])
    op.create_table(
        "inbox_changes",
        sa.Column("id", SERIAL, primary_key=True),
        sa.Column("conversation_id", sa.String(255), nullable=False),
    )


def decisions() -> None:
    op.create_table(
        "conversation_reviews",
        sa.Column(
            "conversation_id", sa.String(64), sa.ForeignKey("conversations.id"), primary_key=True
        ),
        sa.Column("assignee_id", sa.String(32)),
        sa.Column("resolved_at", MOMENT),
        sa.Column("resolved_by", sa.String(32)),
        sa.Column("reviewed_at", MOMENT),
        sa.Column("reviewed_by", sa.String(32)),
    )
    op.create_table(
        "conversation_tags",
        sa.Column(
            "conversation_id", sa.String(64), sa.ForeignKey("conversations.id"), primary_key=True
        ),
        sa.Column("tag", sa.String(48), primary_key=True),
        sa.Column("tagged_by", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("agent_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("query", sa.String(2000), nullable=False),
        sa.UniqueConstraint("agent_id", "name", name="uq_saved_views_name"),
    )


def upgrade() -> None:
    op.add_column(
        "conversations",
        sa.Column("channel", sa.String(16), nullable=False, server_default="web"),
    )
    agents()
    inbox()
    decisions()
    dialect = op.get_bind().dialect.name
    for statement in (*GUARDS[dialect], *TEXT_INDEX[dialect]):
        op.execute(statement)
    # What was said before there was an inbox is indexed when the worker starts.
    op.execute("INSERT INTO inbox_changes (conversation_id) SELECT id FROM conversations")


def downgrade() -> None:
    op.execute("DROP TABLE inbox_texts")
    for name in (
        *("saved_views", "conversation_tags", "conversation_reviews"),
        *("inbox_changes", "inbox_terms", "inbox_vocabulary", "inbox"),
        *("audit_log", "agent_sessions", "agents"),
    ):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_log_grows()")
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("channel")
