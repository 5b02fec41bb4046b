"""What the tables say about some conversations, gathered in one query each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from conversations.inbox.tables import (
    conversation_notes,
    conversation_reviews,
    conversation_tags,
)
from conversations.tables import (
    conversations,
    feedback,
    handoffs,
    messages,
    missed_matters,
    ratings,
    tickets,
    turn_events,
    turn_evidence,
    turns,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

__all__ = ["Facts", "gather"]

MOST_TEXT: Final = 100_000
"""Characters of a conversation that can be searched: the newest."""


@dataclass
class Facts:
    """One conversation and what hangs on it; rows are those of the tables."""

    conversation: Row[Any]
    review: Row[Any] | None = None
    messages: list[Row[Any]] = field(default_factory=list)
    turns: list[Row[Any]] = field(default_factory=list)
    handoffs: list[Row[Any]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    thumbs: list[str] = field(default_factory=list)
    slots: list[tuple[str, Any]] = field(default_factory=list)
    matters: list[str] = field(default_factory=list)
    """What questions were about that the store's knowledge did not settle."""
    stars: int | None = None
    has_ticket: bool = False
    refused: bool = False
    """Whether a question found no answer in the store's knowledge."""

    @property
    def began_at(self) -> datetime | None:
        """When the shopper wrote first."""
        return min((row.at for row in self.messages if row.sender == "shopper"), default=None)

    @property
    def asked_at(self) -> datetime | None:
        """When the shopper wrote last."""
        return max((row.at for row in self.messages if row.sender == "shopper"), default=None)

    @property
    def unanswered(self) -> bool:
        """Whether a question got no answer, or a message an apology."""
        return self.refused or any(row.outcome == "fault" for row in self.messages)

    @property
    def text(self) -> str:
        """What can be searched: the customer's name, all that was said, and the agents' notes."""
        said = [self.conversation.customer_name or "", *(row.text for row in self.messages)]
        return "\n".join(filter(None, [*said, *self.notes]))[-MOST_TEXT:]


def gather(connection: Connection, conversation_ids: Sequence[str]) -> list[Facts]:
    """The facts of those conversations that exist."""
    query = select(conversations).where(conversations.c.id.in_(list(conversation_ids)))
    found = {row.id: Facts(row) for row in connection.execute(query)}
    for part, take in _PARTS:
        ours = part.where(part.selected_columns.conversation_id.in_(list(found)))
        for row in connection.execute(ours):
            take(found[row.conversation_id], row)
    return list(found.values())


def _take_review(facts: Facts, row: Row[Any]) -> None:
    facts.review = row


def _take_evidence(facts: Facts, row: Row[Any]) -> None:
    facts.refused |= row.evidence.get("outcome") == "no_answer"


def _take_stars(facts: Facts, row: Row[Any]) -> None:
    facts.stars = row.stars


def _take_ticket(facts: Facts, _row: Row[Any]) -> None:
    facts.has_ticket = True


def _take_slot(facts: Facts, row: Row[Any]) -> None:
    event = json.loads(row.data)
    if event.get("event") == "slot":
        facts.slots.append((event.get("name"), event.get("value")))


_MESSAGES = select(
    messages.c.conversation_id,
    messages.c.sender,
    messages.c.text,
    messages.c.at,
    messages.c.outcome,
    messages.c.latency_ms,
).order_by(messages.c.conversation_id, messages.c.seq)
_TURNS = select(
    turns.c.conversation_id,
    turns.c.intent,
    turns.c.confidence,
    turns.c.entities,
    turns.c.actions,
    turns.c.started_at,
)
# Most events are none of slots, and reading JSON is what takes the time.
_SLOTS = (
    select(turns.c.conversation_id, turn_events.c.data)
    .join(turn_events, turn_events.c.turn_id == turns.c.turn_id)
    .where(turn_events.c.data.contains('"event": "slot"'))
)
_PARTS: Final[tuple[tuple[Select[Any], Callable[[Facts, Row[Any]], None]], ...]] = (
    (select(conversation_reviews), _take_review),
    (select(conversation_tags), lambda facts, row: facts.tags.append(row.tag)),
    (select(conversation_notes), lambda facts, row: facts.notes.append(row.text)),
    (_MESSAGES, lambda facts, row: facts.messages.append(row)),
    (_TURNS, lambda facts, row: facts.turns.append(row)),
    (select(handoffs), lambda facts, row: facts.handoffs.append(row)),
    (select(feedback), lambda facts, row: facts.thumbs.append(row.value)),
    (select(ratings), _take_stars),
    (select(tickets.c.conversation_id), _take_ticket),
    (select(turn_evidence), _take_evidence),
    (select(missed_matters), lambda facts, row: facts.matters.append(row.matter)),
    (_SLOTS, _take_slot),
)
