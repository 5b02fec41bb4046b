"""Those who wait for a person longer than can be asked of them are told so, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from conversations import tracker_outbox
from conversations.frames import lock, now
from conversations.replies import store_unasked
from conversations.tables import handoffs
from database import reading, writing

if TYPE_CHECKING:
    from datetime import timedelta

    from sqlalchemy import Engine

    from conversations.frames import Frame
    from conversations.replies import BotMessage

__all__ = ["Patience"]

_UNTOLD = (handoffs.c.status == "requested", handoffs.c.owned_up_at.is_(None))


class Patience:
    """Who waits, and was not told yet that nobody has come."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def exhausted(self, after: timedelta) -> list[str]:
        """The conversations that have waited for so long, the longest first."""
        query = (
            select(handoffs.c.conversation_id)
            .where(*_UNTOLD, handoffs.c.requested_at <= now() - after)
            .order_by(handoffs.c.requested_at)
        )
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def own_up(self, conversation_id: str, message: BotMessage, response: str) -> Frame | None:
        """Say that nobody has come; None when somebody has, or it was said.

        The bot takes what is answered as it would after `response` of the domain. Raises
        ConversationNotFound.
        """
        with writing(self._engine) as connection:
            lock(connection, conversation_id)
            told = (
                update(handoffs)
                .where(handoffs.c.conversation_id == conversation_id, *_UNTOLD)
                .values(owned_up_at=now())
            )
            if connection.execute(told).rowcount == 0:
                return None
            tracker_outbox.asked(connection, conversation_id, message.text, response)
            return store_unasked(connection, conversation_id, message)
