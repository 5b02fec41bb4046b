"""The inbox: a list of conversations beside the one that is open."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from agents.audit import record
from conversations.inbox import InboxFilter
from conversations.inbox.views import LONGEST_NAME, forget_view, save_view
from conversations.veil import Veil
from gateway.console.queries import DAYS, FIELDS, STATUSES, InboxQuery
from gateway.console.rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web
    from sqlalchemy import Connection

    from conversations.inbox import InboxRow
    from gateway.console.queries import Field
    from gateway.console.visit import Visit

__all__ = ["forget", "inbox", "list_values", "rows", "save"]

MOST_COUNTED = 100


async def inbox(visit: Visit) -> web.Response:
    """`GET /console`: the list, and nothing opened yet."""
    query = InboxQuery.read(visit.request.query.items())
    return visit.page("inbox.html", **await list_values(visit, query), open=None)


async def rows(visit: Visit) -> web.Response:
    """`GET /console/inbox/rows`: the list as it is now; 204 when it is as `seen`."""
    query = InboxQuery.read(visit.request.query.items())
    values = await _page(visit, query)
    if values["list_seen"] == visit.request.query.get("seen"):
        return visit.unchanged()
    return visit.page("rows.html", **values)


async def save(visit: Visit) -> web.Response:
    """`POST /console/views`: keep the filter under a name."""
    posted = await visit.request.post()
    query = InboxQuery.parse(str(posted.get("query", "")))
    name = " ".join(str(posted.get("name", "")).split())[:LONGEST_NAME]
    if not name:
        return visit.refuse("A view needs a name; go back and write one.", 400)

    def work(connection: Connection) -> None:
        save_view(connection, visit.me.id, name, query.address)
        record(connection, "view.saved", agent_id=visit.me.id, address=visit.address)

    await visit.console.write(work)
    return visit.go(f"/console/inbox?{query.address}")


async def forget(visit: Visit) -> web.Response:
    """`POST /console/views/{view}/forget`: drop one of one's own views."""
    view = visit.request.match_info["view"]

    def work(connection: Connection) -> None:
        forget_view(connection, visit.me.id, int(view))
        record(
            connection,
            "view.forgotten",
            agent_id=visit.me.id,
            subject=view,
            address=visit.address,
        )

    if not view.isdecimal() or len(view) > len(str(2**31)):
        return visit.refuse("There is no such view.", 404)
    await visit.console.write(work)
    return visit.go("/console")


async def list_values(visit: Visit, query: InboxQuery) -> dict[str, Any]:
    """What the list's template needs."""
    console = visit.console

    def read() -> dict[str, Any]:
        waiting = console.inbox.count(InboxFilter({"status": ("waiting",)}), most=MOST_COUNTED)
        return {
            "choices": {each.name: _choices(visit, each) for each in FIELDS},
            "views": console.views.of(visit.me.id),
            "waiting": waiting if waiting < MOST_COUNTED else f"{MOST_COUNTED - 1}+",
        }

    return {
        "fields": FIELDS,
        "statuses": STATUSES,
        "days": DAYS,
        **await console.read(read),
        **await _page(visit, query),
    }


async def _page(visit: Visit, query: InboxQuery) -> dict[str, Any]:
    console = visit.console

    def read() -> dict[str, Any]:
        page = console.inbox.page(query.filter(visit.me.id), after=query.after)
        names = {each.id: each.name for each in console.accounts.all()}
        shown = [_shown(row, names) for row in page.rows]
        older = "" if page.next is None else f"{page.next.activity}.{page.next.number}"
        return {"rows": shown, "older": older}

    found = await console.read(read)
    listed = render("row_list.html", rows=found["rows"], query=query)
    seen = hashlib.sha256(listed.encode()).hexdigest()[:16]
    return {"query": query, "listed": listed, "list_seen": seen, **found}


def _shown(row: InboxRow, names: Mapping[str, str]) -> dict[str, Any]:
    """A row of the list: personal data hidden, who looks after it by name."""
    veil = Veil(row.customer_name)
    assignee = next(iter(row.terms.get("assignee", ())), "nobody")
    return {
        "id": row.conversation_id,
        "name": veil.name(row.customer_name) or veil.identifier(row.customer_id) or "Guest",
        "at": row.at,
        "excerpt": veil.text(row.excerpt),
        "status": row.status,
        "turns": row.turns,
        "channel": "".join(row.terms.get("channel", ())),
        "tags": row.terms.get("tag", ()),
        "rating": next(iter(row.terms.get("rating", ())), ""),
        "down": "down" in row.terms.get("thumbs", ()),
        "unanswered": "unanswered" in row.terms,
        "reviewed": "yes" in row.terms.get("reviewed", ()),
        "assignee": names.get(assignee, ""),
    }


def _choices(visit: Visit, field: Field) -> Mapping[str, str]:
    if field.choices:
        return field.choices
    if field.name == "customer":
        return {}  # ids are personal data: typed by who knows one, not offered
    return {value: value for value in visit.console.inbox.values(field.of)}
