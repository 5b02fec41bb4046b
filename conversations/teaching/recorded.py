"""What the dialogue engine recorded of a conversation, turn by turn."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from conversations.tables import turn_events, turns
from database import reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

__all__ = ["RecordedTurn", "recorded_turns"]


@dataclass(frozen=True)
class RecordedTurn:
    """A turn with Rasa's own events, the shopper's first."""

    turn_id: str
    text: str
    intent: str | None
    entities: tuple[Mapping[str, Any], ...]
    replies: tuple[str, ...]
    events: tuple[Mapping[str, Any], ...]

    @property
    def clicked(self) -> bool:
        """Whether a button was pressed: its payload is an intent, not words."""
        return self.text.startswith("/")

    @property
    def acted(self) -> bool:
        """Whether the bot did anything; it does nothing while somebody else answers."""
        return any(
            event.get("event") == "action" and event.get("name") != "action_listen"
            for event in self.events
        )


def recorded_turns(engine: Engine, conversation_id: str) -> list[RecordedTurn]:
    """The turns of a conversation in their order; none for an unknown one."""
    of_it = turns.c.conversation_id == conversation_id
    events = (
        select(turn_events.c.turn_id, turn_events.c.data)
        .join(turns, turns.c.turn_id == turn_events.c.turn_id)
        .where(of_it)
        .order_by(turn_events.c.position)
    )
    told = select(turns).where(of_it).order_by(turns.c.started_at, turns.c.turn_id)
    by_turn: dict[str, list[Mapping[str, Any]]] = {}
    with reading(engine) as connection:
        for row in connection.execute(events):
            by_turn.setdefault(row.turn_id, []).append(json.loads(row.data))
        return [
            RecordedTurn(
                row.turn_id,
                row.text,
                row.intent,
                tuple(row.entities),
                tuple(row.replies),
                tuple(by_turn.get(row.turn_id, ())),
            )
            for row in connection.execute(told)
        ]
