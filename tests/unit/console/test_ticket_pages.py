"""Agents see what was left for them, and settle it."""

from __future__ import annotations

import pytest

from conversations.tickets import Tickets


@pytest.fixture
def tickets(engine):
    return Tickets(engine)


@pytest.fixture
def chat(talks, tickets):
    chat = talks.open("C-1", "Ada Lovelace")
    talks.turn(chat)
    tickets.open(chat, "callback", "the zip broke", "+1 207 555 0199")
    return chat


async def test_what_is_to_be_done_is_listed_without_personal_data(agent, chat):
    """The number is hidden there, with the words beside it."""
    _, page = await agent.get("/console/tickets")
    assert "Call back" in page
    assert "the zip broke" in page
    assert "555 0199" not in page


async def test_who_looks_after_it_has_the_number_shown(agent, chat, staff):
    """In the conversation, for a while, and logged like all personal data."""
    address = f"/console/conversations/{chat}"
    await agent.get(address)
    await agent.post(f"{address}/decide", what="assign", assignee=staff["agent"].id)
    response, _ = await agent.post(f"{address}/reveal")
    _, page = await agent.get(response.headers["Location"])
    assert "+1 207 555 0199" in page


async def test_what_is_settled_is_gone_and_logged(agent, chat, tickets, audit):
    """Settling it twice is no harm; what there is not cannot be settled."""
    (ticket,) = tickets.waiting()
    await agent.get("/console/tickets")
    for _ in range(2):
        response, _ = await agent.post(f"/console/tickets/{ticket.id}/close")
        assert 303 == response.status
    assert [] == tickets.waiting(chat)
    logged = [each for each in audit.entries() if each.action == "ticket.closed"]
    assert {chat} == {each.subject for each in logged}
    response, _ = await agent.post("/console/tickets/none/close")
    assert 404 == response.status
