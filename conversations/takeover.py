"""A person takes a conversation, talks in it, passes it on, and hands it back to the bot.

    bot ──accept──> person ──hand_back──> bot
     │                ▲  └─transfer─> another person
     └─> waiting ─────┘

Every function is part of the caller's write transaction and holds the conversation's row until
that ends: two agents cannot have it, and the bot's turns see each change whole or not at all
(`conversations.answering`). Each leaves what the bot has to know of it in the tracker's outbox.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from conversations import conversations as talk
from conversations import tracker_outbox
from conversations.answering import Person, answer
from conversations.conversations import fresh_id
from conversations.errors import HeldByAnother, NotHeld, ShopperWrote
from conversations.frames import Frame, lock, now
from conversations.handoffs import Handoff, handoff_of, open_handoff
from conversations.inbox.terms import TAKEN_OVER
from conversations.masking import mask_card_numbers
from conversations.tables import frames, handoffs, messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

__all__ = ["Person", "accept", "hand_back", "holder", "say", "transfer"]


def holder(connection: Connection, conversation_id: str) -> Person | None:
    """The person who has the conversation; None while the bot answers.

    Raises ConversationNotFound.
    """
    row = lock(connection, conversation_id)
    return Person(row.agent_id or "", row.agent_name or "") if row.answering == "person" else None


def accept(connection: Connection, conversation_id: str, agent: Person) -> Handoff:
    """The agent takes the conversation, whether a person was asked for or not.

    Taking what one has already changes nothing. Raises HeldByAnother and ConversationNotFound.
    """
    row = lock(connection, conversation_id)
    request = open_handoff(connection, conversation_id)
    if row.answering == "person":
        _check_holder(row, agent.id)
        assert request is not None
        return handoff_of(request)
    if request is None:
        handoff_id = fresh_id()
        connection.execute(
            insert(handoffs).values(
                id=handoff_id,
                conversation_id=conversation_id,
                reason=TAKEN_OVER,
                status="requested",
                requested_at=now(),
            )
        )
    else:
        handoff_id = request.id
    answer(connection, row, "person", agent)
    tracker_outbox.taken_over(connection, conversation_id)
    return _changed(
        connection,
        handoff_id,
        status="accepted",
        agent_id=agent.id,
        agent_name=agent.name,
        accepted_at=now(),
    )


def say(
    connection: Connection,
    conversation_id: str,
    agent_id: str,
    text: str,
    *,
    client_id: str,
    products: Sequence[Mapping[str, Any]] = (),
    citations: Sequence[Mapping[str, Any]] = (),
) -> Frame:
    """Store what the agent says, and return its ``message`` frame, ``from`` ``agent``.

    `client_id` is what the sender calls it, at most 58 characters: under the same id a thing is
    said once. `products` and `citations` are as a reply has them (docs/chat-api.md); articles of
    the shop's own pages are citations with a ``url``. Card numbers are masked. Raises NotHeld,
    HeldByAnother and ConversationNotFound.
    """
    row = lock(connection, conversation_id)
    # No shopper can send an id with a slash in it.
    client_id = f"agent/{client_id}"
    if (said := _said_before(connection, conversation_id, client_id)) is not None:
        return said
    _check_holder(row, agent_id)
    frame = talk.say(
        connection,
        conversation_id,
        mask_card_numbers(text),
        sender="agent",
        name=row.agent_name,
        client_id=client_id,
        products=products,
        citations=citations,
    )
    tracker_outbox.said(connection, conversation_id, frame)
    return frame


def transfer(
    connection: Connection,
    conversation_id: str,
    to: Person,
    *,
    by: str,
    overrule: bool = False,
) -> Handoff:
    """Pass the conversation on to another agent; `by` is the id of the agent who does.

    Only who has it may, or with `overrule` anybody, which is a lead's right. Raises NotHeld,
    HeldByAnother and ConversationNotFound.
    """
    row = lock(connection, conversation_id)
    request = _held(connection, row, None if overrule else by)
    if row.agent_id != to.id:
        answer(connection, row, "person", to)
    return _changed(connection, request.id, agent_id=to.id, agent_name=to.name)


def hand_back(
    connection: Connection,
    conversation_id: str,
    agent_id: str,
    summary: str = "",
    *,
    seen: int | None = None,
    overrule: bool = False,
) -> Handoff:
    """Have the bot answer again; `summary` says what was agreed, to the bot and other agents.

    `seen` is the number of the last frame that the agent has read: what the shopper wrote after
    it would be answered by nobody. Raises ShopperWrote, NotHeld, HeldByAnother and
    ConversationNotFound; `overrule` as for `transfer`.
    """
    row = lock(connection, conversation_id)
    request = _held(connection, row, None if overrule else agent_id)
    if seen is not None and _asked_last(connection, conversation_id) > seen:
        raise ShopperWrote("The shopper has written since; read that before you hand back.")
    summary = mask_card_numbers(summary).strip()
    answer(connection, row, "bot")
    tracker_outbox.handed_back(connection, conversation_id, summary)
    return _changed(connection, request.id, status="ended", summary=summary or None, ended_at=now())


def _held(connection: Connection, row: Row[Any], agent_id: str | None) -> Row[Any]:
    """The accepted request of a conversation that this agent has; None for any agent."""
    _check_holder(row, agent_id)
    request = open_handoff(connection, row.id)
    assert request is not None
    return request


def _check_holder(row: Row[Any], agent_id: str | None) -> None:
    if row.answering != "person":
        raise NotHeld("No agent has this conversation; accept it first.")
    if agent_id is not None and row.agent_id != agent_id:
        raise HeldByAnother(f"{row.agent_name or 'Another agent'} has this conversation.")


def _said_before(connection: Connection, conversation_id: str, client_id: str) -> Frame | None:
    query = (
        select(frames.c.seq, frames.c.body)
        .join(
            messages,
            (messages.c.conversation_id == frames.c.conversation_id)
            & (messages.c.seq == frames.c.seq),
        )
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.client_id == client_id,
        )
    )
    row = connection.execute(query).first()
    return None if row is None else Frame(row.seq, row.body)


def _asked_last(connection: Connection, conversation_id: str) -> int:
    query = select(func.max(messages.c.seq)).where(
        messages.c.conversation_id == conversation_id, messages.c.sender == "shopper"
    )
    return connection.execute(query).scalar() or 0


def _changed(connection: Connection, handoff_id: str, **values: Any) -> Handoff:
    changed = update(handoffs).where(handoffs.c.id == handoff_id).values(**values)
    return handoff_of(connection.execute(changed.returning(handoffs)).one())
