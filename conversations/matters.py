"""What the questions were about that the store's knowledge did not settle, kept for the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from conversations.inbox.changes import mark_changed
from conversations.inbox.indexing import hold_index
from conversations.inbox.tables import inbox_days, inbox_terms, inbox_vocabulary
from conversations.tables import missed_matters
from database import writing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection, Engine

    from conversations.missed import MissedQuestion

__all__ = ["LONGEST_MATTER", "forget_matters", "keep_matters"]

LONGEST_MATTER = 160
BATCH = 500


def keep_matters(
    engine: Engine, questions: Collection[MissedQuestion], matters: Mapping[str, str]
) -> int:
    """Keep the matter of each question, by its turn, in place of all that were kept.

    Has the inbox index those conversations of which that changes anything; returns their number.
    """
    wanted = {
        (one.turn_id, one.conversation_id, _in_one_line(matters[one.turn_id])) for one in questions
    }
    with writing(engine) as connection:
        known = {tuple(row) for row in connection.execute(select(missed_matters))}
        gone = [turn_id for turn_id, *_ in known - wanted]
        for start in range(0, len(gone), BATCH):
            some = missed_matters.c.turn_id.in_(gone[start : start + BATCH])
            connection.execute(delete(missed_matters).where(some))
        if new := wanted - known:
            connection.execute(
                insert(missed_matters),
                [
                    {"turn_id": turn_id, "conversation_id": conversation_id, "matter": matter}
                    for turn_id, conversation_id, matter in sorted(new)
                ],
            )
        changed = {conversation_id for _, conversation_id, _ in known ^ wanted}
        for conversation_id in sorted(changed):
            mark_changed(connection, conversation_id)
        return len(changed)


def forget_matters(connection: Connection, conversation_ids: Sequence[str]) -> None:
    """Erase the matters of conversations: one of them may have given a matter its words.

    Others who asked about the same find it again, in their own words, when it is told anew.
    """
    hold_index(connection)
    theirs = select(missed_matters.c.matter).where(
        missed_matters.c.conversation_id.in_(conversation_ids)
    )
    matters = list(connection.execute(theirs.distinct()).scalars())
    words = select(inbox_vocabulary.c.id).where(
        inbox_vocabulary.c.kind == "gap", inbox_vocabulary.c.value.in_(matters)
    )
    terms = list(connection.execute(words).scalars())
    for column in (inbox_days.c.term, inbox_terms.c.term, inbox_vocabulary.c.id):
        connection.execute(delete(column.table).where(column.in_(terms)))
    connection.execute(delete(missed_matters).where(missed_matters.c.matter.in_(matters)))


def _in_one_line(matter: str) -> str:
    """Without the blanks that an address would not keep."""
    return " ".join(matter.split())[:LONGEST_MATTER].strip()
