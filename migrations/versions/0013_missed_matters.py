"""What the questions were about that the store's knowledge did not settle."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "missed_matters",
        sa.Column("turn_id", sa.String(64), primary_key=True),
        sa.Column("conversation_id", sa.String(255), nullable=False, index=True),
        sa.Column("matter", sa.String(160), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("missed_matters")
