"""Turns, told from the dialogue engine's events.

A turn begins with the shopper's ``user`` event, which carries the gateway's ``turn_id`` in
its metadata, and ends before the next one. Its events are kept, keyed by content, and the
turn is told anew from all of them: reading an event twice changes nothing.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from conversations.masking import mask_card_numbers
from conversations.tables import cursors, turn_events, turns
from conversations.traces import ActionTaken, RankedIntent, Turn, write_turn
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy import Connection, Engine

    from conversations.event_source import EventSource, LoggedEvent, SqlEvents

__all__ = ["TurnLog", "step_back", "turn_from"]

BATCH = 500

logger = logging.getLogger(__name__)


@dataclass
class _Cursor:
    position: int
    key: str | None


class TurnLog:
    """Reads event sources into turns; one process at a time may own it."""

    def __init__(
        self, engine: Engine, *, told: Callable[[Collection[str]], None] = lambda _turns: None
    ) -> None:
        """`told` hears of the turns that were written, once they are."""
        self._engine = engine
        self._told = told
        self._current: dict[str, str | None] = {}

    def catch_up(self, source: EventSource) -> int:
        """Read what a source has beyond its cursor; returns the number of new events."""
        cursor, new = self._cursor(source), 0
        while batch := source.read(cursor.position, BATCH):
            cursor = _Cursor(batch[-1].position, batch[-1].key)
            with writing(self._engine) as connection:
                found, turn_ids = self._take(connection, batch)
                _keep(connection, source.name, cursor)
            new += found
            source.done(cursor.position)
            self._told(turn_ids)
        if len(self._current) > BATCH:
            self._current.clear()  # found again in the turns; memory stays bounded
        return new

    def _cursor(self, source: EventSource) -> _Cursor:
        """Where to read on; the beginning when the source is not the one it was."""
        with reading(self._engine) as connection:
            row = connection.execute(select(cursors).where(cursors.c.source == source.name)).first()
        if row is None:
            return _Cursor(0, None)
        last = source.read(row.position - 1, 1)
        if last:
            same = (last[0].position, last[0].key) == (row.position, row.key)
        else:
            same = source.last_position() >= row.position
        return _Cursor(row.position, row.key) if same else _Cursor(0, None)

    def _take(
        self, connection: Connection, batch: Sequence[LoggedEvent]
    ) -> tuple[int, Collection[str]]:
        """How many events are new, and the turns that they are of."""
        keys = [event.key for event in batch]
        known = {
            row.key: row.turn_id
            for row in connection.execute(
                select(turn_events.c.key, turn_events.c.turn_id).where(turn_events.c.key.in_(keys))
            )
        }
        members: dict[str, list[str]] = {}
        touched: dict[str, str] = {}
        new: set[str] = set()
        for event, key in zip(batch, keys, strict=True):
            turn_id = self._turn_of(connection, event, key)
            if key in known:
                turn_id = self._current[event.conversation_id] = known[key]
            if turn_id is None:
                continue  # what happens between sessions is no turn
            members.setdefault(turn_id, []).append(key)
            if key in known:
                continue
            connection.execute(
                insert(turn_events).values(
                    key=key,
                    turn_id=turn_id,
                    position=0,
                    data=json.dumps(event.data if _is_ours(event) else _masked(event.data)),
                )
            )
            known[key] = turn_id
            touched[turn_id] = event.conversation_id
            new.add(key)
        for turn_id, conversation_id in touched.items():
            _arrange(connection, turn_id, members[turn_id], new)
            self._retell(connection, turn_id, conversation_id)
        return len(new), touched.keys()

    def _turn_of(self, connection: Connection, event: LoggedEvent, key: str) -> str | None:
        sender = event.conversation_id
        if event.data["event"] == "user":
            metadata = event.data.get("metadata") or {}
            turn_id = metadata.get("turn_id")
            self._current[sender] = turn_id if _is_id(turn_id) else key
        elif event.data.get("name") == "action_session_start":
            self._current[sender] = None
        elif sender not in self._current:
            self._current[sender] = connection.execute(
                select(turns.c.turn_id)
                .where(turns.c.conversation_id == sender)
                .order_by(turns.c.started_at.desc())
                .limit(1)
            ).scalar()
        return self._current[sender]

    def _retell(self, connection: Connection, turn_id: str, conversation_id: str) -> None:
        rows = connection.execute(
            select(turn_events.c.data)
            .where(turn_events.c.turn_id == turn_id)
            .order_by(turn_events.c.position)
        )
        events = [json.loads(row.data) for row in rows]
        try:
            turn = turn_from(turn_id, conversation_id, events)
        except (AttributeError, KeyError, TypeError, ValueError):
            logger.exception("The events of turn %s cannot be told.", turn_id)
            return
        if turn is not None:
            write_turn(connection, turn)


def turn_from(
    turn_id: str, conversation_id: str, events: Sequence[Mapping[str, Any]]
) -> Turn | None:
    """The turn that these events record; None without the shopper's own."""
    asked = next((event for event in events if event["event"] == "user"), None)
    if asked is None:
        return None
    events = [event for event in events if event is asked or not _was_told(event)]
    parse = asked.get("parse_data") or {}
    intent = parse.get("intent") or {}
    times = [event["timestamp"] for event in events if event.get("timestamp") is not None]
    return Turn(
        turn_id=turn_id,
        conversation_id=conversation_id,
        text=asked.get("text") or "",
        intent=intent.get("name"),
        confidence=intent.get("confidence"),
        ranking=tuple(
            RankedIntent(str(ranked.get("name")), float(ranked.get("confidence") or 0))
            for ranked in parse.get("intent_ranking") or ()
        ),
        entities=tuple(
            {
                name: entity[name]
                for name in ("entity", "value", "start", "end", "role", "group", "extractor")
                if name in entity
            }
            for entity in parse.get("entities") or ()
        ),
        actions=tuple(
            ActionTaken(str(event.get("name")), event.get("policy"), event.get("confidence"))
            for event in events
            if event["event"] == "action" and event.get("name") != "action_listen"
        ),
        replies=tuple(
            event["text"] for event in events if event["event"] == "bot" and event.get("text")
        ),
        started_at=_moment(asked.get("timestamp") or min(times, default=0.0)),
        ended_at=_moment(max(times, default=0.0)),
    )


