"""Durable frames: what a client of a conversation has seen or will see, in order.

A sequence number is taken in the transaction that stores the frame, so numbers have no
holes and no duplicates, whichever process writes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from conversations.errors import ConversationNotFound
from conversations.inbox.changes import mark_changed
from conversations.tables import conversations, frames
from database import reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine, Row

__all__ = ["Frame", "Frames", "append", "isoformat", "lock", "now"]


# Built once: making a statement costs as much as running it.
_LOCK = select(conversations).where(conversations.c.id == bindparam("of")).with_for_update()
_ADVANCE = (
    update(conversations)
    .where(conversations.c.id == bindparam("of"))
    .values(last_seq=conversations.c.last_seq + bindparam("by"), updated_at=bindparam("at"))
    .returning(conversations.c.last_seq)
)
_INSERT = insert(frames)


@dataclass(frozen=True)
class Frame:
    """One durable frame; `body` is the whole JSON object, ``seq`` included."""

    seq: int
    body: str

    def data(self) -> dict[str, Any]:
        """The frame as an object."""
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed


class Frames:
    """Reads the stored frames of conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def after(self, conversation_id: str, seq: int, limit: int = 200) -> list[Frame]:
        """The frames that follow number `seq`, in order, at most `limit` of them."""
        query = (
            select(frames.c.seq, frames.c.body)
            .where(frames.c.conversation_id == conversation_id, frames.c.seq > seq)
            .order_by(frames.c.seq)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [Frame(row.seq, row.body) for row in connection.execute(query)]

    def at(self, conversation_id: str, seqs: Sequence[int]) -> list[Frame]:
        """The frames with exactly these numbers, in order."""
        query = (
            select(frames.c.seq, frames.c.body)
            .where(frames.c.conversation_id == conversation_id, frames.c.seq.in_(seqs))
            .order_by(frames.c.seq)
        )
        with reading(self._engine) as connection:
            return [Frame(row.seq, row.body) for row in connection.execute(query)]


def lock(connection: Connection, conversation_id: str) -> Row[Any]:
    """The conversation's row, held until the caller's transaction ends.

    Whatever is read after it is what other writers left; SQLite lets one writer in anyway.
    Raises ConversationNotFound.
    """
    row = connection.execute(_LOCK, {"of": conversation_id}).first()
    if row is None:
        raise ConversationNotFound(f"There is no conversation {conversation_id!r}.")
    return row


def append(
    connection: Connection, conversation_id: str, bodies: Sequence[Mapping[str, Any]]
) -> list[Frame]:
    """Number and store frames inside the caller's write transaction.

    Raises ConversationNotFound.
    """
    at = now()
    last = connection.execute(
        _ADVANCE, {"of": conversation_id, "by": len(bodies), "at": at}
    ).scalar()
    if last is None:
        raise ConversationNotFound(f"There is no conversation {conversation_id!r}.")
    mark_changed(connection, conversation_id)
    first = last - len(bodies) + 1
    stored = [
        Frame(seq, json.dumps({"type": body["type"], "seq": seq, **body}, ensure_ascii=False))
        for seq, body in enumerate(bodies, start=first)
    ]
    if stored:
        connection.execute(
            _INSERT,
            [
                {
                    "conversation_id": conversation_id,
                    "seq": frame.seq,
                    "body": frame.body,
                    "at": at,
                }
                for frame in stored
            ],
        )
    return stored


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def isoformat(moment: datetime) -> str:
    """A moment as frames show it: 2030-01-31T12:00:00.123Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
