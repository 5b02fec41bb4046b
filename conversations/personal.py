"""What conversations keep of a person: how it is found, exported and erased.

A conversation goes as a whole, in one transaction: until then nothing of it is gone, from then on
a message for it is refused.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from sqlalchemy import delete, select

from conversations.inbox.forgetting import forget_entries, merge_texts
from conversations.inbox.tables import (
    conversation_notes,
    conversation_reviews,
    conversation_tags,
    inbox,
    inbox_changes,
    inbox_terms,
    saved_views,
)
from conversations.matters import forget_matters
from conversations.tables import (
    buttons,
    conversations,
    feedback,
    frames,
    handoffs,
    messages,
    missed_matters,
    photos,
    ratings,
    tickets,
    tracker_outbox,
    turn_events,
    turn_evidence,
    turns,
    withheld,
)
from conversations.teaching.tables import corrections, verdicts
from database import reading, writing
from privacy import Attachment, ErasureUnfinished, Rows, SqlStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import ColumnElement, Connection, Engine, Table

    from privacy import Subject

__all__ = ["IMPERSONAL", "ConversationStore", "ViewStore"]

PATIENCE_S: Final = 5.0

IMPERSONAL: Final = {
    "cursors": "how far the worker has read, with the hash of an event",
    "inbox_days": "how many conversations a day had each term",
    "inbox_vocabulary": "the inbox's terms; those that no conversation has any more are erased",
}


class ConversationStore(SqlStore):
    """Conversations with all that hangs on them, their photos and their entry in the inbox."""

    def __init__(
        self, engine: Engine, photos_folder: Path, told: Callable[[], bool] = lambda: False
    ) -> None:
        """`told` says whether the dialogue engine runs, so that it may be told at this moment."""
        super().__init__(
            engine,
            "conversations",
            *(Rows(table, _by_conversation(table)) for table in _HANGING),
            Rows(verdicts, _of_their_corrections),
            Rows(corrections, _by_conversation(corrections)),
            Rows(turn_events, _of_their_turns),
            Rows(turn_evidence, _by_conversation(turn_evidence)),
            Rows(missed_matters, _by_conversation(missed_matters)),
            Rows(turns, _by_conversation(turns)),
            Rows(inbox, _by_conversation(inbox)),
            Rows(conversations, _theirs),
        )
        self.tables = (*self.tables, inbox_terms.name, "inbox_texts")  # with their entries
        self._engine = engine
        self._folder = photos_folder
        self._told = told

    def attachments(self, subject: Subject) -> Iterator[Attachment]:
        """The photos."""
        query = select(photos.c.id).where(_by_conversation(photos)(subject))
        with reading(self._engine) as connection:
            ids = connection.execute(query).scalars().all()
        for photo_id in ids:
            path = self._folder / f"{photo_id}.jpg"
            if path.exists():
                yield Attachment(path.name, path)

    def erase(self, subject: Subject) -> None:
        """What the dialogue engine is being told is waited for: it would know it afterwards.

        Raises ErasureUnfinished when it does not arrive.
        """
        patience = time.monotonic() + PATIENCE_S
        while not self._erased(subject, forced=False):
            if not self._told():
                self._erased(subject, forced=True)
                return
            if time.monotonic() > patience:
                raise ErasureUnfinished("The dialogue engine is being told of it; tried again.")
            time.sleep(0.05)

    def _erased(self, subject: Subject, *, forced: bool) -> bool:
        """Erase it, unless a note to the dialogue engine is under way; whether it was erased."""
        notes = _by_conversation(tracker_outbox)(subject)
        with writing(self._engine) as connection:
            connection.execute(select(conversations.c.id).where(_theirs(subject)).with_for_update())
            # Whoever is about to post one marks it first, and may not once it is gone.
            connection.execute(delete(tracker_outbox).where(notes, ~tracker_outbox.c.tried))
            under_way = connection.execute(select(tracker_outbox.c.id).where(notes)).first()
            if under_way is None or forced:
                self.erase_in(connection, subject)
                return True
        return False

    def erase_in(self, connection: Connection, subject: Subject) -> None:
        """The files go first: while there is a row, whoever goes on knows of its file."""
        query = select(photos.c.id).where(_by_conversation(photos)(subject))
        for photo_id in connection.execute(query).scalars():
            (self._folder / f"{photo_id}.jpg").unlink(missing_ok=True)
        forget_matters(connection, subject.conversations)
        forget_entries(connection, subject.conversations)
        super().erase_in(connection, subject)

    def tidy(self) -> None:
        """The full-text index keeps what was deleted until its parts are merged."""
        super().tidy()
        merge_texts(self._engine)


class ViewStore(SqlStore):
    """Filters of agents that name the person."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, "saved views", Rows(saved_views, self._naming))
        self._engine = engine

    def _naming(self, subject: Subject) -> ColumnElement[bool]:
        named = {subject.id, *subject.emails, *(phrase.words.lower() for phrase in subject.phrases)}
        with reading(self._engine) as connection:
            views = connection.execute(select(saved_views.c.id, saved_views.c.query)).all()
        found = [
            view.id
            for view in views
            if any(value.lower() in named or value in named for _, value in parse_qsl(view.query))
        ]
        return saved_views.c.id.in_(found)


_HANGING: Final = (
    feedback,
    buttons,
    frames,
    handoffs,
    withheld,
    tracker_outbox,
    tickets,
    ratings,
    photos,
    messages,
    conversation_reviews,
    conversation_tags,
    conversation_notes,
    inbox_changes,
)


def _by_conversation(table: Table) -> Callable[[Subject], ColumnElement[bool]]:
    return lambda subject: table.c.conversation_id.in_(subject.conversations)


def _of_their_turns(subject: Subject) -> ColumnElement[bool]:
    theirs = select(turns.c.turn_id).where(turns.c.conversation_id.in_(subject.conversations))
    return turn_events.c.turn_id.in_(theirs)


def _of_their_corrections(subject: Subject) -> ColumnElement[bool]:
    theirs = corrections.c.conversation_id.in_(subject.conversations)
    return verdicts.c.annotation_id.in_(select(corrections.c.id).where(theirs))


def _theirs(subject: Subject) -> ColumnElement[bool]:
    return conversations.c.id.in_(subject.conversations)
