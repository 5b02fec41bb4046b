"""Canned replies: leads write them, every agent's composer finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.audit import record
from agents.canned_replies import VARIABLES, forget_reply, save_reply
from agents.errors import ReplyInvalid

if TYPE_CHECKING:
    from aiohttp import web
    from sqlalchemy import Connection

    from gateway.console.visit import Visit

__all__ = ["forget", "replies", "save"]


async def replies(visit: Visit) -> web.Response:
    """`GET /console/replies`: all of them, and the one named by `edit` to be changed."""
    return await _page(visit)


async def save(visit: Visit) -> web.Response:
    """`POST /console/replies`: keep one under its name; what cannot be kept stays in the form."""
    posted = await visit.request.post()
    name, text = str(posted.get("name", "")), str(posted.get("text", ""))

    def work(connection: Connection) -> None:
        save_reply(connection, name, text.replace("\r\n", "\n"), visit.me.id)
        record(
            connection,
            "reply.saved",
            agent_id=visit.me.id,
            subject=name,
            address=visit.address,
        )

    try:
        await visit.console.write(work)
    except ReplyInvalid as refusal:
        return await _page(visit, trouble=str(refusal), name=name, text=text)
    return visit.go("/console/replies")


async def forget(visit: Visit) -> web.Response:
    """`POST /console/replies/{reply}/forget`: drop one."""
    reply = visit.request.match_info["reply"]
    known = {str(each.id) for each in await visit.console.read(visit.console.replies.all)}
    if reply not in known:
        return visit.refuse("There is no such reply.", 404)

    def work(connection: Connection) -> None:
        forget_reply(connection, int(reply))
        record(
            connection,
            "reply.forgotten",
            agent_id=visit.me.id,
            subject=reply,
            address=visit.address,
        )

    await visit.console.write(work)
    return visit.go("/console/replies")


async def _page(visit: Visit, trouble: str = "", name: str = "", text: str = "") -> web.Response:
    found = await visit.console.read(visit.console.replies.all)
    edited = next((each for each in found if each.name == visit.request.query.get("edit")), None)
    if edited is not None:
        name, text = edited.name, edited.text
    return visit.page(
        "replies.html",
        status=400 if trouble else 200,
        replies=found,
        variables=VARIABLES,
        trouble=trouble,
        name=name,
        text=text,
    )
