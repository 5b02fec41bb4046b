"""The preferences that are kept, for the shopper to see and to erase."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, or_, select, update

from commerce.codec import from_json, to_json
from conversations.belonging import belongs_to
from conversations.tables import conversations
from database import delete_some, reading, writing
from signals.preferences import PreferenceScope, StatedPreference
from signals.tables import stated_preferences, turn_signals

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Engine

__all__ = ["KeptPreference", "KeptPreferences", "forget"]

MOST_AT_ONCE: Final = 5000
SESSION_ENDS_AFTER: Final = timedelta(hours=12)
"""What holds for a visit is let go of when nothing was said of it for that long."""


@dataclass(frozen=True)
class KeptPreference:
    """A preference and the name under which it can be erased."""

    id: int
    at: datetime
    preference: StatedPreference


class KeptPreferences:
    """The preferences of all shoppers.

    A shopper's are those of the conversation and, once somebody is signed in, what the same
    customer said for good in others.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(
        self,
        conversation_id: str,
        turn_id: str,
        stated: Sequence[StatedPreference],
        at: datetime,
    ) -> None:
        """Keep what a turn stated; a later word on the same thing replaces an earlier one.

        A search for another kind of thing ends what held for the search before it.
        """
        if not stated:
            return
        table = stated_preferences.c
        ours = table.conversation_id == conversation_id
        rows = {
            _digest(one): {
                "conversation_id": conversation_id,
                "turn_id": turn_id,
                "key": _digest(one),
                "scope": one.scope.value,
                "preference": to_json(one),
                "words": one.words,
                "at": at,
            }
            for one in stated
        }
        searched = {one.category for one in stated if one.scope is PreferenceScope.THIS_SEARCH}
        with writing(self._engine) as connection:
            if searched - {""}:
                _end_other_searches(connection, ours & (table.at <= at), searched)
            # What was said since stands, should this turn be scored late.
            for key in connection.execute(select(table.key).where(ours, table.at > at)).scalars():
                rows.pop(key, None)
            if not rows:
                return
            connection.execute(delete(stated_preferences).where(ours, table.key.in_(list(rows))))
            connection.execute(stated_preferences.insert(), list(rows.values()))

    def of(self, conversation_id: str, customer_id: str, now: datetime) -> list[KeptPreference]:
        """What holds now for whoever is in the conversation, oldest first."""
        table = stated_preferences.c
        query = (
            select(stated_preferences)
            .where(
                _whose(conversation_id, customer_id),
                or_(table.scope == PreferenceScope.ALWAYS, table.at >= now - SESSION_ENDS_AFTER),
            )
            .order_by(table.at, table.id)
        )
        with reading(self._engine) as connection:
            found = [
                KeptPreference(row.id, row.at, from_json(StatedPreference, row.preference))
                for row in connection.execute(query)
            ]
        latest = {one.preference.key: one for one in found}
        return [one for one in found if latest[one.preference.key] is one]

    def forget_before(self, moment: datetime) -> int:
        """Erase what was said earlier, a batch at a time; returns how many that were."""
        which = stated_preferences.c.at < moment
        return delete_some(self._engine, stated_preferences, which, MOST_AT_ONCE)


def forget(
    connection: Connection,
    *,
    conversation_id: str = "",
    customer_id: str = "",
    ids: Collection[int] | None = None,
) -> int:
    """Erase all of a shopper's preferences, or some of them; returns how many.

    The words go from the signals of the turns that they were said in as well.
    """
    table = stated_preferences.c
    which = belongs_to(table.conversation_id, conversation_id, customer_id)
    if ids is not None:
        which &= table.id.in_(list(ids))
    rows = connection.execute(select(table.turn_id, table.key).where(which)).all()
    for turn_id in {row.turn_id for row in rows}:
        _redact(connection, turn_id, {row.key for row in rows if row.turn_id == turn_id})
    connection.execute(delete(stated_preferences).where(which))
    return len(rows)


def _whose(conversation_id: str, customer_id: str) -> ColumnElement[bool]:
    """Rows of the conversation, and what its customer said for good in other ones."""
    table = stated_preferences.c
    mine = table.conversation_id == conversation_id
    if not customer_id:
        return mine
    theirs = select(conversations.c.id).where(conversations.c.customer_id == customer_id)
    return mine | ((table.scope == PreferenceScope.ALWAYS) & table.conversation_id.in_(theirs))


def _end_other_searches(
    connection: Connection, ours: ColumnElement[bool], searched: Collection[str]
) -> None:
    table = stated_preferences.c
    rows = connection.execute(
        select(table.id, table.preference).where(ours, table.scope == PreferenceScope.THIS_SEARCH)
    )
    ended = [row.id for row in rows if row.preference.get("category", "") not in searched]
    if ended:
        connection.execute(delete(stated_preferences).where(table.id.in_(ended)))


def _redact(connection: Connection, turn_id: str, keys: Collection[str]) -> None:
    """Take preferences out of a turn's signals."""
    table = turn_signals.c
    row = connection.execute(select(table.signals).where(table.turn_id == turn_id)).first()
    if row is None:
        return
    kept: dict[str, Any] = dict(row.signals)
    kept["preferences"] = [
        one
        for one in kept.get("preferences", [])
        if _digest(from_json(StatedPreference, one)) not in keys
    ]
    connection.execute(update(turn_signals).where(table.turn_id == turn_id).values(signals=kept))


def _digest(preference: StatedPreference) -> str:
    """A column holds 64 characters, a value may be longer."""
    return hashlib.sha256(json.dumps(preference.key).encode()).hexdigest()
