"""Taking conversations out of the inbox, so that nothing of them can be read from its index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select, text

from conversations.inbox.days import count_days
from conversations.inbox.indexing import hold_index
from conversations.inbox.tables import inbox, inbox_days, inbox_terms, inbox_vocabulary
from database import writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

__all__ = ["forget_entries", "merge_texts"]

PAGES_AT_ONCE: Final = 500
"""Of the full-text index, so that no other writer waits long."""


def forget_entries(connection: Connection, conversation_ids: Sequence[str]) -> None:
    """Erase their entries and texts, and the terms that nobody else has."""
    hold_index(connection)
    count_days(connection, conversation_ids, by=-1)
    numbers = list(
        connection.execute(
            select(inbox.c.number).where(inbox.c.conversation_id.in_(conversation_ids))
        ).scalars()
    )
    terms = list(
        connection.execute(
            select(inbox_terms.c.term).where(inbox_terms.c.number.in_(numbers)).distinct()
        ).scalars()
    )
    connection.execute(delete(inbox_terms).where(inbox_terms.c.number.in_(numbers)))
    term = inbox_vocabulary.c.id
    used = select(inbox_terms.c.term).where(inbox_terms.c.term == term).exists()
    counted = select(inbox_days.c.term).where(
        inbox_days.c.term == term, inbox_days.c.conversations > 0
    )
    connection.execute(delete(inbox_vocabulary).where(term.in_(terms), ~used, ~counted.exists()))
    key = "rowid" if connection.dialect.name == "sqlite" else "number"
    if numbers:
        connection.execute(
            text(f"DELETE FROM inbox_texts WHERE {key} = :number"),  # noqa: S608 - our own names
            [{"number": number} for number in numbers],
        )
    connection.execute(delete(inbox).where(inbox.c.number.in_(numbers)))


def merge_texts(engine: Engine) -> None:
    """Merge SQLite's full-text index into one part, which is when deleted words leave it.

    Step by step (https://sqlite.org/fts5.html#the_merge_command): a negative number begins a new
    merge of all parts, a step that changes less than two rows had nothing left to do.
    """
    if engine.dialect.name != "sqlite":
        return
    pages = -PAGES_AT_ONCE
    while True:
        with writing(engine) as connection:
            database = connection.connection.driver_connection
            assert database is not None
            before = database.total_changes
            connection.execute(
                text("INSERT INTO inbox_texts (inbox_texts, rank) VALUES ('merge', :pages)"),
                {"pages": pages},
            )
            if database.total_changes - before < 2:  # noqa: PLR2004 - see above
                return
        pages = PAGES_AT_ONCE
