"""Conversations that were kept long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from conversations.tables import conversations, tickets, tracker_outbox
from database import reading
from privacy import ErasureUnfinished, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Engine

    from privacy import PersonalStore

__all__ = ["OldChats"]

BATCH: Final = 20


class OldChats:
    """Erases whole conversations from every store; those with something left to do stay."""

    def __init__(self, engine: Engine, stores: Sequence[PersonalStore]) -> None:
        self._engine = engine
        self._stores = stores

    def forget_before(self, moment: datetime) -> int:
        """Erase some in which nothing was said since; returns how many that were."""
        open_tickets = select(tickets.c.conversation_id).where(tickets.c.status == "open")
        query = (
            select(conversations.c.id)
            .where(
                conversations.c.updated_at < moment,
                conversations.c.answering == "bot",
                conversations.c.id.not_in(open_tickets),
                conversations.c.id.not_in(select(tracker_outbox.c.conversation_id)),
            )
            .order_by(conversations.c.updated_at)
            .limit(BATCH)
        )
        with reading(self._engine) as connection:
            ids = tuple(connection.execute(query).scalars())
        if not ids:
            return 0
        # The conversations go last: a run that dies on the way finds them again.
        subject = Subject(id="", conversations=ids)
        for store in reversed(self._stores):
            try:
                store.erase(subject)
            except ErasureUnfinished:
                return 0  # somebody talks there after all
        return len(ids)
