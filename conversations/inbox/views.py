"""Filters that an agent keeps under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from conversations.inbox.tables import saved_views
from database import reading

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = ["SavedView", "SavedViews"]

LONGEST_NAME = 64


@dataclass(frozen=True)
class SavedView:
    """A name for a filter; `query` is the filter as the inbox's address has it."""

    id: int
    name: str
    query: str


class SavedViews:
    """The views of all agents; each sees their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, agent_id: str) -> list[SavedView]:
        """An agent's views, by name."""
        query = (
            select(saved_views)
            .where(saved_views.c.agent_id == agent_id)
            .order_by(saved_views.c.name)
        )
        with reading(self._engine) as connection:
            return [SavedView(row.id, row.name, row.query) for row in connection.execute(query)]


def save_view(connection: Connection, agent_id: str, name: str, query: str) -> None:
    """Keep a view; one of the same name is replaced."""
    ours = (saved_views.c.agent_id == agent_id) & (saved_views.c.name == name)
    connection.execute(delete(saved_views).where(ours))
    connection.execute(insert(saved_views).values(agent_id=agent_id, name=name, query=query))


def forget_view(connection: Connection, agent_id: str, view_id: int) -> None:
    """Drop an agent's own view; anybody else's stays."""
    ours = (saved_views.c.agent_id == agent_id) & (saved_views.c.id == view_id)
    connection.execute(delete(saved_views).where(ours))
