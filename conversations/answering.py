"""Who answers a conversation, and the epoch that tells whether that is still so.

The epoch is a number in the conversation's row. It is raised, in the same transaction, by every
change of who answers: from the bot to a person, from one person to another, from a person back to
the bot. A wish for a person is no such change, for the bot goes on answering, and neither is the
end of a wish that nobody took up: the turn that notes the wish has to be able to say so.

A turn belongs to the epoch that its message was accepted at. What it says is stored and what it
writes is committed only while that epoch stands, under a lock on the conversation's row that
whoever takes over has to wait for. So everything of the bot's is either before the takeover or
not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from conversations.errors import TakenOver
from conversations.frames import append, isoformat, now
from conversations.tables import conversations

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

    from conversations.conversations import Answering
    from conversations.frames import Frame
    from database import Fence

__all__ = ["Person", "answer", "fence", "stands"]

# Shared: writes of one turn do not wait for each other, but whoever takes over waits for both.
_EPOCH: Select[Any] = (
    select(conversations.c.epoch, conversations.c.answering)
    .where(conversations.c.id == bindparam("of"))
    .with_for_update(read=True)
)


@dataclass(frozen=True)
class Person:
    """An agent as conversations know one: the id of the account, and the name shoppers see."""

    id: str
    name: str


def answer(
    connection: Connection,
    conversation: Row[Any],
    who: Answering,
    person: Person | None = None,
) -> Frame:
    """Have somebody else answer a locked conversation, and say so in its ``answering`` frame."""
    agent_id, name = (None, None) if person is None else (person.id, person.name)
    changed = _holder(conversation.answering, conversation.agent_id) != _holder(who, agent_id)
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation.id)
        .values(
            answering=who,
            agent_id=agent_id,
            agent_name=name,
            epoch=conversations.c.epoch + int(changed),
        )
    )
    body: dict[str, Any] = {"type": "answering", "who": who, "at": isoformat(now())}
    if name is not None:
        body["name"] = name
    (frame,) = append(connection, conversation.id, [body])
    return frame


def stands(conversation: Row[Any], epoch: int) -> bool:
    """Whether a turn of this epoch may still speak and write; the row is locked or shared.

    A turn that began while a person had the conversation is of that person's epoch and may not.
    """
    return bool(conversation.epoch == epoch and conversation.answering != "person")


def fence(conversation_id: str, epoch: int) -> Fence:
    """What a write of a turn asks first, in its own transaction; it raises TakenOver.

    A conversation that the store does not know has nobody who could take it over.
    """

    def check(connection: Connection) -> None:
        row = connection.execute(_EPOCH, {"of": conversation_id}).first()
        if row is not None and not stands(row, epoch):
            raise TakenOver("Somebody else answers this conversation now; nothing was written.")

    return check


def _holder(who: str, agent_id: str | None) -> tuple[bool, str | None]:
    held = who == "person"
    return held, agent_id if held else None
