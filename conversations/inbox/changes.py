"""Telling the inbox that something it is made of was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from conversations.inbox.tables import inbox_changes

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["mark_changed"]

# Built once: making a statement costs as much as running it.
_INSERT = insert(inbox_changes)


def mark_changed(connection: Connection, conversation_id: str) -> None:
    """Have a conversation indexed anew; part of the caller's write transaction."""
    connection.execute(_INSERT, {"conversation_id": conversation_id})
