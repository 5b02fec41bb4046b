"""Save as test: a stretch of a conversation as a story of `rasa test` and as a live scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from agents.audit import record
from conversations.errors import ConversationNotFound
from conversations.teaching import Status
from conversations.teaching.examples import Pseudonyms
from conversations.teaching.scenario_draft import scenario_misfits, scenario_yaml, shown_turns
from conversations.teaching.stories import story_steps, story_yaml
from conversations.teaching.story_check import misfits
from conversations.veil import Veil
from gateway.console.visit import HEADERS
from tilly.reviewed_tests import NameTaken, StoryRun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from conversations.teaching import Correction
    from conversations.teaching.recorded import RecordedTurn
    from conversations.transcript import Transcript
    from gateway.console.visit import Visit

__all__ = ["form", "submit"]

LONGEST_NAME: Final = 80
KINDS: Final = ("story", "scenario")


@dataclass(frozen=True)
class Draft:
    """The tests as they stand in the page; empty ones are told anew from the stretch."""

    name: str = ""
    story: str = ""
    scenario: str = ""

    @classmethod
    def posted(cls, fields: Mapping[str, Any]) -> Draft:
        """What the form holds; browsers send lines with a carriage return."""
        story, scenario = (str(fields.get(kind, "")).replace("\r\n", "\n") for kind in KINDS)
        return cls(_name(str(fields.get("name", ""))), story, scenario)


@dataclass(frozen=True)
class Stretch:
    """Some turns of a conversation, `first` to `last` by their place, both included."""

    talk: Transcript
    recorded: Sequence[RecordedTurn]
    corrections: Mapping[str, Correction]
    first: int
    last: int

    @property
    def turns(self) -> Sequence[RecordedTurn]:
        """Those that are chosen."""
        return self.recorded[self.first : self.last + 1]

    def remarks(self) -> list[str]:
        """What a person has to look at, because no record tells what should have been done."""
        found, idle = [], []
        for number, turn in enumerate(self.turns, self.first + 1):
            right = self.corrections.get(turn.turn_id)
            if right and right.intent and right.intent != turn.intent:
                found.append(
                    f"Turn {number} is corrected to {right.intent}; what stands below it is what "
                    f"the bot did for {turn.intent}. Write what it should do."
                )
            if not turn.acted:
                idle.append(str(number))
        if idle:
            found.append(
                f"The bot did nothing in turn {', '.join(idle)}: somebody else answered, or it is "
                "not recorded."
            )
        return found


async def form(visit: Visit) -> web.Response:
    """`GET …/test`: what a stretch, from turn `first` to turn `last`, is as a test."""
    query = visit.request.query
    stretch = await _stretch(visit, query.get("first", ""), query.get("last", ""))
    if stretch is None:
        return visit.refuse("There is no such conversation, or nothing of it is recorded.", 404)
    return await _page(visit, stretch, Draft(_name(query.get("name", ""))))


async def submit(visit: Visit) -> web.Response:
    """`POST …/test`: run what was drafted, save it, or take it along."""
    posted = await visit.request.post()
    draft = Draft.posted(posted)
    kind, what = str(posted.get("kind", "")), str(posted.get("what", ""))
    stretch = await _stretch(visit, str(posted.get("first", "")), str(posted.get("last", "")))
    if stretch is None:
        return visit.refuse("There is no such conversation, or nothing of it is recorded.", 404)
    if kind not in KINDS or what not in {"check", "save", "download"}:
        return visit.refuse("That is nothing that can be done with a test.", 400)
    troubles = await _troubles(visit, draft, kind)
    if what == "download" and not troubles:
        await _log(visit, f"conversation.{kind}_downloaded", "")
        written = draft.story if kind == "story" else draft.scenario
        return _file(f"{'test' if kind == 'story' else 'reviewed'}_{kind}.yml", written)
    if what == "save" and not troubles:
        return await _save(visit, stretch, draft, kind)
    if what == "check" and not troubles:
        return await _page(visit, stretch, draft, run=await _run(visit, draft))
    return await _page(visit, stretch, draft)


async def _stretch(visit: Visit, first: str, last: str) -> Stretch | None:
    """The stretch between two turns by their ids; the whole conversation without them."""
    console, conversation_id = visit.console, visit.request.match_info["id"]

    def read() -> Stretch | None:
        recorded = console.recorded(conversation_id)
        try:
            talk = console.transcripts.of(conversation_id)
        except ConversationNotFound:
            return None
        if not recorded:
            return None
        places = {turn.turn_id: place for place, turn in enumerate(recorded)}
        begin = places.get(first, 0)
        end = max(begin, places.get(last, len(recorded) - 1))
        corrections = {
            turn.turn_id: newest.correction
            for turn in recorded[begin : end + 1]
            for newest in console.annotations.of_turn(turn.turn_id)[:1]
            if newest.status is not Status.REJECTED
        }
        return Stretch(talk, recorded, corrections, begin, end)

    return await console.read(read)


async def _page(
    visit: Visit,
    stretch: Stretch,
    draft: Draft,
    *,
    run: StoryRun | None = None,
    kind: str = "story",
    saved: str = "",
    trouble: str = "",
) -> web.Response:
    draft = await visit.console.read(_drafted, visit, stretch, draft)
    veil = Veil(stretch.talk.conversation.customer_name)
    said = {entry.turn_id: entry.text for entry in stretch.talk.entries if entry.by == "shopper"}
    return visit.page(
        "save_test.html",
        conversation_id=stretch.talk.conversation.id,
        turns=[
            (turn.turn_id, veil.text(said.get(turn.turn_id, turn.text)), turn.intent)
            for turn in stretch.recorded
        ],
        first=stretch.recorded[stretch.first].turn_id,
        last=stretch.recorded[stretch.last].turn_id,
        draft=draft,
        remarks=stretch.remarks(),
        misfits=await _troubles(visit, draft, "story"),
        scenario_misfits=await _troubles(visit, draft, "scenario"),
        kept=visit.console.tests.kept,
        run=run,
        kind=kind,
        saved=saved,
        trouble=trouble,
    )


def _drafted(visit: Visit, stretch: Stretch, draft: Draft) -> Draft:
    """The draft with what it lacks told from the conversation."""
    name = draft.name or "A reviewed conversation"
    names = Pseudonyms(stretch.talk.conversation.customer_name)
    if not draft.story:
        steps = story_steps(
            stretch.recorded,
            stretch.first,
            stretch.last,
            visit.console.domain,
            corrections=stretch.corrections,
            pseudonyms=names,
        )
        draft = replace(draft, story=story_yaml(name, steps))
    if not draft.scenario:
        clicked = {turn.turn_id: turn.clicked for turn in stretch.recorded}
        shown = shown_turns(stretch.talk.entries, clicked)
        customer, orders = visit.console.demo_customer(stretch.talk.conversation.customer_id)
        draft = replace(
            draft,
            scenario=scenario_yaml(
                name,
                [shown[turn.turn_id] for turn in stretch.turns if turn.turn_id in shown],
                names,
                customer=customer,
                orders=orders,
            ),
        )
    return replace(draft, name=name)


async def _troubles(visit: Visit, draft: Draft, kind: str) -> list[str]:
    console = visit.console
    if kind == "scenario":
        return scenario_misfits(draft.scenario)
    known = await console.read(console.tests.stories)
    return await console.read(misfits, draft.story, console.domain, known)


async def _run(visit: Visit, draft: Draft) -> StoryRun | None:
    """One story at a time: each is a process of its own, as large as the bot."""
    try:
        async with visit.console.running_story:
            return await visit.console.run_story(draft.story)
    except TimeoutError:
        return StoryRun(passed=False, went="Rasa did not finish within five minutes.")


async def _save(visit: Visit, stretch: Stretch, draft: Draft, kind: str) -> web.Response:
    tests = visit.console.tests
    if not tests.kept:
        return visit.refuse("This installation has no repository to save to; download it.", 409)
    try:
        if kind == "story":
            path = await visit.console.read(tests.save_story, draft.name, draft.story)
        else:
            path = await visit.console.read(tests.save_scenario, draft.name, draft.scenario)
    except NameTaken as taken:
        return await _page(visit, stretch, draft, kind=kind, trouble=str(taken))
    await _log(visit, f"conversation.{kind}_saved", path)
    return await _page(visit, stretch, draft, kind=kind, saved=path)


async def _log(visit: Visit, action: str, path: str) -> None:
    def work(connection: Connection) -> None:
        record(
            connection,
            action,
            agent_id=visit.me.id,
            subject=visit.request.match_info["id"],
            details={"file": path} if path else {},
            address=visit.address,
        )

    await visit.console.write(work)


def _file(name: str, written: str) -> web.Response:
    disposition = f'attachment; filename="{name}"'
    headers = {**HEADERS, "Content-Disposition": disposition}
    return web.Response(text=written, content_type="application/yaml", headers=headers)


def _name(typed: str) -> str:
    return " ".join(typed.split())[:LONGEST_NAME]
