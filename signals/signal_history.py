"""The signals of all turns, as they were scored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from commerce.codec import from_json, to_json
from commerce.writes import insert_or_update
from conversations.inbox.changes import mark_changed
from conversations.tables import turns
from database import delete_some, reading, writing
from signals.tables import turn_signals
from signals.turn_signals import Mood, TurnSignals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Engine

__all__ = ["SignalHistory", "Unscored"]

BATCH = 100
MOST_AT_ONCE = 5000


class Unscored(NamedTuple):
    """A turn without signals, and when it began."""

    turn_id: str
    conversation_id: str
    at: datetime


class SignalHistory:
    """Keeps the signals of turns; its methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, signals: TurnSignals) -> None:
        """Keep the signals of a turn in place of any that it has."""
        row = {
            "turn_id": signals.turn_id,
            "conversation_id": signals.conversation_id,
            "at": signals.at,
            "feeling": signals.sentiment.feeling.value,
            "mood": signals.mood.feeling.value,
            "propensity": signals.propensity.value,
            "signals": to_json(signals),
        }
        with writing(self._engine) as connection:
            insert_or_update(connection, turn_signals, [row])
            mark_changed(connection, signals.conversation_id)

    def get(self, turn_id: str) -> TurnSignals | None:
        """The signals of a turn; None when it was not scored."""
        query = select(turn_signals.c.signals).where(turn_signals.c.turn_id == turn_id)
        with reading(self._engine) as connection:
            kept = connection.execute(query).scalar()
        return None if kept is None else _signals(kept)

    def of(self, conversation_id: str) -> list[TurnSignals]:
        """The signals of a conversation's turns, in order."""
        table = turn_signals.c
        query = (
            select(table.signals)
            .where(table.conversation_id == conversation_id)
            .order_by(table.at, table.turn_id)
        )
        with reading(self._engine) as connection:
            return [_signals(kept) for kept in connection.execute(query).scalars()]

    def mood_before(self, conversation_id: str, moment: datetime) -> Mood:
        """The mood after the last turn before `moment` that was scored."""
        table = turn_signals.c
        query = (
            select(table.signals)
            .where(table.conversation_id == conversation_id, table.at < moment)
            .order_by(table.at.desc())
            .limit(1)
        )
        with reading(self._engine) as connection:
            kept = connection.execute(query).scalar()
        return Mood() if kept is None else _signals(kept).mood

    def unscored(
        self, among: Sequence[str] | None = None, after: Unscored | None = None
    ) -> list[Unscored]:
        """Recorded turns without signals, oldest first, a batch of them at most.

        All of them or those `among` some, and of these only those that follow `after`.
        """
        scored = select(turn_signals.c.turn_id).where(turn_signals.c.turn_id == turns.c.turn_id)
        query = (
            select(turns.c.turn_id, turns.c.conversation_id, turns.c.started_at)
            .where(~scored.exists())
            .order_by(turns.c.started_at, turns.c.turn_id)
            .limit(BATCH)
        )
        if among is not None:
            query = query.where(turns.c.turn_id.in_(among))
        if after is not None:
            begun, turn_id = turns.c.started_at, turns.c.turn_id
            same = (begun == after.at) & (turn_id > after.turn_id)
            query = query.where((begun > after.at) | same)
        with reading(self._engine) as connection:
            return [Unscored(*row) for row in connection.execute(query)]

    def forget_before(self, moment: datetime) -> int:
        """Erase the signals of older turns, a batch at a time; returns how many that were."""
        return delete_some(self._engine, turn_signals, turn_signals.c.at < moment, MOST_AT_ONCE)


def _signals(kept: Any) -> TurnSignals:
    found: TurnSignals = from_json(TurnSignals, kept)
    return found
