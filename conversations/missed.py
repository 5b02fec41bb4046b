"""Questions that the store's knowledge did not settle, told from what the turns left behind.

A question counts as missed when nothing was found for it, when the reply to it was thumbed down,
or when its shopper asked for a person right afterwards.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import and_, bindparam, select

from conversations.tables import (
    conversations,
    feedback,
    frames,
    handoffs,
    messages,
    turn_evidence,
    turns,
)
from database import reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine

__all__ = ["REASONS", "FoundPassage", "MissedQuestion", "MissedQuestions", "Reason"]

Reason = Literal["refused", "thumbs down", "handed over"]
REASONS: Final[tuple[Reason, ...]] = ("refused", "thumbs down", "handed over")

SOON: Final = timedelta(minutes=10)
"""A person who is asked for later than this is asked for because of something else."""
WORDS_BETWEEN: Final = 2
"""Messages from the question to the person's being called: the wish itself, and its reason."""


@dataclass(frozen=True)
class FoundPassage:
    """A passage that was at hand, and how near it is in meaning (cosine)."""

    source: str
    section: str
    similarity: float


@dataclass(frozen=True)
class MissedQuestion:
    """One shopper's question; `meant` is the text as it was searched for.

    `shopper` is the customer, or the conversation where nobody was signed in. `passages` are
    what retrieval had found, `comment` what was written with a thumb down.
    """

    turn_id: str
    conversation_id: str
    shopper: str
    text: str
    meant: str
    at: datetime
    intent: str
    reasons: tuple[Reason, ...]
    passages: tuple[FoundPassage, ...] = ()
    comment: str = ""


class MissedQuestions:
    """Finds them in the tables; it writes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def between(self, since: datetime, until: datetime) -> list[MissedQuestion]:
        """The questions asked from `since` and before `until`, oldest first."""
        with reading(self._engine) as connection:
            asked = connection.execute(_ASKED, {"since": since, "until": until}).all()
            disliked = {
                row.turn_id: row.reason or ""
                for row in connection.execute(_DISLIKED, {"since": since, "until": until})
            }
            handed_over = _before_a_person(connection, asked, since, until)
        found = []
        for row in asked:
            reasons: list[Reason] = []
            if row.evidence and row.evidence["outcome"] == "no_answer" and not _shows(row.body):
                reasons.append("refused")
            if row.turn_id in disliked:
                reasons.append("thumbs down")
            if row.turn_id in handed_over:
                reasons.append("handed over")
            if reasons:
                found.append(_question(row, tuple(reasons), disliked.get(row.turn_id, "")))
        return found


_ASKED = (
    select(
        messages.c.turn_id,
        messages.c.conversation_id,
        messages.c.text,
        messages.c.at,
        conversations.c.customer_id,
        turns.c.intent,
        turn_evidence.c.evidence,
        frames.c.body,
    )
    .join(conversations, conversations.c.id == messages.c.conversation_id)
    .outerjoin(turns, turns.c.turn_id == messages.c.turn_id)
    .outerjoin(turn_evidence, turn_evidence.c.turn_id == messages.c.turn_id)
    .outerjoin(
        frames,
        and_(
            frames.c.conversation_id == messages.c.conversation_id,
            frames.c.seq == messages.c.reply_seq,
        ),
    )
    .where(
        messages.c.sender == "shopper",
        messages.c.clicked.is_not(True),  # a button's words are the shop's
        messages.c.at >= bindparam("since"),
        messages.c.at < bindparam("until"),
    )
    .order_by(messages.c.at, messages.c.id)
)
_DISLIKED = (
    select(messages.c.turn_id, feedback.c.reason)
    .join(messages, messages.c.id == feedback.c.message_id)
    .where(
        feedback.c.value == "down",
        messages.c.at >= bindparam("since"),
        messages.c.at < bindparam("until"),
    )
)
_CALLED = select(handoffs.c.conversation_id, handoffs.c.requested_at).where(
    handoffs.c.requested_at >= bindparam("since"), handoffs.c.requested_at < bindparam("until")
)


def _before_a_person(
    connection: Connection, asked: Sequence[Any], since: datetime, until: datetime
) -> set[str]:
    """The turns whose question was the last before a person was asked for."""
    said = defaultdict(list)
    for row in asked:
        said[row.conversation_id].append(row)
    found = set()
    for call in connection.execute(_CALLED, {"since": since, "until": until + SOON}):
        before = [row for row in said[call.conversation_id] if row.at <= call.requested_at]
        for row in reversed(before[-WORDS_BETWEEN - 1 :]):
            if row.evidence:
                if call.requested_at - row.at <= SOON:
                    found.add(row.turn_id)
                break
    return found


def _shows(frame: str | None) -> bool:
    """Whether a reply showed products or sources: something else than knowledge answered."""
    if frame is None:
        return False
    shown: list[Mapping[str, Any]] = json.loads(frame).get("messages", [])
    return any(message.get("products") or message.get("citations") for message in shown)


def _question(row: Any, reasons: tuple[Reason, ...], comment: str) -> MissedQuestion:
    evidence: Mapping[str, Any] = row.evidence or {}
    return MissedQuestion(
        turn_id=row.turn_id,
        conversation_id=row.conversation_id,
        shopper=row.customer_id or row.conversation_id,
        text=row.text,
        meant=evidence.get("rewritten") or row.text,
        at=row.at,
        intent=row.intent or "",
        reasons=reasons,
        passages=tuple(
            FoundPassage(chunk["source"], chunk["section"], chunk["dense"])
            for chunk in evidence.get("chunks", ())
        ),
        comment=comment,
    )
