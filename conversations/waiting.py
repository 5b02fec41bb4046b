"""Who waits for a person: the queue that agents take conversations from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select

from conversations.tables import conversations, handoffs, messages
from database import reading

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

__all__ = ["Queue", "Waiting"]

# Written out, not bound: SQLite takes a partial index only for what it can read in the statement.
_REQUESTED = literal("requested", literal_execute=True)


@dataclass(frozen=True)
class Waiting:
    """A shopper who asked for a person at `since`; `reason` is empty where they gave none.

    `said` is what they wrote last.
    """

    conversation_id: str
    customer_name: str | None
    customer_id: str | None
    channel: str
    reason: str
    since: datetime
    said: str


class Queue:
    """Reads who waits."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self, limit: int = 100) -> list[Waiting]:
        """Those who wait longest first."""
        last = (
            select(messages.c.text)
            .where(
                messages.c.conversation_id == handoffs.c.conversation_id,
                messages.c.sender == "shopper",
                messages.c.text != "",
            )
            .order_by(messages.c.seq.desc())
            .limit(1)
            .scalar_subquery()
        )
        query = (
            select(
                handoffs.c.conversation_id,
                conversations.c.customer_name,
                conversations.c.owner_id,
                conversations.c.channel,
                handoffs.c.reason,
                handoffs.c.requested_at,
                func.coalesce(last, ""),
            )
            .join(conversations, conversations.c.id == handoffs.c.conversation_id)
            .where(handoffs.c.status == _REQUESTED)
            .order_by(handoffs.c.requested_at, handoffs.c.id)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [Waiting(*row) for row in connection.execute(query)]

    def count(self) -> int:
        """How many wait."""
        query = select(func.count()).where(handoffs.c.status == _REQUESTED)
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one()
