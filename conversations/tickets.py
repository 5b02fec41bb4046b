"""Tickets: what agents work off when the shopper is no longer there.

A complaint is recorded with no more than the shopper's words; a callback and an e-mail say
where the shopper can be reached; an erasure asks for all that is kept of the shopper to go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select, update

from conversations.conversations import fresh_id
from conversations.errors import TicketNotFound
from conversations.frames import lock, now
from conversations.inbox.changes import mark_changed
from conversations.masking import mask_card_numbers
from conversations.tables import conversations, tickets
from database import reading, writing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row, Select

__all__ = ["Ticket", "TicketKind", "Tickets", "close_ticket"]

TicketKind = Literal["complaint", "callback", "email", "erasure"]

_TICKETS: Select[Any] = select(tickets, conversations.c.customer_name).join(
    conversations, conversations.c.id == tickets.c.conversation_id
)


@dataclass(frozen=True)
class Ticket:
    """One ticket; `contact` is a phone number or an e-mail address, None for a complaint.

    `customer_name` is that of who is signed in, None for a guest.
    """

    id: str
    conversation_id: str
    kind: TicketKind
    status: Literal["open", "closed"]
    text: str
    contact: str | None
    customer_name: str | None
    agent_name: str | None
    opened_at: datetime
    closed_at: datetime | None


class Tickets:
    """The tickets of all conversations, at most one open of each kind in a conversation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(
        self, conversation_id: str, kind: TicketKind, text: str, contact: str | None = None
    ) -> Ticket:
        """Open a ticket; while one of its kind is open, the words are added to that one.

        A contact replaces the earlier one. Raises ConversationNotFound.
        """
        text = mask_card_numbers(text).strip()
        with writing(self._engine) as connection:
            lock(connection, conversation_id)
            mark_changed(connection, conversation_id)
            known = connection.execute(_open_ones(conversation_id, kind)).first()
            if known is not None:
                said = known.text.splitlines()
                told = known.text if text in said or not text else "\n".join([*said, text])
                connection.execute(
                    update(tickets)
                    .where(tickets.c.id == known.id)
                    .values(text=told, contact=contact or known.contact)
                )
                return _get(connection, known.id)
            ticket_id = fresh_id()
            connection.execute(
                insert(tickets).values(
                    id=ticket_id,
                    conversation_id=conversation_id,
                    kind=kind,
                    status="open",
                    text=text,
                    contact=contact,
                    opened_at=now(),
                )
            )
            return _get(connection, ticket_id)

    def has_open(self, conversation_id: str, kind: TicketKind) -> bool:
        """Whether a ticket of this kind is open, such as a complaint that nobody has settled."""
        with reading(self._engine) as connection:
            return connection.execute(_open_ones(conversation_id, kind)).first() is not None

    def complaints(self, conversation_id: str, customer_id: str = "") -> list[Ticket]:
        """The complaints of a conversation and of its customer's other ones, settled ones too."""
        whose = tickets.c.conversation_id == conversation_id
        if customer_id:
            theirs = select(conversations.c.id).where(conversations.c.customer_id == customer_id)
            whose |= tickets.c.conversation_id.in_(theirs)
        query = _TICKETS.where(whose, tickets.c.kind == "complaint").order_by(
            tickets.c.opened_at, tickets.c.id
        )
        with reading(self._engine) as connection:
            return [_ticket(row) for row in connection.execute(query)]

    def waiting(self, conversation_id: str | None = None) -> list[Ticket]:
        """The open tickets, of one conversation or of all, oldest first."""
        query = _TICKETS.where(tickets.c.status == "open").order_by(tickets.c.opened_at)
        if conversation_id is not None:
            query = query.where(tickets.c.conversation_id == conversation_id)
        with reading(self._engine) as connection:
            return [_ticket(row) for row in connection.execute(query)]

    def close(self, ticket_id: str, agent_name: str) -> Ticket:
        """An agent has settled it; closing again changes nothing. Raises TicketNotFound."""
        with writing(self._engine) as connection:
            return close_ticket(connection, ticket_id, agent_name)


def close_ticket(connection: Connection, ticket_id: str, agent_name: str) -> Ticket:
    """Close a ticket inside the caller's write transaction; see `Tickets.close`."""
    connection.execute(
        update(tickets)
        .where(tickets.c.id == ticket_id, tickets.c.status == "open")
        .values(status="closed", agent_name=agent_name, closed_at=now())
    )
    return _get(connection, ticket_id)


def _open_ones(conversation_id: str, kind: TicketKind) -> Any:
    return select(tickets).where(
        tickets.c.conversation_id == conversation_id,
        tickets.c.kind == kind,
        tickets.c.status == "open",
    )


def _get(connection: Connection, ticket_id: str) -> Ticket:
    row = connection.execute(_TICKETS.where(tickets.c.id == ticket_id)).first()
    if row is None:
        raise TicketNotFound(f"There is no ticket {ticket_id!r}.")
    return _ticket(row)


def _ticket(row: Row[Any]) -> Ticket:
    return Ticket(
        id=row.id,
        conversation_id=row.conversation_id,
        kind=row.kind,
        status=row.status,
        text=row.text,
        contact=row.contact,
        customer_name=row.customer_name,
        agent_name=row.agent_name,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
