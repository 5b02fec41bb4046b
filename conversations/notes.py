"""Notes that agents leave beside a conversation: its shopper and the bot never see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from conversations.frames import lock, now
from conversations.inbox.changes import mark_changed
from conversations.inbox.tables import conversation_notes
from conversations.masking import mask_card_numbers

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from conversations.answering import Person

__all__ = ["LONGEST_NOTE", "add_note"]

LONGEST_NOTE = 4000


def add_note(connection: Connection, conversation_id: str, by: Person, text: str) -> None:
    """Keep a note, card numbers masked, inside the caller's write transaction.

    Raises ConversationNotFound.
    """
    lock(connection, conversation_id)
    connection.execute(
        insert(conversation_notes).values(
            conversation_id=conversation_id,
            agent_id=by.id,
            agent_name=by.name,
            text=mask_card_numbers(text)[:LONGEST_NOTE],
            at=now(),
        )
    )
    mark_changed(connection, conversation_id)
