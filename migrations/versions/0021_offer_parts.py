"""Offers: what makes their scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("slate_offers", sa.Column("parts", sa.JSON))


def downgrade() -> None:
    op.drop_column("slate_offers", "parts")
