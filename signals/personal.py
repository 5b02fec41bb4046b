"""What signals keep of a person: how it is found, exported and erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_

from privacy import Rows, SqlStore
from signals.tables import behaviour_events, stated_preferences, turn_signals

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Engine

    from privacy import Subject

__all__ = ["behaviour_store", "signal_store"]

_EVENT = behaviour_events.c


def behaviour_store(engine: Engine) -> SqlStore:
    """What they did on the shop's pages."""
    return SqlStore(engine, "behaviour events", Rows(behaviour_events, _done))


def signal_store(engine: Engine) -> SqlStore:
    """How they felt, how near they were to buying, what they said that they like."""
    return SqlStore(
        engine,
        "signals",
        Rows(turn_signals, lambda one: turn_signals.c.conversation_id.in_(one.conversations)),
        Rows(
            stated_preferences,
            lambda one: stated_preferences.c.conversation_id.in_(one.conversations),
        ),
    )


def _done(subject: Subject) -> ColumnElement[bool]:
    """Their events, and those of their browsers while nobody else was signed in there."""
    theirs = or_(
        _EVENT.conversation_id.in_(subject.conversations),
        and_(
            _EVENT.visitor_id.in_(subject.visitors),
            _EVENT.customer_id.in_(("", subject.customer_id)),
        ),
    )
    if subject.customer_id:
        theirs |= _EVENT.customer_id == subject.customer_id
    return theirs
