"""What agents decide about conversations: tags, who looks after them, what is done.

Every function is part of the caller's write transaction, returns the conversations that it
changed, and has the inbox show it at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from conversations.frames import now
from conversations.handoffs import end_wait
from conversations.inbox.indexing import index
from conversations.inbox.tables import conversation_reviews, conversation_tags
from conversations.tables import conversations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from conversations.inbox.indexing import TermSource

__all__ = ["LONGEST_TAG", "Reviews", "tag_from"]

LONGEST_TAG = 48


def tag_from(typed: str) -> str:
    """A tag as it is kept: lower case, words joined by dashes; empty when nothing is left."""
    return "-".join(typed.lower().split())[:LONGEST_TAG]


class Reviews:
    """Changes what agents decide; `sources` are those of the inbox's index."""

    def __init__(self, sources: Sequence[TermSource] = ()) -> None:
        self._sources = sources

    def tag(self, connection: Connection, ids: Sequence[str], tag: str, by: str) -> list[str]:
        """Put a tag on conversations that do not have it."""
        known = _known(connection, ids)
        have = select(conversation_tags.c.conversation_id).where(
            conversation_tags.c.tag == tag, conversation_tags.c.conversation_id.in_(known)
        )
        tagged = set(connection.execute(have).scalars())
        if new := [each for each in known if each not in tagged]:
            common = {"tag": tag, "tagged_by": by, "at": now()}
            connection.execute(
                insert(conversation_tags), [{"conversation_id": each, **common} for each in new]
            )
        return self._indexed(connection, new)

    def untag(self, connection: Connection, ids: Sequence[str], tag: str) -> list[str]:
        """Take a tag off conversations that have it."""
        gone = connection.execute(
            delete(conversation_tags)
            .where(
                conversation_tags.c.conversation_id.in_(list(ids)), conversation_tags.c.tag == tag
            )
            .returning(conversation_tags.c.conversation_id)
        )
        return self._indexed(connection, list(gone.scalars()))

    def resolve(self, connection: Connection, ids: Sequence[str], by: str) -> list[str]:
        """Say that nothing is left to do; a request for a person that waits is ended.

        What an agent is talking in is left alone: it is handed back first.
        """
        query = select(conversations.c.id, conversations.c.answering).where(
            conversations.c.id.in_(list(ids)), conversations.c.answering != "person"
        )
        rows = connection.execute(query.order_by(conversations.c.id).with_for_update()).all()
        for row in rows:
            if row.answering == "waiting":
                end_wait(connection, row.id)
        done = [row.id for row in rows]
        return self._set(connection, done, resolved_at=now(), resolved_by=by)

    def reopen(self, connection: Connection, ids: Sequence[str]) -> list[str]:
        """Say that there is something left to do."""
        return self._set(connection, _known(connection, ids), resolved_at=None, resolved_by=None)

    def assign(self, connection: Connection, ids: Sequence[str], agent_id: str | None) -> list[str]:
        """Say who looks after conversations; None for nobody."""
        return self._set(connection, _known(connection, ids), assignee_id=agent_id)

    def mark_reviewed(self, connection: Connection, ids: Sequence[str], by: str) -> list[str]:
        """Say that somebody has read them with an eye on the bot's work."""
        return self._set(connection, _known(connection, ids), reviewed_at=now(), reviewed_by=by)

    def _set(self, connection: Connection, ids: Sequence[str], **values: Any) -> list[str]:
        have = set(
            connection.execute(
                select(conversation_reviews.c.conversation_id).where(
                    conversation_reviews.c.conversation_id.in_(list(ids))
                )
            ).scalars()
        )
        if have:
            connection.execute(
                update(conversation_reviews)
                .where(conversation_reviews.c.conversation_id.in_(have))
                .values(**values)
            )
        if new := [each for each in ids if each not in have]:
            connection.execute(
                insert(conversation_reviews),
                [{"conversation_id": each, **values} for each in new],
            )
        return self._indexed(connection, ids)

    def _indexed(self, connection: Connection, ids: Sequence[str]) -> list[str]:
        index(connection, ids, self._sources)
        return list(ids)


def _known(connection: Connection, ids: Sequence[str]) -> list[str]:
    query = select(conversations.c.id).where(conversations.c.id.in_(list(ids)))
    return list(connection.execute(query).scalars())
