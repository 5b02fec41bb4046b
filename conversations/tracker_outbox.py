"""What the dialogue engine has to know of what happened without it.

While a person has a conversation nothing is asked of the dialogue engine; its tracker is told of
everything that was said, so that the bot knows it afterwards. What it has to hear is stored in
the transaction in which it happens, and posted from here in its order (`gateway.courier`).

A note is a list of events in Rasa's own format, each with the note's key in its metadata, by
which the tracker can be asked whether it has heard it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from conversations.conversations import fresh_id
from conversations.frames import now
from conversations.tables import tracker_outbox
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine

    from conversations.frames import Frame

__all__ = [
    "TrackerNote",
    "TrackerOutbox",
    "asked",
    "handed_back",
    "heard",
    "said",
    "taken_over",
    "withheld",
]


@dataclass(frozen=True)
class TrackerNote:
    """Events that a tracker has yet to hear; `number` tells their order.

    `tried`: it was posted before, and nobody knows whether it arrived.
    """

    number: int
    conversation_id: str
    events: tuple[Mapping[str, Any], ...]
    tried: bool

    @property
    def key(self) -> str:
        """What its events have as ``metadata.note``."""
        return str(self.events[0]["metadata"]["note"])


class TrackerOutbox:
    """The notes of all conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self) -> list[str]:
        """The conversations that have notes."""
        talk = tracker_outbox.c.conversation_id
        query = select(talk).group_by(talk)
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def first(self, conversation_id: str) -> TrackerNote | None:
        """The next note of a conversation, if there is one."""
        query = (
            select(tracker_outbox)
            .where(tracker_outbox.c.conversation_id == conversation_id)
            .order_by(tracker_outbox.c.id)
            .limit(1)
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return TrackerNote(row.id, row.conversation_id, tuple(row.events), row.tried)

    def trying(self, number: int) -> bool:
        """It is about to be posted; False when it must not be, because it was erased meanwhile."""
        with writing(self._engine) as connection:
            changed = connection.execute(
                update(tracker_outbox).where(tracker_outbox.c.id == number).values(tried=True)
            )
            return changed.rowcount == 1

    def delivered(self, number: int) -> None:
        """The tracker has heard it."""
        with writing(self._engine) as connection:
            connection.execute(delete(tracker_outbox).where(tracker_outbox.c.id == number))


def taken_over(connection: Connection, conversation_id: str) -> None:
    """A person answers: whatever the bot was in the middle of is over."""
    nothing_asked = {"event": "slot", "name": "requested_slot", "value": None}
    _add(connection, conversation_id, [{"event": "active_loop", "name": None}, nothing_asked])


def heard(connection: Connection, conversation_id: str, text: str, turn_id: str, at: float) -> None:
    """The shopper wrote to a person, at a Unix time in seconds."""
    event = {"event": "user", "text": text, "timestamp": at, "metadata": {"turn_id": turn_id}}
    _add(connection, conversation_id, [event])


def said(connection: Connection, conversation_id: str, frame: Frame) -> None:
    """A person said what this ``message`` frame shows."""
    message = frame.data()["message"]
    data = {"custom": {"products": message["products"]}} if message.get("products") else {}
    _add(connection, conversation_id, [_bot(message["text"], data, message_id=message["id"])])


def asked(connection: Connection, conversation_id: str, text: str, response: str) -> None:
    """The bot asked something of itself, as this response of the domain would have."""
    event = {"event": "bot", "text": text, "metadata": {"utter_action": response}}
    _add(connection, conversation_id, [event])


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
    note = fresh_id()
    noted = [{**each, "metadata": {**each.get("metadata", {}), "note": note}} for each in events]
    connection.execute(
        insert(tracker_outbox).values(
            conversation_id=conversation_id, events=noted, tried=False, at=now()
        )
    )
