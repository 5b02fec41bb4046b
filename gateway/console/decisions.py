"""What agents decide about conversations, each with its entry in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.audit import record
from conversations.errors import ConversationNotFound
from conversations.inbox.reviews import Reviews, tag_from
from gateway.console.conversation_pages import may_reveal
from gateway.console.queries import InboxQuery
from gateway.keys import CHAT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from aiohttp import web
    from sqlalchemy import Connection

    from gateway.console.visit import Visit

__all__ = ["decide_many", "decide_one", "reveal"]

MOST: Final = 200
DONE: Final = {
    "tag": "conversation.tagged",
    "untag": "conversation.untagged",
    "resolve": "conversation.resolved",
    "reopen": "conversation.reopened",
    "assign": "conversation.assigned",
    "review": "conversation.reviewed",
}


class Undecidable(Exception):
    """What a form asks for cannot be done; the message is one sentence for its sender."""


@dataclass(frozen=True)
class Wish:
    """What an agent decides about some conversations."""

    what: str
    ids: tuple[str, ...]
    by: str
    tag: str
    assignee: str | None

    @property
    def details(self) -> dict[str, str | None]:
        """What the audit log says beside the deed."""
        if self.what in {"tag", "untag"}:
            return {"tag": self.tag}
        return {"assignee": self.assignee} if self.what == "assign" else {}


async def decide_many(visit: Visit) -> web.Response:
    """`POST /console/inbox/decide`: the same for every ticked conversation."""
    posted = await visit.request.post()
    ids = [str(each) for each in posted.getall("ids", [])][:MOST]
    onward = InboxQuery.parse(str(posted.get("query", "")))
    try:
        await _decide(visit, ids)
    except Undecidable as trouble:
        return visit.refuse(str(trouble), 400)
    return visit.go(f"/console/inbox?{onward.address}")


async def decide_one(visit: Visit) -> web.Response:
    """`POST …/decide`: for the conversation that is open."""
    conversation_id = visit.request.match_info["id"]
    try:
        await visit.console.read(visit.console.transcripts.of, conversation_id)
    except ConversationNotFound:
        return visit.refuse("There is no such conversation.", 404)
    try:
        await _decide(visit, [conversation_id])
    except Undecidable as trouble:
        return visit.refuse(str(trouble), 400)
    return visit.go(_address(conversation_id, str((await visit.request.post()).get("query", ""))))


async def reveal(visit: Visit) -> web.Response:
    """`POST …/reveal`: show the personal data of a conversation for a while, and log it."""
    conversation_id = visit.request.match_info["id"]
    try:
        found = await visit.console.read(visit.console.transcripts.of, conversation_id)
    except ConversationNotFound:
        return visit.refuse("There is no such conversation.", 404)
    if not may_reveal(visit.me, found.review.assignee_id):
        return visit.refuse("Personal data is shown to leads, and to who has the conversation.")

    def work(connection: Connection) -> None:
        record(
            connection,
            "conversation.revealed",
            agent_id=visit.me.id,
            subject=conversation_id,
            address=visit.address,
        )

    await visit.console.write(work)
    query = str((await visit.request.post()).get("query", ""))
    seal = f"revealed={visit.seal_reveal(conversation_id)}"
    return visit.go(_address(conversation_id, query, seal))


async def _decide(visit: Visit, ids: Sequence[str]) -> None:
    """Do what the form asks for, and log it. Raises Undecidable."""
    wish = await _wish(visit, ids)

    def work(connection: Connection) -> list[str]:
        done = _CARRY_OUT[wish.what](visit.console.reviews, connection, wish)
        for each in done:
            record(
                connection,
                DONE[wish.what],
                agent_id=wish.by,
                subject=each,
                details=wish.details,
                address=visit.address,
            )
        return done

    done = await visit.console.write(work)
    if wish.what == "resolve":
        for each in done:  # who waited for a person is told who answers now
            visit.request.app[CHAT].hub.catch_up(each)
        if not done and ids:
            raise Undecidable("An agent is talking there; hand it back to the bot first.")


async def _wish(visit: Visit, ids: Sequence[str]) -> Wish:
    """What the form says. Raises Undecidable."""
    posted = await visit.request.post()
    what, tag = str(posted.get("what", "")), tag_from(str(posted.get("tag", "")))
    assignee = str(posted.get("assignee", ""))
    if what not in DONE:
        raise Undecidable("That is nothing that can be decided.")
    if what in {"tag", "untag"} and not tag:
        raise Undecidable("A tag needs a name.")
    if what == "assign" and assignee:
        agents = await visit.console.read(visit.console.accounts.all)
        if assignee not in {each.id for each in agents if not each.disabled}:
            raise Undecidable("There is no such agent.")
    return Wish(what, tuple(ids), visit.me.id, tag, assignee or None)


_CARRY_OUT: Final[Mapping[str, Callable[[Reviews, Connection, Wish], list[str]]]] = {
    "tag": lambda reviews, connection, wish: reviews.tag(connection, wish.ids, wish.tag, wish.by),
    "untag": lambda reviews, connection, wish: reviews.untag(connection, wish.ids, wish.tag),
    "resolve": lambda reviews, connection, wish: reviews.resolve(connection, wish.ids, wish.by),
    "reopen": lambda reviews, connection, wish: reviews.reopen(connection, wish.ids),
    "assign": lambda reviews, connection, wish: reviews.assign(connection, wish.ids, wish.assignee),
    "review": lambda reviews, connection, wish: reviews.mark_reviewed(
        connection, wish.ids, wish.by
    ),
}


def _address(conversation_id: str, query: str, *more: str) -> str:
    kept = InboxQuery.parse(query).address
    parts = "&".join(filter(None, [kept, *more]))
    return f"/console/conversations/{conversation_id}" + (f"?{parts}" if parts else "")
