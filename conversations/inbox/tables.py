"""The tables of the inbox: an inverted index over conversations, and what agents add to them.

Everything that a conversation can be filtered by is a term, such as ("intent", "ask_returns").
A term's entries carry the time of the conversation's last activity, so that the newest fifty
of any filter are a range of one index. All of it but reviews, tags and views can be built anew
from the other tables.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from conversations.tables import SERIAL, metadata
from database import UtcDateTime

__all__ = [
    "TEXT_INDEX",
    "conversation_notes",
    "conversation_reviews",
    "conversation_tags",
    "inbox",
    "inbox_changes",
    "inbox_days",
    "inbox_terms",
    "inbox_vocabulary",
    "saved_views",
]


inbox = Table(
    "inbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("conversation_id", String(64), nullable=False, unique=True),
    # Microseconds since 1970: a third of the size of a written time, in the largest table of all.
    Column("activity", BigInteger, nullable=False),
    # The UTC day of the shopper's first message, counted from 1970; unknown until it is indexed.
    Column("began", Integer),
    Column("turns", Integer, nullable=False),
    # What the shopper said last.
    Column("excerpt", String(255), nullable=False),
    Index("ix_inbox_activity", "activity", "number"),
    Index("ix_inbox_began", "began", "number"),
)

inbox_vocabulary = Table(
    "inbox_vocabulary",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("value", String(160), nullable=False),
    UniqueConstraint("kind", "value", name="uq_inbox_vocabulary"),
)

inbox_terms = Table(
    "inbox_terms",
    metadata,
    Column("term", Integer, primary_key=True, autoincrement=False),
    Column("activity", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Index("ix_inbox_terms_number", "number", "term"),
    sqlite_with_rowid=False,
)

# How many of the conversations that began on a day have a term, for the kinds that are counted.
inbox_days = Table(
    "inbox_days",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("term", Integer, primary_key=True, autoincrement=False),
    Column("conversations", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Conversations whose entry is out of date. Whoever writes what the index is made of adds a row
# in the same transaction; one that is taken away was there when the index was made.
inbox_changes = Table(
    "inbox_changes",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("conversation_id", String(255), nullable=False),
)

# What agents decide about a conversation as a whole.
conversation_reviews = Table(
    "conversation_reviews",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("assignee_id", String(32)),
    # A shopper who writes after this opens it again.
    Column("resolved_at", UtcDateTime),
    Column("resolved_by", String(32)),
    Column("reviewed_at", UtcDateTime),
    Column("reviewed_by", String(32)),
)

conversation_tags = Table(
    "conversation_tags",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("tag", String(48), primary_key=True),
    Column("tagged_by", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What agents tell each other beside a conversation; its shopper and the bot never see it.
conversation_notes = Table(
    "conversation_notes",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("agent_id", String(32), nullable=False),
    Column("agent_name", String(255), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", String(32), nullable=False),
    Column("name", String(64), nullable=False),
    Column("query", String(2000), nullable=False),
    UniqueConstraint("agent_id", "name", name="uq_saved_views_name"),
)

TEXT_INDEX = {
    "sqlite": (
        """CREATE VIRTUAL TABLE inbox_texts
        USING fts5(text, tokenize='unicode61 remove_diacritics 2', prefix='3')""",
    ),
    "postgresql": (
        "CREATE TABLE inbox_texts (number integer PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ix_inbox_texts_words ON inbox_texts USING gin (words)",
    ),
}
"""The words of each conversation under its number, by the database's own full-text search."""


@event.listens_for(inbox, "after_create")
def _index_texts(_table: Table, connection: Connection, **_options: object) -> None:
    for statement in TEXT_INDEX[connection.dialect.name]:
        connection.exec_driver_sql(statement)
