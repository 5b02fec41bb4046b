"""Help for the agent who has a conversation: a briefing, a summary, a suggested reply."""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING, Any, Final

from conversations.errors import ConversationNotFound
from conversations.veil import Veil
from gateway.console.attachments import article_value
from gateway.errors import AssistantAway

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from aiohttp import web

    from conversations.entries import Entry
    from conversations.transcript import Transcript
    from gateway.console.visit import Visit

__all__ = ["briefing", "question_of", "suggestion", "summary"]

MOST_HISTORY: Final = 3
LONGEST_QUESTION: Final = 2000


def _in_talk(
    handler: Callable[[Visit, Transcript], Awaitable[web.Response]],
) -> Callable[[Visit], Awaitable[web.Response]]:
    """Hand over the conversation of the address, or say that there is none."""

    @functools.wraps(handler)
    async def handle(visit: Visit) -> web.Response:
        place = visit.request.match_info["id"]
        try:
            talk = await visit.console.read(visit.console.transcripts.of, place)
        except ConversationNotFound:
            return visit.refuse("There is no such conversation.", 404)
        return await handler(visit, talk)

    return handle


@_in_talk
async def briefing(visit: Visit, talk: Transcript) -> web.Response:
    """`GET …/briefing`: the conversation in brief, and resolved ones that are like it."""
    console = visit.console
    found = await console.read(console.briefings.of, talk)
    said = [entry.text for entry in talk.entries if entry.by == "shopper"]
    similar = await console.read(console.similar, talk.conversation.id, said)
    veil = _veil(visit, talk)
    # The others are other customers': what is shown of this one is not shown of them.
    return visit.part("briefing.html", brief=found, similar=similar, veil=veil, others=Veil())


@_in_talk
async def summary(visit: Visit, talk: Transcript) -> web.Response:
    """`GET …/summary`: the conversation in the model's words; nothing where there is no model."""
    lines = [
        f"{entry.by.title()}: {entry.text}"
        for entry in talk.entries
        if entry.by in {"shopper", "bot", "agent"} and entry.text
    ]
    told = {"text": "", "model": ""}
    if lines:
        with contextlib.suppress(AssistantAway):
            told = await visit.console.assistant.summary("\n".join(lines))
    return visit.part("summary.html", told=told, veil=_veil(visit, talk))


@_in_talk
async def suggestion(visit: Visit, talk: Transcript) -> web.Response:
    """`GET …/suggestion`: what the bot would answer now, with its sources; an agent decides."""
    question, history = question_of(talk.entries)
    values: dict[str, Any] = {"suggested": None, "away": False, "asked": question}
    if question:
        try:
            found = await visit.console.assistant.suggest(question, history)
        except AssistantAway:
            values["away"] = True
        else:
            cited = [(each, article_value(visit, each)) for each in found["citations"]]
            values["suggested"] = {**found, "cited": cited}
    return visit.part("suggestion.html", **values)


def question_of(entries: Sequence[Entry]) -> tuple[str, list[tuple[str, str]]]:
    """What the shopper has said since anybody answered, and the exchanges before that."""
    exchanges: list[tuple[list[str], list[str]]] = []
    for entry in entries:
        if entry.by == "shopper" and entry.text:
            if not exchanges or exchanges[-1][1]:
                exchanges.append(([], []))
            exchanges[-1][0].append(entry.text)
        elif entry.by in {"bot", "agent"} and entry.text and exchanges:
            exchanges[-1][1].append(entry.text)
    if not exchanges:
        return "", []
    *before, (asked, _) = exchanges
    history = [("\n".join(said), "\n".join(replied)) for said, replied in before]
    return "\n".join(asked)[-LONGEST_QUESTION:], history[-MOST_HISTORY:]


def _veil(visit: Visit, talk: Transcript) -> Veil:
    lifted = visit.revealed(talk.conversation.id)
    return Veil(talk.conversation.customer_name, lifted=lifted)
