"""What the dialogue engine has to know of what happened without it.

While a person has a conversation nothing is asked of the dialogue engine; its tracker is told of
everything that was said, so that the bot knows it afterwards. What it has to hear is stored in
the transaction in which it happens, and posted from here in its order (`gateway.courier`).

Each entry is a list of events in Rasa's own format. One that must not be repeated has
``metadata.message_id`` or, for a shopper's message, ``metadata.turn_id``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from conversations.frames import now
from conversations.tables import tracker_outbox
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine

    from conversations.frames import Frame

__all__ = ["TrackerNote", "TrackerOutbox", "handed_back", "heard", "said", "taken_over", "withheld"]

MOST_AT_ONCE = 50


@dataclass(frozen=True)
class TrackerNote:
    """Events that a tracker has yet to hear; `number` tells their order."""

    number: int
    conversation_id: str
    events: tuple[Mapping[str, Any], ...]


class TrackerOutbox:
    """The notes of all conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self) -> list[str]:
        """The conversations that have notes, those that wait longest first."""
        query = select(tracker_outbox.c.conversation_id).order_by(tracker_outbox.c.id)
        with reading(self._engine) as connection:
            return list(dict.fromkeys(connection.execute(query).scalars()))

    def of(self, conversation_id: str) -> list[TrackerNote]:
        """The notes of a conversation, in their order, at most fifty."""
        query = (
            select(tracker_outbox)
            .where(tracker_outbox.c.conversation_id == conversation_id)
            .order_by(tracker_outbox.c.id)
            .limit(MOST_AT_ONCE)
        )
        with reading(self._engine) as connection:
            return [
                TrackerNote(row.id, row.conversation_id, tuple(row.events))
                for row in connection.execute(query)
            ]

    def delivered(self, number: int) -> None:
        """The tracker has heard it."""
        with writing(self._engine) as connection:
            connection.execute(delete(tracker_outbox).where(tracker_outbox.c.id == number))


def taken_over(connection: Connection, conversation_id: str) -> None:
    """A person answers: whatever the bot was in the middle of is over."""
    _add(connection, conversation_id, [{"event": "active_loop", "name": None}])


def heard(connection: Connection, conversation_id: str, text: str, turn_id: str, at: float) -> None:
    """The shopper wrote to a person, at a Unix time in seconds."""
    event = {"event": "user", "text": text, "timestamp": at, "metadata": {"turn_id": turn_id}}
    _add(connection, conversation_id, [event])


def said(connection: Connection, conversation_id: str, frame: Frame) -> None:
    """A person said what this ``message`` frame shows."""
    message = frame.data()["message"]
    data = {"custom": {"products": message["products"]}} if message.get("products") else {}
    _add(connection, conversation_id, [_bot(message["text"], data, message_id=message["id"])])


def withheld(connection: Connection, conversation_id: str, turn_id: str) -> None:
    """The shopper was never shown what the bot said in this turn."""
    metadata = {"withheld": turn_id}
    _add(connection, conversation_id, [{"event": "bot", "text": None, "metadata": metadata}])


def handed_back(connection: Connection, conversation_id: str, summary: str) -> None:
    """The bot answers again: it is told what was agreed, and listens."""
    told = [_bot(summary, {}, summary=True)] if summary else []
    _add(connection, conversation_id, [*told, {"event": "action", "name": "action_listen"}])


def _bot(text: str, data: Mapping[str, Any], **metadata: Any) -> dict[str, Any]:
    return {
        "event": "bot",
        "text": text,
        "data": data,
        "metadata": {"sender": "agent", **metadata},
    }


def _add(connection: Connection, conversation_id: str, events: Sequence[Mapping[str, Any]]) -> None:
    connection.execute(
        insert(tracker_outbox).values(
            conversation_id=conversation_id, events=list(events), at=now()
        )
    )
