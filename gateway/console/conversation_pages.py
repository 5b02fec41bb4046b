"""One conversation: what was said, and what stood behind each turn."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agents import Role
from conversations.errors import ConversationNotFound
from conversations.inbox.terms import status_of
from conversations.veil import Veil
from gateway.console.inbox_pages import list_values
from gateway.console.queries import InboxQuery
from gateway.console.rendering import render
from gateway.console.teaching_form import Understood, teaching_values
from gateway.console.ticket_pages import shown_tickets
from gateway.console.turn_signals import offers_of, signals_by_turn, signals_of
from gateway.keys import CHAT
from knowledge.sureness import SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiohttp import web

    from agents import Agent
    from conversations.entries import Entry
    from conversations.transcript import Transcript, TurnDetails
    from gateway.console.teaching_form import TeachingForm
    from gateway.console.visit import Visit

__all__ = ["conversation", "found_turn", "log", "log_values", "may_reveal", "show_turn", "turn"]


async def conversation(visit: Visit) -> web.Response:
    """`GET /console/conversations/{id}`: with the list, or alone when the page asks for it."""
    query = InboxQuery.read(visit.request.query.items())
    values = await log_values(visit)
    if values is None:
        return visit.refuse("There is no such conversation.", 404)
    left = await visit.console.read(visit.console.tickets.waiting, values["open"].id)
    values["tickets"] = shown_tickets(left, lifted=values["lifted"])
    values["felt"] = await visit.console.read(signals_by_turn, visit.console, values["open"].id)
    if visit.request.headers.get("HX-Target") == "work":
        return visit.page("conversation.html", query=query, **values)
    return visit.page("inbox.html", **await list_values(visit, query), **values)


async def log(visit: Visit) -> web.Response:
    """`GET …/log`: the transcript as it is now; 204 when it is as `seen`.

    When somebody else answers than the page knows (`held`), all of it is loaded anew.
    """
    try:
        if await _log_version(visit) == visit.request.query.get("seen"):
            return visit.unchanged()
    except ConversationNotFound:
        return visit.refuse("There is no such conversation.", 404)
    values = await log_values(visit)
    assert values is not None
    response = visit.page("log.html", **values)
    if visit.request.query.get("held", values["held"]) != values["held"]:
        response.headers["HX-Refresh"] = "true"
    return response


async def turn(visit: Visit) -> web.Response:
    """`GET …/turns/{turn}`: everything known of one turn; a page of its own without a script."""
    return await show_turn(visit)


async def show_turn(
    visit: Visit, form: TeachingForm | None = None, trouble: str = ""
) -> web.Response:
    """The turn; with a `form` that was refused, and the sentence that says why."""
    found, page = await visit.console.read(found_turn, visit)
    if found is None or page is None:
        return visit.refuse("There is no such turn.", 404)
    place = visit.request.match_info
    veil = Veil(page.conversation.customer_name, lifted=visit.revealed(place["id"]))
    cited = [
        citation
        for entry in page.entries
        if entry.turn_id == place["turn"]
        for citation in entry.citations
    ]
    understood = Understood.turn(found, page.conversation.customer_name)
    return visit.page(
        "turn.html" if visit.partial else "turn_page.html",
        details=await visit.console.read(_details, visit, found, veil, cited),
        teach=await visit.console.read(
            teaching_values, visit, understood, place["turn"], form, trouble
        ),
        conversation_id=place["id"],
        seal=visit.request.query.get("revealed", "") if veil.lifted else "",
    )


def found_turn(visit: Visit) -> tuple[TurnDetails | None, Transcript | None]:
    """The turn that the address names, with its conversation."""
    place, transcripts = visit.request.match_info, visit.console.transcripts
    found = transcripts.turn(place["id"], place["turn"])
    try:
        return found, transcripts.of(place["id"])
    except ConversationNotFound:
        return found, None


def may_reveal(agent: Agent, assignee_id: str | None) -> bool:
    """Leads and admins may see personal data, and who looks after the conversation."""
    return agent.role.covers(Role.LEAD) or agent.id == assignee_id


async def log_values(visit: Visit) -> dict[str, Any] | None:
    """What a conversation's templates need; None when there is no such conversation."""
    conversation_id = visit.request.match_info["id"]
    console = visit.console
    try:
        seen = await _log_version(visit)  # first: what changes meanwhile is shown once more
        found = await console.read(console.transcripts.of, conversation_id)
    except ConversationNotFound:
        return None
    lifted = visit.revealed(conversation_id)
    veil = Veil(found.conversation.customer_name, lifted=lifted)
    agents = await console.read(console.accounts.all)
    names = {each.id: each.name for each in agents}
    entries = [_veiled(entry, veil) for entry in found.entries]
    seal = visit.request.query.get("revealed", "") if lifted else ""
    logged = render(
        "entries.html",
        entries=entries,
        turns=found.turns,
        channel=found.conversation.channel,
        writing=conversation_id in visit.request.app[CHAT].writing,
        here=f"/console/conversations/{conversation_id}",
        seal=f"?revealed={seal}" if seal else "",
    )
    held_by = found.conversation.agent_id if found.conversation.answering == "person" else None
    return {
        "open": found.conversation,
        "held": f"{found.conversation.answering} {held_by or ''}",
        "mine": held_by == visit.me.id,
        "may_pass_on": held_by is not None and may_reveal(visit.me, held_by),
        "client_id": secrets.token_urlsafe(12),  # what the next reply is called, to say it once
        "read_until": max((entry.seq for entry in found.entries), default=0),
        "state": _state(found),
        "customer": veil.name(found.conversation.customer_name),
        "customer_id": veil.identifier(found.conversation.owner_id),
        "logged": logged,
        "log_seen": seen,
        "timeline": list(found.turns.values()),
        "review": found.review,
        "assignee": names.get(found.review.assignee_id or "", ""),
        "agents": [each for each in agents if not each.disabled],
        "stars": found.stars,
        "comment": veil.text(found.comment or ""),
        "reason": None if found.handoff_reason is None else veil.text(found.handoff_reason),
        "lifted": lifted,
        "revealed": seal,
        "may_reveal": may_reveal(visit.me, found.review.assignee_id),
    }


