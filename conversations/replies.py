"""What the bot says, with what it offers, and how both are stored: replies, and words unasked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import bindparam, insert, update

from conversations.conversations import fresh_id
from conversations.frames import append, isoformat, now
from conversations.tables import buttons, messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from conversations.frames import Frame

__all__ = [
    "INSERT_MESSAGE",
    "BotButton",
    "BotMessage",
    "Outcome",
    "store_reply",
    "store_unasked",
]

Outcome = Literal["answered", "fault", "held"]

# Built once: making a statement costs as much as running it.
INSERT_MESSAGE = insert(messages)
_END = (
    update(messages)
    .where(messages.c.id == bindparam("turn"))
    .values(outcome=bindparam("how"), reply_seq=bindparam("by"), latency_ms=bindparam("after_ms"))
)


@dataclass(frozen=True)
class BotButton:
    """A choice offered to the shopper; `payload` never leaves the server."""

    title: str
    payload: str


@dataclass(frozen=True)
class BotMessage:
    """One message of a reply."""

    text: str
    buttons: Sequence[BotButton] = ()
    products: Sequence[Mapping[str, Any]] = ()
    citations: Sequence[Mapping[str, Any]] = ()
    image: str | None = None


def store_reply(
    connection: Connection,
    asked: Row[Any],
    outcome: Outcome,
    replies: Sequence[BotMessage],
    latency_ms: float | None,
) -> Frame:
    """Store the reply to the message `asked` within a transaction; returns its frame."""
    at, shown, offered = now(), [], []
    for reply in replies:
        message, choices = _shown(reply, asked.conversation_id)
        shown.append(message)
        offered += choices
    (frame,) = append(
        connection,
        asked.conversation_id,
        [
            {
                "type": "reply",
                "turn": asked.id,
                "in_reply_to": asked.client_id,
                "status": outcome,
                "messages": shown,
                "latency_ms": None if latency_ms is None else round(latency_ms),
                "at": isoformat(at),
            }
        ],
    )
    common = {
        "conversation_id": asked.conversation_id,
        "seq": frame.seq,
        "sender": "bot",
        "at": at,
        "turn_id": asked.id,
    }
    if said := [{"id": message["id"], "text": message["text"], **common} for message in shown]:
        connection.execute(INSERT_MESSAGE, said)
    if offered:
        connection.execute(insert(buttons), offered)
    connection.execute(
        _END, {"turn": asked.id, "how": outcome, "by": frame.seq, "after_ms": latency_ms}
    )
    return frame


def store_unasked(connection: Connection, conversation_id: str, message: BotMessage) -> Frame:
    """Store what the bot says without being asked; returns its ``message`` frame."""
    at = now()
    shown, choices = _shown(message, conversation_id)
    body = {"type": "message", "message": {**shown, "from": "bot"}, "at": isoformat(at)}
    (frame,) = append(connection, conversation_id, [body])
    said = {"id": shown["id"], "text": message.text, "conversation_id": conversation_id}
    connection.execute(INSERT_MESSAGE, {**said, "seq": frame.seq, "sender": "bot", "at": at})
    if choices:
        connection.execute(insert(buttons), choices)
    return frame


def _shown(
    message: BotMessage, conversation_id: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A message as its frame has it, and the rows of its buttons."""
    message_id = fresh_id()
    choices = [
        {
            "id": fresh_id(),
            "title": button.title,
            "payload": button.payload,
            "conversation_id": conversation_id,
            "message_id": message_id,
        }
        for button in message.buttons
    ]
    shown: dict[str, Any] = {
        "id": message_id,
        "text": message.text,
        "buttons": [{"id": choice["id"], "title": choice["title"]} for choice in choices],
        "products": list(message.products),
        "citations": list(message.citations),
    }
    if message.image is not None:
        shown["image"] = message.image
    return shown, choices
