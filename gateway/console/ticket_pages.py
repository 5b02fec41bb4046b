"""Tickets: whom to call, whom to write to, and what was complained about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from agents.audit import record
from conversations.errors import TicketNotFound
from conversations.tickets import close_ticket
from conversations.veil import Veil
from gateway.console.queries import InboxQuery

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp import web
    from sqlalchemy import Connection

    from conversations.tickets import Ticket
    from gateway.console.visit import Visit

__all__ = ["close", "shown_tickets", "tickets"]

KINDS: Final = {
    "callback": "Call back",
    "email": "Write an e-mail",
    "complaint": "Complaint",
    "erasure": "Erase",
}


async def tickets(visit: Visit) -> web.Response:
    """`GET /console/tickets`: the open ones of all conversations, oldest first."""
    found = await visit.console.read(visit.console.tickets.waiting)
    return visit.page("tickets.html", tickets=shown_tickets(found))


async def close(visit: Visit) -> web.Response:
    """`POST /console/tickets/{ticket}/close`: it is settled; back to where the form stood."""
    ticket_id = visit.request.match_info["ticket"]

    def work(connection: Connection) -> Ticket:
        closed = close_ticket(connection, ticket_id, visit.me.name)
        record(
            connection,
            "ticket.closed",
            agent_id=visit.me.id,
            subject=closed.conversation_id,
            details={"ticket": closed.id, "kind": closed.kind},
            address=visit.address,
        )
        return closed

    try:
        closed = await visit.console.write(work)
    except TicketNotFound:
        return visit.refuse("There is no such ticket.", 404)
    posted = await visit.request.post()
    if "query" not in posted:
        return visit.go("/console/tickets")
    kept = InboxQuery.parse(str(posted["query"])).address
    return visit.go(f"/console/conversations/{closed.conversation_id}?{kept}")


def shown_tickets(found: Iterable[Ticket], *, lifted: bool = False) -> list[dict[str, Any]]:
    """Tickets as pages show them: without personal data unless `lifted`."""
    return [_shown(each, Veil(each.customer_name, lifted=lifted)) for each in found]


def _shown(ticket: Ticket, veil: Veil) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "conversation_id": ticket.conversation_id,
        "kind": KINDS[ticket.kind],
        "contact": veil.text(ticket.contact or ""),
        "text": veil.text(ticket.text),
        "at": ticket.opened_at,
    }
