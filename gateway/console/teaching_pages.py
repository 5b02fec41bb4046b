"""Teaching: correcting a turn, and the list of what was corrected, for leads to decide about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from agents import Role
from agents.audit import record
from conversations.teaching import Annotations, Status
from conversations.teaching.annotations import AnnotationFilter
from conversations.teaching.examples import MarkupInvalid
from gateway.console.conversation_pages import found_turn, show_turn
from gateway.console.teaching_form import TeachingForm, Understood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web
    from sqlalchemy import Connection

    from gateway.console.visit import Visit

__all__ = ["annotate", "decide", "listed"]

PAGE: Final = 50
MOST: Final = 200
MOST_DIGITS: Final = 15
FIELDS: Final = ("agent", "heard", "intent", "status", "flagged")


async def annotate(visit: Visit) -> web.Response:
    """`POST …/turns/{turn}/annotations`: what the bot should have understood or said."""
    place = visit.request.match_info
    found, talk = await visit.console.read(found_turn, visit)
    if found is None or talk is None:
        return visit.refuse("There is no such turn.", 404)
    understood = Understood.turn(found, talk.conversation.customer_name)
    form = TeachingForm.posted(await visit.request.post())
    try:
        correction = understood.corrected(form, visit.console.domain)
    except MarkupInvalid as trouble:
        if visit.partial:
            return await show_turn(visit, form, str(trouble))
        return visit.refuse(str(trouble), 400)

    def work(connection: Connection) -> None:
        annotation = Annotations.propose(
            connection,
            place["id"],
            place["turn"],
            correction,
            heard=understood.intent,
            by=visit.me.id,
        )
        record(
            connection,
            "conversation.annotated",
            agent_id=visit.me.id,
            subject=place["id"],
            details={"turn": place["turn"], "annotation": annotation, "intent": correction.intent},
            address=visit.address,
        )

    await visit.console.write(work)
    return visit.go(str(visit.request.rel_url).replace("/annotations", "", 1))


async def listed(visit: Visit) -> web.Response:
    """`GET /console/annotations`: the newest correction of each turn, filtered."""
    query = visit.request.query
    wanted = _filter(query)
    console = visit.console

    def read() -> dict[str, Any]:
        before = _number(query.get("before", ""))
        found = console.annotations.newest(wanted, before=before, limit=PAGE + 1)
        heard, right = console.annotations.intents()
        agents = console.accounts.all()
        return {
            "annotations": found[:PAGE],
            "older": found[PAGE - 1].id if len(found) > PAGE else None,
            "agents": agents,
            "names": {each.id: each.name for each in agents},
            "heard": heard,
            "right": right,
        }

    return visit.page(
        "annotations.html",
        wanted=wanted,
        statuses=list(Status),
        decides=visit.me.role.covers(Role.LEAD),
        kept=urlencode([(name, query[name]) for name in FIELDS if query.get(name)]),
        **await console.read(read),
    )


async def decide(visit: Visit) -> web.Response:
    """`POST /console/annotations/decide`: approve or reject those that are ticked."""
    posted = await visit.request.post()
    numbers = [_number(str(each)) for each in posted.getall("ids", [])]
    ids = [each for each in numbers if each is not None][:MOST]
    what = str(posted.get("what", ""))
    if what not in {Status.APPROVED, Status.REJECTED}:
        return visit.refuse("That is nothing that can be decided.", 400)

    def work(connection: Connection) -> None:
        for each in Annotations.decide(connection, ids, Status(what), visit.me.id):
            record(
                connection,
                f"annotation.{what}",
                agent_id=visit.me.id,
                subject=str(each),
                address=visit.address,
            )

    await visit.console.write(work)
    if posted.get("onward") == "turn" and ids:
        turn = await visit.console.read(visit.console.annotations.get, ids[0])
        if turn is not None:
            return visit.go(f"/console/conversations/{turn.conversation_id}/turns/{turn.turn_id}")
    return visit.go(f"/console/annotations?{posted.get('query', '')}")


def _filter(query: Mapping[str, str]) -> AnnotationFilter:
    status = query.get("status", "")
    return AnnotationFilter(
        agent_id=query.get("agent", ""),
        heard=query.get("heard", ""),
        intent=query.get("intent", ""),
        status=Status(status) if status in set(Status) else None,
        flagged=query.get("flagged") == "yes",
    )


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else None
