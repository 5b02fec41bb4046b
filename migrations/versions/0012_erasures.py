"""Privacy: the certificates of erasures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("subject_hash", sa.String(64), nullable=False, index=True),
        sa.Column("requested_at", MOMENT, nullable=False, index=True),
        sa.Column("requested_by", sa.String(32)),
        sa.Column("found", sa.JSON()),
        sa.Column("trouble", sa.String(500), nullable=False, server_default=""),
        sa.Column("certificate", sa.JSON()),
    )


def downgrade() -> None:
    op.drop_table("erasures")
