"""Which talks a theme of complaints counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme_talks",
        sa.Column("theme", sa.String(300), primary_key=True),
        sa.Column("conversation_id", sa.String(255), primary_key=True, index=True),
        sa.Column("position", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("theme_talks")
