"""Handing a conversation to a person, and back.

Asking marks the conversation as waiting; the bot keeps answering until a person accepts.
Every change of who answers stores an ``answering`` frame in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select, update

from conversations.conversations import fresh_id
from conversations.frames import append, isoformat, lock, now
from conversations.inbox.changes import mark_changed
from conversations.tables import conversations, handoffs
from database import reading, writing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row

    from conversations.conversations import Answering

__all__ = ["Handoff", "Handoffs", "end_handoff"]


@dataclass(frozen=True)
class Handoff:
    """One request for a person; `reason` is empty while the shopper has given none."""

    id: str
    conversation_id: str
    reason: str
    status: Literal["requested", "accepted", "ended"]
    agent_name: str | None
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
            lock(connection, conversation_id)
            row = _open_row(connection, conversation_id)
            if row is not None:
                return _handoff(row)
            handoff_id = fresh_id()
            _set_answering(connection, conversation_id, "waiting", None)
            connection.execute(
                insert(handoffs).values(
                    id=handoff_id,
                    conversation_id=conversation_id,
                    reason=reason,
                    status="requested",
                    requested_at=now(),
                )
            )
            return _get(connection, handoff_id)

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

    def accept(self, conversation_id: str, agent_name: str) -> Handoff:
        """A person takes the conversation, asked for or not: the bot falls silent.

        Accepting again returns the first acceptance. Raises ConversationNotFound.
        """
        with writing(self._engine) as connection:
            lock(connection, conversation_id)
            row = _open_row(connection, conversation_id)
            if row is not None and row.status == "accepted":
                return _handoff(row)
            handoff_id = fresh_id() if row is None else row.id
            _set_answering(connection, conversation_id, "person", agent_name)
            if row is None:
                connection.execute(
                    insert(handoffs).values(
                        id=handoff_id,
                        conversation_id=conversation_id,
                        reason="taken over",
                        status="requested",
                        requested_at=now(),
                    )
                )
            connection.execute(
                update(handoffs)
                .where(handoffs.c.id == handoff_id)
                .values(status="accepted", agent_name=agent_name, accepted_at=now())
            )
            return _get(connection, handoff_id)

    def end(self, conversation_id: str) -> Handoff | None:
        """The bot answers again; None when no request was open.

        Raises ConversationNotFound.
        """
        with writing(self._engine) as connection:
            return end_handoff(connection, conversation_id)

    def waiting(self) -> list[Handoff]:
        """The requests that no person has accepted, oldest first."""
        query = (
            select(handoffs)
            .where(handoffs.c.status == "requested")
            .order_by(handoffs.c.requested_at)
        )
        with reading(self._engine) as connection:
            return [_handoff(row) for row in connection.execute(query)]


def end_handoff(connection: Connection, conversation_id: str) -> Handoff | None:
    """Have the bot answer again inside the caller's write transaction; see `Handoffs.end`."""
    lock(connection, conversation_id)
    row = _open_row(connection, conversation_id)
    if row is None:
        return None
    _set_answering(connection, conversation_id, "bot", None)
    connection.execute(
        update(handoffs).where(handoffs.c.id == row.id).values(status="ended", ended_at=now())
    )
    return _get(connection, row.id)


def _set_answering(
    connection: Connection, conversation_id: str, who: Answering, name: str | None
) -> None:
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(answering=who, agent_name=name)
    )
    body: dict[str, Any] = {"type": "answering", "who": who, "at": isoformat(now())}
    if name is not None:
        body["name"] = name
    append(connection, conversation_id, [body])


def _open_row(connection: Connection, conversation_id: str) -> Row[Any] | None:
    query = select(handoffs).where(
        handoffs.c.conversation_id == conversation_id, handoffs.c.status != "ended"
    )
    return connection.execute(query).first()


def _get(connection: Connection, handoff_id: str) -> Handoff:
    query = select(handoffs).where(handoffs.c.id == handoff_id)
    return _handoff(connection.execute(query).one())


def _handoff(row: Row[Any]) -> Handoff:
    return Handoff(
        id=row.id,
        conversation_id=row.conversation_id,
        reason=row.reason,
        status=row.status,
        agent_name=row.agent_name,
        requested_at=row.requested_at,
        accepted_at=row.accepted_at,
        ended_at=row.ended_at,
    )
