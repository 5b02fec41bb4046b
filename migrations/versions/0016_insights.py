"""Insights: runs of analyses, profiles of customers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "insight_runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("result", sa.JSON, nullable=False),
    )
    op.create_table(
        "customer_profiles",
        sa.Column("customer_id", sa.String(255), primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("insight_runs.id"), nullable=False),
        sa.Column("segment_id", sa.Integer, index=True),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.Column("likes", sa.JSON, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("customer_profiles")
    op.drop_table("insight_runs")