async def _log_version(visit: Visit) -> str:
    """What is told apart of the transcript as this visit sees it. Raises ConversationNotFound."""
    place = visit.request.match_info["id"]
    stored = await visit.console.read(visit.console.transcripts.version, place)
    writing = place in visit.request.app[CHAT].writing
    seen = f"{stored}|{writing}|{visit.revealed(place)}"
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def _state(found: Transcript) -> str:
    asked = [entry.at for entry in found.entries if entry.by == "shopper"]
    return status_of(
        found.conversation.answering, found.review.resolved_at, max(asked, default=None)
    )


def _veiled(entry: Entry, veil: Veil) -> Entry:
    """The bot's words too: it repeats a shopper's address when it asks for a yes."""
    return replace(entry, text=veil.text(entry.text))


def _details(
    visit: Visit, found: TurnDetails, veil: Veil, citations: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    trace = found.trace
    said = trace.turn
    acted: Sequence[str] = [each.name for each in said.actions] if said else ()
    evidence = trace.evidence
    text = veil.text(said.text) if said else ""
    return {
        "signals": signals_of(visit.console, trace.turn_id, veil, text),
        "slates": offers_of(visit.console, trace.turn_id, veil),
        "trace": trace,
        "turn": said,
        "text": text,
        "entities": [veil.mapping(entity) for entity in said.entities] if said else [],
        "rules": visit.console.rules.acted(said.intent if said else None, acted),
        "slots": veil.mapping(found.slots),
        "changes": [
            (change.name, veil.value(change.before), veil.value(change.after))
            for change in found.changes
        ],
        "evidence": evidence,
        "question": veil.text(evidence.question) if evidence else "",
        "rewritten": veil.text(evidence.rewritten) if evidence else "",
        "verdicts": [
            (each.supported, veil.text(each.sentence), veil.value(each.unsupported))
            for each in (evidence.verdicts if evidence else ())
        ],
        "citations": citations,
        "cited": [[each.get("source"), each.get("section")] for each in citations],
        "sureness": [(SIGNS.get(name, name), adds) for name, adds in evidence.sureness.items()]
        if evidence
        else [],
        "stages": list(evidence.timings_ms.items()) if evidence else [],
        "longest": max(evidence.timings_ms.values(), default=1) if evidence else 1,
    }
