"""The tables of conversations: what was said, what was shown, and the trace of each turn.

A frame is one durable event of the chat protocol, numbered 1, 2, 3 … in its conversation.
The gateway writes conversations, frames, messages and buttons; the action server writes
turn_evidence; the worker writes turns and turn_events. They join on ``turn_id``.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from database import UtcDateTime

__all__ = [
    "buttons",
    "conversations",
    "cursors",
    "feedback",
    "frames",
    "handoffs",
    "messages",
    "metadata",
    "missed_matters",
    "photos",
    "ratings",
    "tickets",
    "tracker_outbox",
    "turn_events",
    "turn_evidence",
    "turns",
    "withheld",
]

metadata = MetaData()

# SQLite numbers rows by itself only where the key is called INTEGER.
SERIAL = BigInteger().with_variant(Integer, "sqlite")

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    # The customer who is signed in now, and the only one who may ever be.
    Column("customer_id", String(255), index=True),
    Column("customer_name", String(255)),
    Column("owner_id", String(255)),
    Column("channel", String(16), nullable=False, server_default="web"),
    Column("status", String(16), nullable=False),
    Column("answering", String(16), nullable=False),
    # Who answers, while that is a person; the epoch is raised whenever another one does.
    Column("agent_id", String(32)),
    Column("agent_name", String(255)),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("last_seq", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False, index=True),
)

frames = Table(
    "frames",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("sender", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("turn_id", String(64), index=True),
    # The epoch that a shopper's message was accepted at: its turn may end in no other.
    Column("epoch", Integer, nullable=False, server_default="0"),
    # A shopper's message, or an agent's: what its client called it.
    Column("client_id", String(64)),
    # A shopper's message only: how its turn ended.
    Column("clicked", Boolean),
    Column("outcome", String(16)),
    Column("reply_seq", Integer),
    Column("latency_ms", Float),
    UniqueConstraint("conversation_id", "client_id", name="uq_messages_client_id"),
    Index("ix_messages_conversation_seq", "conversation_id", "seq"),
)
Index(
    "ix_messages_unanswered",
    messages.c.id,
    sqlite_where=messages.c.outcome.is_(None) & (messages.c.sender == "shopper"),
    postgresql_where=messages.c.outcome.is_(None) & (messages.c.sender == "shopper"),
)

buttons = Table(
    "buttons",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("message_id", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("used_by", String(64)),
)

feedback = Table(
    "feedback",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("value", String(8), nullable=False),
    Column("reason", Text),
    Column("at", UtcDateTime, nullable=False),
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("agent_id", String(32)),
    Column("agent_name", String(255)),
    # What was agreed, in the words of the agent who handed back.
    Column("summary", Text),
    Column("requested_at", UtcDateTime, nullable=False),
    # When the shopper was told that nobody has come so far.
    Column("owned_up_at", UtcDateTime),
    Column("accepted_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
)
# Every page of the console asks how many wait, every few seconds.
Index(
    "ix_handoffs_requested",
    handoffs.c.requested_at,
    sqlite_where=handoffs.c.status == "requested",
    postgresql_where=handoffs.c.status == "requested",
)

# What the bot said or tried after a person had taken over: agents see it, the shopper never does.
withheld = Table(
    "withheld",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("turn_id", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("after_seq", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What the dialogue engine's tracker has yet to hear, in the order of its numbers.
tracker_outbox = Table(
    "tracker_outbox",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("events", JSON, nullable=False),
    Column("tried", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What agents work off without the shopper being there: complaints, callbacks, e-mails to write.
tickets = Table(
    "tickets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("contact", String(255)),
    Column("agent_name", String(255)),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Index("ix_tickets_conversation_kind", "conversation_id", "kind"),
)

# One per conversation, from the moment that the shopper was asked for it.
ratings = Table(
    "ratings",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("asked_at", UtcDateTime),
    Column("stars", Integer),
    Column("comment", Text),
    Column("rated_at", UtcDateTime),
)

# The pictures themselves are files; `message_id` is the message that they were sent with.
photos = Table(
    "photos",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("message_id", String(64)),
    Column("digest", String(64), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("uploaded_at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "digest", name="uq_photos_digest"),
)

# Rasa may know conversations that the gateway does not, so no foreign keys from here on.
turns = Table(
    "turns",
    metadata,
    Column("turn_id", String(64), primary_key=True),
    Column("conversation_id", String(255), nullable=False),
    Column("text", Text, nullable=False),
    Column("intent", String(255)),
    Column("confidence", Float),
    Column("ranking", JSON, nullable=False),
    Column("entities", JSON, nullable=False),
    Column("actions", JSON, nullable=False),
    Column("replies", JSON, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
    Index("ix_turns_conversation_started", "conversation_id", "started_at"),
)

turn_events = Table(
    "turn_events",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("turn_id", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("data", Text, nullable=False),
    Index("ix_turn_events_turn_position", "turn_id", "position"),
)

turn_evidence = Table(
    "turn_evidence",
    metadata,
    Column("turn_id", String(64), primary_key=True),
    Column("conversation_id", String(255), nullable=False, index=True),
    Column("evidence", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What a question was about that the store's knowledge did not settle; told anew each day.
missed_matters = Table(
    "missed_matters",
    metadata,
    Column("turn_id", String(64), primary_key=True),
    Column("conversation_id", String(255), nullable=False, index=True),
    Column("matter", String(160), nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("key", String(64)),
)
