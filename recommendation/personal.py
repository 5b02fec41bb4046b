"""What recommendation keeps of a person: how it is found, exported and erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from privacy import Rows, SqlStore
from recommendation.tables import offers, outcomes, slates

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Engine

    from privacy import Subject

__all__ = ["slate_store"]


def slate_store(engine: Engine) -> SqlStore:
    """What they were offered, and what became of it."""
    return SqlStore(
        engine,
        "recommendations",
        Rows(outcomes, lambda one: outcomes.c.slate_id.in_(select(slates.c.id).where(_whose(one)))),
        Rows(offers, lambda one: offers.c.slate_id.in_(select(slates.c.id).where(_whose(one)))),
        Rows(slates, _whose),
    )


def _whose(subject: Subject) -> ColumnElement[bool]:
    theirs = slates.c.conversation_id.in_(subject.conversations)
    if not subject.customer_id:
        return theirs
    return theirs | (slates.c.customer_id == subject.customer_id)
