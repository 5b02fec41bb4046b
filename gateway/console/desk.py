"""What an agent does in a conversation: take it, talk in it, note, pass it on, hand it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from agents import Role
from agents.audit import record
from agents.canned_replies import fill
from agents.errors import AgentsError
from conversations import takeover
from conversations.errors import ConversationNotFound, TakeoverRefused
from conversations.notes import LONGEST_NOTE, add_note
from conversations.takeover import Person
from gateway.console.attachments import Unattachable, attached
from gateway.console.conversation_pages import log_values
from gateway.console.queries import InboxQuery
from gateway.console.variables import variables_of
from gateway.keys import CHAT
from gateway.writing import agent_writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web
    from sqlalchemy import Connection

    from gateway.console.visit import Visit

__all__ = ["accept", "hand_back", "transfer", "typing", "write"]

LONGEST_TEXT: Final = 4000
LONGEST_CLIENT_ID: Final = 58


async def accept(visit: Visit) -> web.Response:
    """`POST …/accept`: take the conversation, and look after it from now on."""

    def work(connection: Connection) -> None:
        takeover.accept(connection, _id(visit), _me(visit))
        visit.console.reviews.assign(connection, [_id(visit)], visit.me.id)
        _record(visit, connection, "conversation.accepted")

    return await _done(visit, work)


async def write(visit: Visit) -> web.Response:
    """`POST …/write`: a reply to the shopper, or a note for the other agents."""
    posted = await visit.request.post()
    text = str(posted.get("text", "")).strip().replace("\r\n", "\n")
    note = posted.get("kind") == "note"
    if len(text) > (LONGEST_NOTE if note else LONGEST_TEXT):
        return visit.trouble(f"That is longer than {LONGEST_TEXT:,} characters.")
    if note:
        return await _note(visit, text)
    return await _reply(visit, text, str(posted.get("client_id", "")))


async def typing(visit: Visit) -> web.Response:
    """`POST …/typing`: shows the shopper who is writing; too many of them are dropped."""
    chat, place = visit.request.app[CHAT], _id(visit)
    try:
        talk = await visit.console.read(chat.store.conversations.get, place)
    except ConversationNotFound:
        return visit.refuse("There is no such conversation.", 404)
    mine = talk.answering == "person" and talk.agent_id == visit.me.id
    if mine and not visit.console.typed.take(visit.me.id):
        chat.hub.whisper(place, agent_writes(visit.me.name))
    return visit.unchanged()


async def transfer(visit: Visit) -> web.Response:
    """`POST …/transfer`: pass it on, with a note that only agents see."""
    posted = await visit.request.post()
    agents = await visit.console.read(visit.console.accounts.all)
    chosen = next((each for each in agents if each.id == posted.get("to")), None)
    if chosen is None or chosen.disabled:
        return visit.trouble("There is no such agent.")
    to, note = Person(chosen.id, chosen.name), str(posted.get("note", "")).strip()

    def work(connection: Connection) -> None:
        takeover.transfer(connection, _id(visit), to, by=visit.me.id, overrule=_is_lead(visit))
        visit.console.reviews.assign(connection, [_id(visit)], to.id)
        told = f"For {to.name}: {note}" if note else f"Passed on to {to.name}."
        add_note(connection, _id(visit), _me(visit), told)
        _record(visit, connection, "conversation.transferred", to=to.id)

    return await _done(visit, work)


async def hand_back(visit: Visit) -> web.Response:
    """`POST …/hand-back`: the bot answers again, and knows what was agreed.

    With `then=resolve` nothing is left to do in the conversation, either.
    """
    posted = await visit.request.post()
    summary = str(posted.get("summary", "")).strip()[:LONGEST_TEXT]
    seen = str(posted.get("seen", ""))
    last = int(seen) if seen.isdecimal() and len(seen) < LONGEST_CLIENT_ID else None

    def work(connection: Connection) -> None:
        takeover.hand_back(
            connection, _id(visit), visit.me.id, summary, seen=last, overrule=_is_lead(visit)
        )
        if summary:  # for the agents, in its place in the transcript
            add_note(connection, _id(visit), _me(visit), f"Handed back to the bot. {summary}")
        _record(visit, connection, "conversation.handed_back", summary=bool(summary))
        if posted.get("then") == "resolve":
            visit.console.reviews.resolve(connection, [_id(visit)], visit.me.id)
            _record(visit, connection, "conversation.resolved")

    return await _done(visit, work)


async def _reply(visit: Visit, text: str, client_id: str) -> web.Response:
    if not 0 < len(client_id) <= LONGEST_CLIENT_ID:
        return visit.trouble("This form is incomplete; reload the page.")
    try:
        products, citations = await attached(visit)
        filled = fill(text, await variables_of(visit, _id(visit))) if "{" in text else text
    except (AgentsError, Unattachable) as trouble:
        return visit.trouble(str(trouble))
    except ConversationNotFound:
        return visit.refuse("There is no such conversation.", 404)
    if not filled and not products and not citations:
        return visit.trouble("Write something first.")

    def work(connection: Connection) -> None:
        takeover.say(
            connection,
            _id(visit),
            visit.me.id,
            filled,
            client_id=client_id,
            products=products,
            citations=citations,
        )
        said = {"products": [each["id"] for each in products], "articles": len(citations)}
        _record(visit, connection, "conversation.replied", **said)

    return await _done(visit, work, sent=True)


async def _note(visit: Visit, text: str) -> web.Response:
    if not text:
        return visit.trouble("Write something first.")

    def work(connection: Connection) -> None:
        add_note(connection, _id(visit), _me(visit), text)
        _record(visit, connection, "conversation.noted")

    return await _done(visit, work, sent=True)


async def _done(
    visit: Visit, work: Callable[[Connection], None], *, sent: bool = False
) -> web.Response:
    """Do it in one transaction, show the shopper, and answer with what the page needs."""
    try:
        await visit.console.write(work)
    except TakeoverRefused as refusal:
        return visit.trouble(str(refusal), 409)
    except ConversationNotFound:
        return visit.refuse("There is no such conversation.", 404)
    visit.request.app[CHAT].changed(_id(visit))
    if sent and visit.partial:
        values = await log_values(visit)
        assert values is not None
        return visit.page("sent.html", **values)
    kept = InboxQuery.parse(str((await visit.request.post()).get("query", ""))).address
    return visit.go(f"/console/conversations/{_id(visit)}" + (f"?{kept}" if kept else ""))


def _record(visit: Visit, connection: Connection, action: str, **details: Any) -> None:
    record(
        connection,
        action,
        agent_id=visit.me.id,
        subject=_id(visit),
        details=details,
        address=visit.address,
    )


def _id(visit: Visit) -> str:
    return visit.request.match_info["id"]


def _me(visit: Visit) -> Person:
    return Person(visit.me.id, visit.me.name)


def _is_lead(visit: Visit) -> bool:
    return visit.me.role.covers(Role.LEAD)
