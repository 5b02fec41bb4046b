"""The trace of a turn: what NLU thought, what ran, and what the answer rested on.

The worker records the turn, the action server its evidence, the gateway its outcome; they
may arrive in any order, and `Traces.get` joins what is there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from conversations.frames import now
from conversations.inbox.changes import mark_changed
from conversations.tables import messages, turn_evidence, turns
from database import reading, writing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row

__all__ = [
    "ActionTaken",
    "Evidence",
    "EvidenceChunk",
    "EvidenceVerdict",
    "RankedIntent",
    "Traces",
    "Turn",
    "TurnTrace",
    "write_turn",
]


@dataclass(frozen=True)
class EvidenceChunk:
    """A retrieved chunk and its scores."""

    id: str
    source: str
    section: str
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True)
class EvidenceVerdict:
    """Whether the sources support a sentence, and the claims that they do not."""

    sentence: str
    supported: bool
    unsupported: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What one answer rested on; `outcome` is a word such as "answered" or "no_answer".

    `rewritten` is the question as it was searched for, where it was made self-contained.
    """

    question: str
    outcome: str
    chunks: tuple[EvidenceChunk, ...] = ()
    verdicts: tuple[EvidenceVerdict, ...] = ()
    model: str = ""
    prompt_version: str = ""
    confidence: float = 0.0
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    rewritten: str = ""
    sureness: Mapping[str, float] = field(default_factory=dict)
    """What makes the confidence, by name; the parts add up to its log-odds."""


@dataclass(frozen=True)
class RankedIntent:
    """An intent that NLU considered."""

    name: str
    confidence: float


@dataclass(frozen=True)
class ActionTaken:
    """An action that ran, with the policy that chose it and how sure it was."""

    name: str
    policy: str | None
    confidence: float | None


@dataclass(frozen=True)
class Turn:
    """One turn as the dialogue engine logged it; `text` has no card number."""

    turn_id: str
    conversation_id: str
    text: str
    intent: str | None
    confidence: float | None
    ranking: tuple[RankedIntent, ...]
    entities: tuple[Mapping[str, Any], ...]
    actions: tuple[ActionTaken, ...]
    replies: tuple[str, ...]
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class TurnTrace:
    """Everything known of a turn so far."""

    turn_id: str
    conversation_id: str
    turn: Turn | None
    evidence: Evidence | None
    outcome: str | None
    """How the gateway ended it: answered, fault or held."""
    latency_ms: float | None


class Traces:
    """Records and joins the traces of turns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record_evidence(self, turn_id: str, conversation_id: str, evidence: Evidence) -> None:
        """Keep what a turn's answer rested on; a later one of the same turn replaces it."""
        with writing(self._engine) as connection:
            connection.execute(delete(turn_evidence).where(turn_evidence.c.turn_id == turn_id))
            connection.execute(
                insert(turn_evidence).values(
                    turn_id=turn_id,
                    conversation_id=conversation_id,
                    evidence=_jsonable(evidence),
                    at=now(),
                )
            )
            mark_changed(connection, conversation_id)

    def record_turn(self, turn: Turn) -> None:
        """Keep a turn; a later version of the same turn replaces it."""
        with writing(self._engine) as connection:
            write_turn(connection, turn)

    def get(self, turn_id: str) -> TurnTrace | None:
        """What is known of a turn; None when nothing is."""
        with reading(self._engine) as connection:
            turn = connection.execute(select(turns).where(turns.c.turn_id == turn_id)).first()
            evidence = connection.execute(
                select(turn_evidence).where(turn_evidence.c.turn_id == turn_id)
            ).first()
            message = connection.execute(
                select(messages).where(
                    messages.c.turn_id == turn_id, messages.c.sender == "shopper"
                )
            ).first()
        found = turn or evidence or message
        if found is None:
            return None
        return TurnTrace(
            turn_id=turn_id,
            conversation_id=found.conversation_id,
            turn=None if turn is None else _turn(turn),
            evidence=None if evidence is None else _evidence(evidence.evidence),
            outcome=None if message is None else message.outcome,
            latency_ms=None if message is None else message.latency_ms,
        )

    def turns_of(self, conversation_id: str) -> list[Turn]:
        """The recorded turns of a conversation, in order."""
        query = (
            select(turns)
            .where(turns.c.conversation_id == conversation_id)
            .order_by(turns.c.started_at, turns.c.turn_id)
        )
        with reading(self._engine) as connection:
            return [_turn(row) for row in connection.execute(query)]


def write_turn(connection: Connection, turn: Turn) -> None:
    """Insert or replace a turn inside the caller's write transaction."""
    connection.execute(delete(turns).where(turns.c.turn_id == turn.turn_id))
    connection.execute(insert(turns).values(**_jsonable(turn)))
    mark_changed(connection, turn.conversation_id)


def _jsonable(record: Evidence | Turn) -> dict[str, Any]:
    """The fields, with nested dataclasses as objects and every figure a plain number."""
    return {part.name: _plain(getattr(record, part.name)) for part in dataclasses.fields(record)}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.item() if hasattr(value, "item") else value  # a NumPy scalar is no JSON


def _evidence(stored: Mapping[str, Any]) -> Evidence:
    return Evidence(
        **{
            **stored,
            "chunks": tuple(EvidenceChunk(**chunk) for chunk in stored["chunks"]),
            "verdicts": tuple(
                EvidenceVerdict(**{**verdict, "unsupported": tuple(verdict["unsupported"])})
                for verdict in stored["verdicts"]
            ),
        }
    )


def _turn(row: Row[Any]) -> Turn:
    return Turn(
        turn_id=row.turn_id,
        conversation_id=row.conversation_id,
        text=row.text,
        intent=row.intent,
        confidence=row.confidence,
        ranking=tuple(RankedIntent(**ranked) for ranked in row.ranking),
        entities=tuple(row.entities),
        actions=tuple(ActionTaken(**action) for action in row.actions),
        replies=tuple(row.replies),
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
