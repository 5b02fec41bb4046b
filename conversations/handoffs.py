"""Wishes for a person.

Asking marks the conversation as waiting; the bot keeps answering until a person accepts
(`conversations.takeover`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select, update

from conversations.answering import answer
from conversations.conversations import fresh_id
from conversations.frames import lock, now
from conversations.inbox.changes import mark_changed
from conversations.tables import handoffs
from database import reading, writing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row

__all__ = ["Handoff", "Handoffs", "end_wait", "handoff_of", "open_handoff"]


@dataclass(frozen=True)
class Handoff:
    """One request for a person; `reason` is empty while the shopper has given none.

    The agent is the one who has the conversation, or had it last; `summary` is what they say was
    agreed.
    """

    id: str
    conversation_id: str
    reason: str
    status: Literal["requested", "accepted", "ended"]
    agent_id: str | None
    agent_name: str | None
    summary: str | None
    requested_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None


class Handoffs:
    """The requests for a person, at most one open per conversation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def request(self, conversation_id: str, reason: str) -> Handoff:
        """Ask for a person; while a request is open, asking again returns it.

        Raises ConversationNotFound.
        """
        with writing(self._engine) as connection:
            conversation = lock(connection, conversation_id)
            row = open_handoff(connection, conversation_id)
            if row is not None:
                return handoff_of(row)
            answer(connection, conversation, "waiting")
            asked = insert(handoffs).values(
                id=fresh_id(),
                conversation_id=conversation_id,
                reason=reason,
                status="requested",
                requested_at=now(),
            )
            return handoff_of(connection.execute(asked.returning(handoffs)).one())

    def explain(self, conversation_id: str, reason: str) -> None:
        """Give an open request that came without a reason the shopper's words for it.

        Raises ConversationNotFound.
        """
        with writing(self._engine) as connection:
            lock(connection, conversation_id)
            mark_changed(connection, conversation_id)
            connection.execute(
                update(handoffs)
                .where(
                    handoffs.c.conversation_id == conversation_id,
                    handoffs.c.status != "ended",
                    handoffs.c.reason == "",
                )
                .values(reason=reason)
            )

    def resolved(self, conversation_id: str) -> bool:
        """Whether a person has had the conversation and handed it back."""
        query = select(handoffs.c.id).where(
            handoffs.c.conversation_id == conversation_id,
            handoffs.c.status == "ended",
            handoffs.c.accepted_at.is_not(None),
        )
        with reading(self._engine) as connection:
            return connection.execute(query).first() is not None

    def summaries(self, conversation_id: str) -> tuple[str, ...]:
        """What was agreed, in the words of those who handed back, oldest first."""
        query = (
            select(handoffs.c.summary)
            .where(handoffs.c.conversation_id == conversation_id, handoffs.c.summary.is_not(None))
            .order_by(handoffs.c.ended_at)
        )
        with reading(self._engine) as connection:
            return tuple(connection.execute(query).scalars())

    def waiting(self) -> list[Handoff]:
        """The requests that no person has accepted, oldest first."""
        query = (
            select(handoffs)
            .where(handoffs.c.status == "requested")
            .order_by(handoffs.c.requested_at)
        )
        with reading(self._engine) as connection:
            return [handoff_of(row) for row in connection.execute(query)]


def end_wait(connection: Connection, conversation_id: str) -> None:
    """Nobody is waited for any more; part of the caller's write transaction.

    Raises ConversationNotFound.
    """
    row = lock(connection, conversation_id)
    if row.answering != "waiting":
        return
    answer(connection, row, "bot")
    connection.execute(
        update(handoffs)
        .where(handoffs.c.conversation_id == conversation_id, handoffs.c.status == "requested")
        .values(status="ended", ended_at=now())
    )


def open_handoff(connection: Connection, conversation_id: str) -> Row[Any] | None:
    """The row of the request that has not ended, if there is one."""
    query = select(handoffs).where(
        handoffs.c.conversation_id == conversation_id, handoffs.c.status != "ended"
    )
    return connection.execute(query).first()


def handoff_of(row: Row[Any]) -> Handoff:
    """The request that a row is."""
    return Handoff(
        id=row.id,
        conversation_id=row.conversation_id,
        reason=row.reason,
        status=row.status,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        summary=row.summary,
        requested_at=row.requested_at,
        accepted_at=row.accepted_at,
        ended_at=row.ended_at,
    )
