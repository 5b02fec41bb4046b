"""What Rasa keeps of a person: its tracker of each conversation, and the events it has published.

Rasa 3.6 reads a tracker from its table at the beginning of every turn and adds to it at the end,
under a lock of its own process; it keeps none in memory. So rows may be deleted beside it as long
as no turn of the conversation is under way: one that is would write the whole tracker again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from conversations.event_source import event_in
from conversations.turn_log import step_back

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Engine

    from conversations.event_source import SqlEvents
    from privacy import Attachment, Kept, Subject

__all__ = ["RasaStore"]


class RasaStore:
    """One of Rasa's tables of events; the worker's cursor in it is put right as well."""

    tables: Collection[str] = ()

    def __init__(
        self,
        name: str,
        engine: Engine,
        source: SqlEvents,
        settle: Callable[[str], None] = lambda _conversation_id: None,
    ) -> None:
        """`settle` returns when no turn of a conversation is under way, and raises otherwise."""
        self.name = name
        self._engine = engine
        self._source = source
        self._settle = settle

    def count(self, subject: Subject) -> int:
        """See PersonalStore."""
        table = self._source.table
        query = select(func.count()).where(table.c.sender_id.in_(subject.conversations))
        rows = self._source.rows(query)
        return int(rows[0][0]) if rows else 0

    def records(self, subject: Subject) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The events, in order."""
        table = self._source.table
        query = select(table).where(table.c.sender_id.in_(subject.conversations))
        part = f"rasa_{self._source.name}"
        for row in self._source.rows(query.order_by(table.c.id)):
            yield part, {"sender_id": row.sender_id, "event": event_in(row.data)}

    def attachments(self, _subject: Subject) -> Iterator[Attachment]:
        """None."""
        return iter(())

    def erase(self, subject: Subject) -> None:
        """A conversation at a time, so that Rasa never waits long for its file."""
        table = self._source.table
        for conversation_id in subject.conversations:
            self._settle(conversation_id)
            if self._source.change(delete(table).where(table.c.sender_id == conversation_id)):
                step_back(self._engine, self._source)

    def kept(self, _subject: Subject) -> Sequence[Kept]:
        """Nothing."""
        return ()

    def tidy(self) -> None:
        """Nothing: its files are tidied with all others."""
