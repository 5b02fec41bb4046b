"""The tables of insights: each run of an analysis, and the profiles of customers.

The worker (`tilly insights refresh`) writes them; the console and the action server read.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, MetaData, String, Table

from database import UtcDateTime

__all__ = ["customer_profiles", "insight_runs", "metadata"]

metadata = MetaData()

# What an analysis found, as a whole: results are small, and nobody asks for a part of one.
insight_runs = Table(
    "insight_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(32), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    # The end of the data that it rests on.
    Column("until", UtcDateTime, nullable=False),
    Column("result", JSON, nullable=False),
)

# Of the newest run of segments only: a profile is about a person, and is not kept for its own sake.
customer_profiles = Table(
    "customer_profiles",
    metadata,
    Column("customer_id", String(255), primary_key=True),
    Column("run_id", ForeignKey("insight_runs.id"), nullable=False),
    Column("segment_id", Integer, index=True),
    Column("figures", JSON, nullable=False),
    Column("likes", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
)
