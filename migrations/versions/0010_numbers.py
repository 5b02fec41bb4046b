"""Numbers: the day each conversation began, and how many of a day have a term."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("began", sa.Integer()))
    op.create_index("ix_inbox_began", "inbox", ["began", "number"])
    op.create_table(
        "inbox_days",
        sa.Column("day", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("term", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    # What was indexed before is counted when the worker starts.
    op.execute("INSERT INTO inbox_changes (conversation_id) SELECT id FROM conversations")


def downgrade() -> None:
    op.drop_table("inbox_days")
    op.drop_index("ix_inbox_began", "inbox")
    with op.batch_alter_table("inbox") as batch:
        batch.drop_column("began")
