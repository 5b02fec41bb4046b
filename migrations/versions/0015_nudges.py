"""Recommendation: what called for a slate that nobody asked for outside the talk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("slates", sa.Column("occasion", sa.String(32), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("slates") as batch:
        batch.drop_column("occasion")
