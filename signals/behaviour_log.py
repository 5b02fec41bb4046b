"""The behaviour events that are kept, and the visits that they make up."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from database import delete_some, reading, writing
from signals.behaviour import BehaviourEvent, BehaviourKind, PageKind
from signals.tables import behaviour_events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row

__all__ = ["VISIT_ENDS_AFTER", "BehaviourLog", "last_visit", "visits"]

VISIT_ENDS_AFTER: Final = timedelta(minutes=30)
"""A longer pause begins a new visit, as in web analytics."""
MOST_RECENT: Final = 200
"""Events of a shopper that are looked at: an hour of browsing."""
PAGE: Final = 5000


_EVENT = behaviour_events.c
# Built once: it is asked in every turn, and making a statement costs as much as running it.
_OF_SHOPPER = (
    select(behaviour_events)
    .where(
        or_(
            _EVENT.conversation_id == bindparam("conversation"),
            _EVENT.visitor_id.in_(
                select(_EVENT.visitor_id).where(
                    _EVENT.conversation_id == bindparam("conversation"), _EVENT.visitor_id != ""
                )
            ),
            and_(_EVENT.customer_id == bindparam("customer"), _EVENT.customer_id != ""),
        )
    )
    .order_by(_EVENT.at.desc())
    .limit(MOST_RECENT)
)


class BehaviourLog:
    """Keeps behaviour events; its methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, events: Sequence[BehaviourEvent]) -> int:
        """Keep events, each once; returns how many are new.

        One that comes again may tell what was not known the first time: how long a page was
        looked at, and which conversation it belongs to.
        """
        rows = {event.id: _row(event) for event in events}
        with writing(self._engine) as connection:
            known = _known(connection, list(rows))
            for id_, row in rows.items():
                if id_ in known:
                    _complete(connection, known[id_], row)
            new = [row for id_, row in rows.items() if id_ not in known]
            if new:
                dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
                statement = dialect.insert(behaviour_events).on_conflict_do_nothing()
                connection.execute(statement, new)
            return len(new)

    def of_shopper(self, conversation_id: str, customer_id: str = "") -> list[BehaviourEvent]:
        """What whoever is in this conversation did lately, oldest first.

        That is what was reported under the conversation, by the browsers that it was open in,
        and by its customer while signed in.
        """
        whose = {"conversation": conversation_id, "customer": customer_id}
        with reading(self._engine) as connection:
            found = [_event(row) for row in connection.execute(_OF_SHOPPER, whose)]
        return found[::-1]

    def all(self, since: datetime | None = None) -> Iterator[BehaviourEvent]:
        """Every event, in the order of time; read as they are needed."""
        table = behaviour_events.c
        query = select(behaviour_events).order_by(table.at, table.id).limit(PAGE)
        after = None if since is None else table.at >= since
        while True:
            with reading(self._engine) as connection:
                page = query if after is None else query.where(after)
                rows = connection.execute(page).all()
            yield from map(_event, rows)
            if len(rows) < PAGE:
                return
            last = rows[-1]
            after = or_(table.at > last.at, (table.at == last.at) & (table.id > last.id))

    def forget_before(self, moment: datetime) -> int:
        """Erase older events, a batch at a time; returns how many that were."""
        return delete_some(self._engine, behaviour_events, behaviour_events.c.at < moment, PAGE)

    def count(self) -> int:
        """How many events are kept."""
        with reading(self._engine) as connection:
            query = select(func.count()).select_from(behaviour_events)
            return int(connection.execute(query).scalar_one())


def visits(events: Iterable[BehaviourEvent]) -> list[list[BehaviourEvent]]:
    """The visits of one shopper, from their events in the order of time."""
    found: list[list[BehaviourEvent]] = []
    for event in events:
        if found and event.at - found[-1][-1].at < VISIT_ENDS_AFTER:
            found[-1].append(event)
        else:
            found.append([event])
    return found


def last_visit(events: Sequence[BehaviourEvent], now: datetime) -> list[BehaviourEvent]:
    """The events of the visit that is going on at `now`; none when it has ended."""
    so_far = [event for event in events if event.at <= now]
    found = visits(so_far)
    return found[-1] if found and now - found[-1][-1].at < VISIT_ENDS_AFTER else []


def _known(connection: Connection, ids: Sequence[str]) -> dict[str, Any]:
    table = behaviour_events.c
    query = select(table.id, table.seconds, table.conversation_id).where(table.id.in_(ids))
    return {row.id: row for row in connection.execute(query)}


def _complete(connection: Connection, known: Any, row: dict[str, Any]) -> None:
    later: dict[str, Any] = {}
    if row["seconds"] is not None and row["seconds"] > (known.seconds or 0.0):
        later["seconds"] = row["seconds"]
    if row["conversation_id"] and not known.conversation_id:
        later["conversation_id"] = row["conversation_id"]
    if later:
        connection.execute(
            update(behaviour_events).where(behaviour_events.c.id == known.id).values(**later)
        )


def _row(event: BehaviourEvent) -> dict[str, Any]:
    return asdict(event)


def _event(row: Row[Any]) -> BehaviourEvent:
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's documented way to a dictionary
    values["kind"] = BehaviourKind(row.kind)
    values["page"] = PageKind(row.page) if row.page else None
    return BehaviourEvent(**values)
