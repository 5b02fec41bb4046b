"""Texts on products: drafted, approved, shown and followed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "content_texts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("product_id", sa.String(255), nullable=False, index=True),
        *(
            sa.Column(name, sa.String(16), nullable=False)
            for name in ("channel", "persona", "tone", "length")
        ),
        sa.Column("variant", sa.Integer, nullable=False),
        sa.Column("headline", sa.String, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("written_by", sa.String(120), nullable=False),
        sa.Column("remarks", sa.JSON, nullable=False),
        sa.Column("records", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.String(32)),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("followed", sa.Integer, nullable=False),
        sa.UniqueConstraint("product_id", "channel", "persona", "tone", "length", "variant"),
    )


def downgrade() -> None:
    op.drop_table("content_texts")
