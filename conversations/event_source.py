"""Where the dialogue engine's events are read from.

`EventSource` is the port. `SqlBroker` reads the table that Rasa's SQL event broker fills as
turns end; `TrackerStore` reads the conversations that Rasa itself keeps, and is the remedy
for what the broker missed. `conversations.rabbitmq` reads a queue, with its delivery tags as
positions.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

import database
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine

__all__ = ["EventSource", "LoggedEvent", "SqlBroker", "SqlEvents", "TrackerStore", "event_in"]


@dataclass(frozen=True)
class LoggedEvent:
    """One event of the dialogue engine; `position` orders the events of one source."""

    position: int
    conversation_id: str
    data: Mapping[str, Any]

    @property
    def key(self) -> str:
        """SHA-256 of sender and canonical event: the same wherever the event is read."""
        event = {name: value for name, value in self.data.items() if name != "sender_id"}
        canonical = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(f"{self.conversation_id}\n{canonical}".encode()).hexdigest()


class EventSource(Protocol):
    """An ordered log of events."""

    name: str
    """Under which the reader keeps its cursor."""

    def read(self, after: int, limit: int) -> Sequence[LoggedEvent]:
        """The events that follow `after`; none while the source cannot be reached."""

    def last_position(self) -> int:
        """The position of the newest event, 0 when there is none."""

    def done(self, position: int) -> None:
        """All events up to `position` are stored: a queue may let go of them."""

    def close(self) -> None:
        """Let go of connections."""


class SqlEvents:
    """A table ``events(id, sender_id, data)``; a file that does not exist (yet) is empty.

    Raises sqlalchemy.exc.ArgumentError when `url` is not a database address.
    """

    name = "events"

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._engine: Engine | None = None
        self.table = Table(
            "events",
            MetaData(),
            Column("id", Integer, primary_key=True),
            Column("sender_id", String),
            Column("data", Text),
        )

    def read(self, after: int, limit: int) -> list[LoggedEvent]:
        """The events that follow row `after`, in order; rows that hold no event are skipped."""
        table = self.table
        while True:
            query = select(table).where(table.c.id > after).order_by(table.c.id).limit(limit)
            rows = self._known_rows(query)
            events = [
                LoggedEvent(row.id, row.sender_id, data)
                for row in rows
                if row.sender_id and (data := event_in(row.data)) is not None
            ]
            if events or not rows:
                return events
            after = rows[-1].id

    def newest(self, up_to: int) -> LoggedEvent | None:
        """The last event that is not beyond row `up_to`."""
        table = self.table
        query = select(table).where(table.c.id <= up_to).order_by(table.c.id.desc())
        while rows := self.rows(query.limit(1)):
            (row,) = rows
            if row.sender_id and (data := event_in(row.data)) is not None:
                return LoggedEvent(row.id, row.sender_id, data)
            query = query.where(table.c.id < row.id)
        return None

    def last_position(self) -> int:
        """The newest row's number, 0 when there is none."""
        rows = self._known_rows(select(func.max(self.table.c.id)))
        return (rows[0][0] or 0) if rows else 0

    def done(self, position: int) -> None:
        """Nothing: the table is Rasa's, and keeps its rows."""

    def close(self) -> None:
        """Let go of connections."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def rows(self, query: Any) -> Sequence[Any]:
        """What a query gives; nothing where there is no table yet.

        Raises sqlalchemy.exc.DBAPIError when the table cannot be reached.
        """
        if self._missing() or not inspect(self._opened()).has_table(self.table.name):
            return []
        with reading(self._opened()) as connection:
            return connection.execute(query).all()

    def change(self, statement: Any) -> int:
        """Write to the table, if there is one; how many rows that changed. Raises as `rows`."""
        if self._missing() or not inspect(self._opened()).has_table(self.table.name):
            return 0
        with writing(self._opened()) as connection:
            return connection.execute(statement).rowcount

    def _known_rows(self, query: Any) -> Sequence[Any]:
        """What a query gives; nothing while the table cannot be reached."""
        if self._missing():
            self.close()
            return []
        try:
            with reading(self._opened()) as connection:
                return connection.execute(query).all()
        except DBAPIError:
            # Not created yet, locked or away: the next read tries again.
            self.close()
            return []

    def _opened(self) -> Engine:
        if self._engine is None:
            self._engine = database.connect(self._url.render_as_string(hide_password=False))
        return self._engine

    def _missing(self) -> bool:
        if self._url.get_backend_name() != "sqlite":
            return False
        return not (self._url.database and Path(self._url.database).exists())


class SqlBroker(SqlEvents):
    """The table that Rasa's SQL event broker appends to."""

    name = "broker"


class TrackerStore(SqlEvents):
    """The table in which Rasa's SQL tracker store keeps its conversations."""

    name = "tracker"


def event_in(text: str | None) -> dict[str, Any] | None:
    """The event that a text holds; None when it holds none."""
    try:
        event = json.loads(text or "")
    except ValueError:
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None
