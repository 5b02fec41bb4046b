"""The tables of recommendation: every slate, what it offered, and what became of it.

The action server writes slates and their offers; outcomes are written by whoever learns of them.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)

from database import UtcDateTime

__all__ = ["metadata", "offers", "outcomes", "slates"]

metadata = MetaData()

slates = Table(
    "slates",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(255), nullable=False),
    Column("turn_id", String(64), nullable=False, index=True),
    Column("customer_id", String(255), nullable=False, index=True),
    Column("asked", Boolean, nullable=False),
    # The rule that called for a nudge; empty for what was offered in the talk.
    Column("occasion", String(32), nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False, index=True),
    # recommendation.ShopperState: its hash, and all of it, to judge other models by.
    Column("state_hash", String(64), nullable=False),
    Column("state", JSON, nullable=False),
    Column("model_version", String(64), nullable=False),
    Column("verdict", String(24), nullable=False),
    Index("ix_slates_conversation", "conversation_id", "at"),
)

offers = Table(
    "slate_offers",
    metadata,
    Column("slate_id", ForeignKey("slates.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("product_id", String(255), nullable=False),
    Column("score", Float, nullable=False),
    Column("propensity", Float, nullable=False),
    Column("explored", Boolean, nullable=False),
    Column("source", String(32), nullable=False),
    Column("why", String(32), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("wishes", JSON, nullable=False),
    # What makes the score, as pairs of words and figures; NULL from before it was kept.
    Column("parts", JSON),
)

outcomes = Table(
    "slate_outcomes",
    metadata,
    Column("slate_id", ForeignKey("slates.id", ondelete="CASCADE"), primary_key=True),
    Column("product_id", String(255), primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
