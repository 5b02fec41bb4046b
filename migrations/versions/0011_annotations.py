"""Annotations: what people correct in the bot's turns, and who agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from conversations.teaching.tables import GUARDS

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "annotations",
        sa.Column("id", SERIAL, primary_key=True),
        sa.Column("turn_id", sa.String(64), nullable=False, index=True),
        sa.Column("conversation_id", sa.String(255), nullable=False, index=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heard_intent", sa.String(255)),
        sa.Column("intent", sa.String(255)),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("better_reply", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("agent_id", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "annotation_verdicts",
        sa.Column("id", SERIAL, primary_key=True),
        sa.Column(
            "annotation_id",
            SERIAL,
            sa.ForeignKey("annotations.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("agent_id", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("annotation_verdicts")
    op.drop_table("annotations")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION annotations_grow()")
