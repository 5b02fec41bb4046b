"""Conversations: opening them, who speaks in them, and what is said unprompted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select, update

from conversations.errors import ConversationNotFound, OtherCustomer
from conversations.frames import Frame, append, isoformat, lock, now
from conversations.tables import conversations, messages
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row

__all__ = ["Answering", "Conversation", "Conversations", "Sender", "fresh_id", "say"]

Answering = Literal["bot", "waiting", "person"]
Sender = Literal["bot", "agent", "system"]


@dataclass(frozen=True)
class Conversation:
    """One shopper's conversation; `customer_id` is None until a customer signs in.

    `owner_id` is the only customer who may ever be signed in, signed out again or not.
    `agent_id` and `agent_name` are None unless a person answers; `epoch` counts the changes of
    who does (`conversations.answering`).
    """

    id: str
    customer_id: str | None
    customer_name: str | None
    owner_id: str | None
    channel: str
    status: Literal["open", "closed"]
    answering: Answering
    agent_id: str | None
    agent_name: str | None
    epoch: int
    last_seq: int
    created_at: datetime
    updated_at: datetime


class Conversations:
    """The conversations of one store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(
        self,
        *,
        customer_id: str | None = None,
        customer_name: str | None = None,
        welcome: str | None = None,
        channel: str = "web",
    ) -> Conversation:
        """Start a conversation under an unguessable id, with `welcome` as its first message.

        `channel` is what the shopper talks through.
        """
        conversation_id, at = fresh_id(), now()
        with writing(self._engine) as connection:
            connection.execute(
                insert(conversations).values(
                    id=conversation_id,
                    customer_id=customer_id,
                    customer_name=customer_name,
                    owner_id=customer_id,
                    channel=channel,
                    status="open",
                    answering="bot",
                    last_seq=0,
                    created_at=at,
                    updated_at=at,
                )
            )
            if welcome is not None:
                say(connection, conversation_id, welcome, sender="bot")
            return _conversation(lock(connection, conversation_id))

    def get(self, conversation_id: str) -> Conversation:
        """Raises ConversationNotFound."""
        query = select(conversations).where(conversations.c.id == conversation_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        if row is None:
            raise ConversationNotFound(f"There is no conversation {conversation_id!r}.")
        return _conversation(row)

    def customer_of(self, conversation_id: str) -> str | None:
        """The customer who is signed in; None for nobody and for an unknown conversation."""
        query = select(conversations.c.customer_id).where(conversations.c.id == conversation_id)
        with reading(self._engine) as connection:
            return connection.execute(query).scalar()

    def bind_customer(
        self, conversation_id: str, customer_id: str | None, name: str | None = None
    ) -> list[Frame]:
        """Sign a customer in, or out with None; returns the frame when that changed anything.

        Raises ConversationNotFound, and OtherCustomer when another customer has ever been
        signed in here: their words and orders are in it.
        """
        with writing(self._engine) as connection:
            row = lock(connection, conversation_id)
            if customer_id is not None and row.owner_id not in (None, customer_id):
                raise OtherCustomer(
                    "This conversation belongs to another customer; open a new one."
                )
            if (row.customer_id, row.customer_name) == (customer_id, name):
                return []
            connection.execute(
                update(conversations)
                .where(conversations.c.id == conversation_id)
                .values(
                    customer_id=customer_id,
                    customer_name=name,
                    owner_id=customer_id or row.owner_id,
                )
            )
            customer = None if customer_id is None else {"name": name}
            return append(
                connection,
                conversation_id,
                [{"type": "identified", "customer": customer, "at": isoformat(now())}],
            )


def say(
    connection: Connection,
    conversation_id: str,
    text: str,
    *,
    sender: Sender,
    name: str | None = None,
    client_id: str | None = None,
    products: Sequence[Mapping[str, Any]] = (),
    citations: Sequence[Mapping[str, Any]] = (),
) -> Frame:
    """Store an unprompted message inside the caller's write transaction."""
    message_id, at = fresh_id(), now()
    message: dict[str, Any] = {"id": message_id, "from": sender, "text": text}
    if name is not None:
        message["name"] = name
    if products:
        message["products"] = list(products)
    if citations:
        message["citations"] = list(citations)
    (frame,) = append(
        connection,
        conversation_id,
        [{"type": "message", "message": message, "at": isoformat(at)}],
    )
    connection.execute(
        insert(messages).values(
            id=message_id,
            conversation_id=conversation_id,
            seq=frame.seq,
            sender=sender,
            text=text,
            at=at,
            client_id=client_id,
        )
    )
    return frame


def fresh_id() -> str:
    """An unguessable id (144 random bits), safe in an address."""
    return secrets.token_urlsafe(18)


def _conversation(row: Row[Any]) -> Conversation:
    return Conversation(
        id=row.id,
        customer_id=row.customer_id,
        customer_name=row.customer_name,
        owner_id=row.owner_id,
        channel=row.channel,
        status=row.status,
        answering=row.answering,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        epoch=row.epoch,
        last_seq=row.last_seq,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
