"""The tables of signals: what shoppers did, said that they want, and how each turn scored.

The gateway and imports write behaviour_events; the action server writes turn_signals and
stated_preferences, and the worker adds those of turns that the action server missed.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from commerce.columns import Money, Words
from database import UtcDateTime

__all__ = ["behaviour_events", "metadata", "stated_preferences", "turn_signals"]

metadata = MetaData()

behaviour_events = Table(
    "behaviour_events",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    # Empty, not NULL, where nobody is named: all three are looked up by equality.
    Column("visitor_id", String(64), nullable=False),
    Column("customer_id", String(255), nullable=False),
    Column("conversation_id", String(64), nullable=False),
    Column("product_id", String(255), nullable=False),
    Column("page", String(16)),
    Column("seconds", Float),
    Column("query", Words, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("price", Money),
    Column("seen_before", Boolean),
    Index("ix_behaviour_events_visitor", "visitor_id", "at"),
    Index("ix_behaviour_events_customer", "customer_id", "at"),
    Index("ix_behaviour_events_conversation", "conversation_id", "at"),
)

turn_signals = Table(
    "turn_signals",
    metadata,
    Column("turn_id", String(64), primary_key=True),
    Column("conversation_id", String(255), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("feeling", String(16), nullable=False),
    Column("mood", String(16), nullable=False),
    Column("propensity", Float, nullable=False),
    # The whole of it, with evidence: signals.TurnSignals.
    Column("signals", JSON, nullable=False),
    Index("ix_turn_signals_conversation", "conversation_id", "at"),
)

stated_preferences = Table(
    "stated_preferences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", String(255), nullable=False, index=True),
    Column("turn_id", String(64), nullable=False),
    # signals.preferences.StatedPreference.key: a later one of the same key replaces it.
    Column("key", String(64), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("preference", JSON, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "key", name="uq_stated_preferences_key"),
)
