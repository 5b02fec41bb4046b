"""What the bot was kept from saying and doing because somebody else answers now.

Agents see it in its place in the transcript; the shopper never does.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select

from conversations.frames import lock, now
from conversations.inbox.changes import mark_changed
from conversations.tables import withheld
from database import writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row

    from conversations.replies import BotMessage

__all__ = ["Withheld", "WithheldWrites", "withheld_of", "withhold_reply"]


@dataclass(frozen=True)
class Withheld:
    """A message that was not sent, or a write that was not done; `after_seq` is its place.

    A ``reply`` has ``text`` and, as in a reply frame, ``products`` and ``citations``; a ``write``
    has the ``action`` that would have written and what it says of it.
    """

    turn_id: str
    kind: Literal["reply", "write"]
    after_seq: int
    body: Mapping[str, Any]
    at: datetime


class WithheldWrites:
    """Notes the writes that a fence refused (`conversations.answering.fence`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(
        self, conversation_id: str, turn_id: str, action: str, about: Mapping[str, str]
    ) -> None:
        """An action of a turn would have written what `about` says.

        Raises ConversationNotFound.
        """
        with writing(self._engine) as connection:
            conversation = lock(connection, conversation_id)
            _add(connection, conversation, turn_id, "write", [{"action": action, **about}])


def withhold_reply(
    connection: Connection,
    conversation: Row[Any],
    turn_id: str,
    messages: Sequence[BotMessage],
) -> None:
    """Keep for the agents what a turn would have said."""
    said = [
        {key: value for key, value in asdict(message).items() if key != "buttons"}
        for message in messages
    ]
    _add(connection, conversation, turn_id, "reply", said)


def withheld_of(connection: Connection, conversation_id: str) -> list[Withheld]:
    """What was withheld in a conversation, in its order."""
    query = (
        select(withheld)
        .where(withheld.c.conversation_id == conversation_id)
        .order_by(withheld.c.id)
    )
    return [
        Withheld(row.turn_id, row.kind, row.after_seq, row.body, row.at)
        for row in connection.execute(query)
    ]


def _add(
    connection: Connection,
    conversation: Row[Any],
    turn_id: str,
    kind: str,
    bodies: Sequence[Mapping[str, Any]],
) -> None:
    common = {
        "conversation_id": conversation.id,
        "turn_id": turn_id,
        "kind": kind,
        "after_seq": conversation.last_seq,
        "at": now(),
    }
    connection.execute(insert(withheld), [{**common, "body": dict(body)} for body in bodies])
    mark_changed(connection, conversation.id)
