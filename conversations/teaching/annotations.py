"""Corrections of the bot's turns: who says what it should have understood or said, and who agreed.

The set only grows. What counts of a turn is the newest correction that a lead has decided about;
everything before it stays as its history.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, insert, select

from conversations.frames import now
from conversations.inbox.changes import mark_changed
from conversations.teaching.examples import Example, Mark
from conversations.teaching.tables import corrections, verdicts
from database import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row

__all__ = ["Annotation", "AnnotationFilter", "Annotations", "Correction", "Status"]


class Status(StrEnum):
    """What has become of a correction; an agent proposes, a lead decides."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Correction:
    """What somebody says about a turn.

    `example` is what was said as the bot would learn it, with the right entities. `intent` is the
    right one, None where the words teach none. `better_reply` is what the bot should have said.
    """

    example: Example
    intent: str | None = None
    better_reply: str = ""
    note: str = ""
    flagged: bool = False


@dataclass(frozen=True)
class Annotation:
    """A correction as it is kept."""

    id: int
    turn_id: str
    conversation_id: str
    heard_intent: str | None
    correction: Correction
    agent_id: str
    at: datetime
    status: Status = Status.PROPOSED
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class AnnotationFilter:
    """Which corrections to list; empty fields ask for nothing."""

    agent_id: str = ""
    heard: str = ""
    intent: str = ""
    status: Status | None = None
    flagged: bool = False


class Annotations:
    """Keeps corrections; the functions that write are part of the caller's transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @staticmethod
    def propose(
        connection: Connection,
        conversation_id: str,
        turn_id: str,
        correction: Correction,
        *,
        heard: str | None,
        by: str,
    ) -> int:
        """Keep a correction of a turn and return its id; `heard` is the intent NLU found."""
        added = connection.execute(
            insert(corrections).values(
                turn_id=turn_id,
                conversation_id=conversation_id,
                text=correction.example.text,
                heard_intent=heard,
                intent=correction.intent,
                entities=correction.example.entities,
                better_reply=correction.better_reply,
                note=correction.note,
                flagged=correction.flagged,
                agent_id=by,
                at=now(),
            )
        )
        assert added.inserted_primary_key is not None
        return int(added.inserted_primary_key[0])

    @staticmethod
    def decide(connection: Connection, ids: Iterable[int], status: Status, by: str) -> list[int]:
        """Approve or reject corrections that are not in that state yet; returns those changed."""
        query = _query().where(corrections.c.id.in_(list(ids)))
        found = [_annotation(row) for row in connection.execute(query)]
        changed = [each for each in found if each.status is not status]
        if changed:
            common = {"status": status.value, "agent_id": by, "at": now()}
            connection.execute(
                insert(verdicts), [{"annotation_id": each.id, **common} for each in changed]
            )
        for conversation_id in sorted({each.conversation_id for each in changed}):
            mark_changed(connection, conversation_id)
        return [each.id for each in changed]

    def of_turn(self, turn_id: str) -> list[Annotation]:
        """Every version of a turn's correction, the newest first."""
        query = _query().where(corrections.c.turn_id == turn_id)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(corrections.c.id.desc()))
            return [_annotation(row) for row in rows]

    def get(self, annotation_id: int) -> Annotation | None:
        """One correction; None where there is none."""
        with reading(self._engine) as connection:
            row = connection.execute(_query().where(corrections.c.id == annotation_id)).first()
        return None if row is None else _annotation(row)

    def newest(
        self, wanted: AnnotationFilter, *, before: int | None = None, limit: int = 50
    ) -> list[Annotation]:
        """The newest version of each turn's correction that fits, the latest first."""
        newest = select(func.max(corrections.c.id)).group_by(corrections.c.turn_id)
        query = _query().where(corrections.c.id.in_(newest))
        fits = {
            corrections.c.agent_id: wanted.agent_id,
            corrections.c.heard_intent: wanted.heard,
            corrections.c.intent: wanted.intent,
        }
        for column, value in fits.items():
            if value:
                query = query.where(column == value)
        if wanted.flagged:
            query = query.where(corrections.c.flagged)
        if wanted.status is Status.PROPOSED:
            query = query.where(verdicts.c.status.is_(None))
        elif wanted.status is not None:
            query = query.where(verdicts.c.status == wanted.status.value)
        if before is not None:
            query = query.where(corrections.c.id < before)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(corrections.c.id.desc()).limit(limit))
            return [_annotation(row) for row in rows]

    def approved(self, since: datetime | None = None) -> list[Annotation]:
        """What leads have agreed to, each turn once, in the order of the decisions."""
        query = _query().where(verdicts.c.status.is_not(None))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(corrections.c.id)).all()
        latest = {row.turn_id: _annotation(row) for row in rows}
        agreed = [each for each in latest.values() if each.status is Status.APPROVED]
        agreed.sort(key=lambda each: (each.decided_at or each.at, each.id))
        return [each for each in agreed if since is None or (each.decided_at or each.at) >= since]

    def intents(self) -> tuple[list[str], list[str]]:
        """The intents that were heard, and those they were corrected to."""
        with reading(self._engine) as connection:
            heard, right = (
                connection.execute(select(column).distinct().where(column.is_not(None)))
                .scalars()
                .all()
                for column in (corrections.c.heard_intent, corrections.c.intent)
            )
        return sorted(heard), sorted(right)


def _query() -> Select[Any]:
    """Corrections, each with the last verdict on it."""
    last = select(func.max(verdicts.c.id)).group_by(verdicts.c.annotation_id)
    return select(
        corrections,
        verdicts.c.status,
        verdicts.c.agent_id.label("decided_by"),
        verdicts.c.at.label("decided_at"),
    ).outerjoin(
        verdicts,
        (verdicts.c.annotation_id == corrections.c.id) & verdicts.c.id.in_(last),
    )


def _annotation(row: Row[Any]) -> Annotation:
    marks: Sequence[dict[str, Any]] = row.entities
    return Annotation(
        id=row.id,
        turn_id=row.turn_id,
        conversation_id=row.conversation_id,
        heard_intent=row.heard_intent,
        correction=Correction(
            Example(row.text, tuple(Mark(**mark) for mark in marks)),
            row.intent,
            row.better_reply,
            row.note,
            row.flagged,
        ),
        agent_id=row.agent_id,
        at=row.at,
        status=Status(row.status) if row.status else Status.PROPOSED,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
