"""A conversation as it was shown to its shopper, and what stood behind each turn."""

from __future__ import annotations

import json
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from conversations.conversations import Conversations
from conversations.entries import entries_of, notes_of, withheld_in
from conversations.errors import ConversationNotFound
from conversations.inbox.tables import (
    conversation_notes,
    conversation_reviews,
    conversation_tags,
)
from conversations.tables import (
    conversations,
    feedback,
    frames,
    handoffs,
    ratings,
    turn_events,
    turns,
    withheld,
)
from conversations.traces import Traces
from database import reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Engine

    from conversations.conversations import Conversation
    from conversations.entries import Entry
    from conversations.traces import TurnTrace

__all__ = [
    "Review",
    "SlotChange",
    "Transcript",
    "Transcripts",
    "TurnDetails",
    "TurnSummary",
]

MOST_FRAMES = 2000
"""Of a conversation that is shown: its newest."""


@dataclass(frozen=True)
class TurnSummary:
    """What a turn's line in the timeline shows."""

    turn_id: str
    text: str
    intent: str | None
    confidence: float | None
    at: datetime


@dataclass(frozen=True)
class Review:
    """What agents decided about a conversation."""

    tags: tuple[str, ...] = ()
    assignee_id: str | None = None
    resolved_at: datetime | None = None
    reviewed_at: datetime | None = None


@dataclass(frozen=True)
class Transcript:
    """A whole conversation."""

    conversation: Conversation
    entries: tuple[Entry, ...]
    turns: Mapping[str, TurnSummary]
    review: Review
    stars: int | None
    comment: str | None
    handoff_reason: str | None
    """Why a person was asked for last; None when none was."""


@dataclass(frozen=True)
class SlotChange:
    """A slot that a turn set; None is unset."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class TurnDetails:
    """Everything known of one turn; `slots` are all that were set when it began."""

    trace: TurnTrace
    slots: Mapping[str, Any]
    changes: tuple[SlotChange, ...]


class Transcripts:
    """Reads conversations for the console."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._conversations = Conversations(engine)
        self._traces = Traces(engine)

    def of(self, conversation_id: str) -> Transcript:
        """Raises ConversationNotFound."""
        conversation = self._conversations.get(conversation_id)
        with reading(self._engine) as connection:
            thumbs = _thumbs(connection, conversation_id)
            shown = connection.execute(
                select(frames.c.seq, frames.c.body, frames.c.at)
                .where(frames.c.conversation_id == conversation_id)
                .order_by(frames.c.seq.desc())
                .limit(MOST_FRAMES)
            ).all()
            summaries = connection.execute(
                select(
                    turns.c.turn_id,
                    turns.c.text,
                    turns.c.intent,
                    turns.c.confidence,
                    turns.c.started_at,
                )
                .where(turns.c.conversation_id == conversation_id)
                .order_by(turns.c.started_at)
            ).all()
            rating = connection.execute(
                select(ratings).where(ratings.c.conversation_id == conversation_id)
            ).first()
            reason = connection.execute(
                select(handoffs.c.reason)
                .where(handoffs.c.conversation_id == conversation_id)
                .order_by(handoffs.c.requested_at.desc())
            ).scalar()
            review = _review(connection, conversation_id)
            notes = notes_of(connection, conversation_id)
            held = withheld_in(connection, conversation_id)
        seen = (
            entry
            for row in reversed(shown)
            for entry in entries_of(row.seq, row.at, json.loads(row.body), thumbs)
        )
        entries = tuple(merge(seen, notes, held, key=attrgetter("at")))
        return Transcript(
            conversation=conversation,
            entries=entries,
            turns={row.turn_id: TurnSummary(*row) for row in summaries},
            review=review,
            stars=None if rating is None else rating.stars,
            comment=None if rating is None else rating.comment,
            handoff_reason=reason,
        )

    def version(self, conversation_id: str) -> str:
        """What changes whenever the entries of a conversation or their turns' lines do.

        Reads a few rows, where `of` reads them all. Raises ConversationNotFound.
        """
        newest = (
            select(func.max(moment)).where(table.c.conversation_id == conversation_id)
            for table, moment in (
                (turns, turns.c.ended_at),
                (conversation_notes, conversation_notes.c.id),
                (withheld, withheld.c.id),
                (feedback, feedback.c.at),
            )
        )
        query = select(conversations.c.last_seq, *(each.scalar_subquery() for each in newest))
        with reading(self._engine) as connection:
            row = connection.execute(query.where(conversations.c.id == conversation_id)).first()
        if row is None:
            raise ConversationNotFound(f"There is no conversation {conversation_id!r}.")
        return "|".join("" if each is None else str(each) for each in row)

    def turn(self, conversation_id: str, turn_id: str) -> TurnDetails | None:
        """The turn of this conversation; None when there is none."""
        trace = self._traces.get(turn_id)
        if trace is None or trace.conversation_id != conversation_id:
            return None
        before, changes = self._slots(conversation_id, turn_id)
        return TurnDetails(trace, before, changes)

    def slots(self, conversation_id: str) -> dict[str, Any]:
        """The slots that are set now, as far as the turns are recorded."""
        found = {name: value for _, name, value in self._set(conversation_id)}
        return {name: value for name, value in found.items() if value is not None}

    def _slots(
        self, conversation_id: str, turn_id: str
    ) -> tuple[dict[str, Any], tuple[SlotChange, ...]]:
        """The slots when a turn began, and those it changed, told from the events so far."""
        began = select(turns.c.started_at).where(turns.c.turn_id == turn_id).scalar_subquery()
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        for turn, name, value in self._set(conversation_id, turns.c.started_at <= began):
            (after if turn == turn_id else before)[name] = value
        changes = tuple(
            SlotChange(name, before.get(name), value)
            for name, value in sorted(after.items())
            if before.get(name) != value
        )
        return {name: value for name, value in before.items() if value is not None}, changes

    def _set(self, conversation_id: str, *where: ColumnElement[bool]) -> list[tuple[str, str, Any]]:
        """The turn, name and value of each time that a slot was set, in order."""
        query = (
            select(turns.c.turn_id, turn_events.c.data)
            .join(turn_events, turn_events.c.turn_id == turns.c.turn_id)
            .where(
                turns.c.conversation_id == conversation_id,
                turn_events.c.data.contains('"event": "slot"'),
                *where,
            )
            .order_by(turns.c.started_at, turns.c.turn_id, turn_events.c.position)
        )
        with reading(self._engine) as connection:
            events = [(row.turn_id, json.loads(row.data)) for row in connection.execute(query)]
        return [
            (turn, event["name"], event.get("value"))
            for turn, event in events
            if event.get("event") == "slot" and isinstance(event.get("name"), str)
        ]


def _thumbs(connection: Connection, conversation_id: str) -> dict[str, str]:
    query = select(feedback.c.message_id, feedback.c.value).where(
        feedback.c.conversation_id == conversation_id
    )
    return {row.message_id: row.value for row in connection.execute(query)}


def _review(connection: Connection, conversation_id: str) -> Review:
    row = connection.execute(
        select(conversation_reviews).where(
            conversation_reviews.c.conversation_id == conversation_id
        )
    ).first()
    tags = connection.execute(
        select(conversation_tags.c.tag)
        .where(conversation_tags.c.conversation_id == conversation_id)
        .order_by(conversation_tags.c.tag)
    ).scalars()
    if row is None:
        return Review(tuple(tags))
    return Review(tuple(tags), row.assignee_id, row.resolved_at, row.reviewed_at)