def _was_told(event: Mapping[str, Any]) -> bool:
    """Whether the dialogue engine was told of it afterwards: what a person said is no reply."""
    metadata = event.get("metadata")
    return isinstance(metadata, dict) and "note" in metadata


def _masked(value: Any) -> Any:
    """The event with card numbers masked in every text, should it not have come by the gateway."""
    if isinstance(value, str):
        return mask_card_numbers(value)
    if isinstance(value, dict):
        return {name: _masked(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return value


def _is_ours(event: LoggedEvent) -> bool:
    # What the bot says is the store's; a tracking number in it may look like a card's.
    return bool(event.data["event"] == "bot")


def _is_id(turn_id: object) -> bool:
    return isinstance(turn_id, str) and 0 < len(turn_id) <= turns.c.turn_id.type.length  # type: ignore[attr-defined]


def _arrange(
    connection: Connection, turn_id: str, keys: Sequence[str], new: Collection[str]
) -> None:
    """Give the events `keys` of a turn their order, after the ones that came before them."""
    earlier = connection.execute(
        select(func.max(turn_events.c.position)).where(
            turn_events.c.turn_id == turn_id, turn_events.c.key.not_in(keys)
        )
    ).scalar()
    first = 0 if earlier is None else earlier + 1
    changed = [
        {"event_key": key, "place": place}
        for place, key in enumerate(keys, start=first)
        if place or key not in new
    ]
    if changed:
        connection.execute(
            update(turn_events)
            .where(turn_events.c.key == bindparam("event_key"))
            .values(position=bindparam("place")),
            changed,
        )


def step_back(engine: Engine, source: SqlEvents) -> None:
    """After events were erased from a source, let its reader go on from what is left of it.

    Else it would take the source for another one, and read it all again.
    """
    with writing(engine) as connection:
        row = connection.execute(select(cursors).where(cursors.c.source == source.name)).first()
        if row is None:
            return
        last = source.newest(row.position)
        _keep(
            connection, source.name, _Cursor(last.position, last.key) if last else _Cursor(0, None)
        )


def _keep(connection: Connection, source: str, cursor: _Cursor) -> None:
    connection.execute(delete(cursors).where(cursors.c.source == source))
    connection.execute(
        insert(cursors).values(source=source, position=cursor.position, key=cursor.key)
    )


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
