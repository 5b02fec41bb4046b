"""Keeping the inbox's index in step with the conversations.

Three processes write what the index is made of. Each leaves the conversation's id in
`inbox_changes`; the worker indexes what is there. What an agent changes is indexed in the same
transaction, so that the next page shows it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import bindparam, delete, insert, select, text, update

from conversations.inbox.days import count_days
from conversations.inbox.facts import gather
from conversations.inbox.filters import day_of
from conversations.inbox.tables import inbox, inbox_changes, inbox_terms, inbox_vocabulary
from conversations.inbox.terms import Term, terms_of
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from conversations.inbox.facts import Facts

__all__ = ["InboxIndex", "TermSource", "activity_of", "hold_index", "index"]

BATCH = 200
LONGEST_EXCERPT = 160
INDEXING = 0x1DB0
"""PostgreSQL's advisory lock: of two processes that index at once, one waits."""


class TermSource(Protocol):
    """Something above this package that knows more of a conversation, such as its mood."""

    def terms(
        self, connection: Connection, conversation_ids: Sequence[str]
    ) -> Mapping[str, Collection[Term]]:
        """Further terms by conversation; their kinds are the source's own."""


class InboxIndex:
    """Indexes what has changed; any number of processes may."""

    def __init__(self, engine: Engine, sources: Sequence[TermSource] = ()) -> None:
        self._engine = engine
        self._sources = sources

    def catch_up(self) -> int:
        """Index everything that waits for it; returns the number of conversations."""
        done = 0
        while self._waits() and (count := self._take()):
            done += count
        return done

    def _waits(self) -> bool:
        # Only looking: a write transaction would hold the others up for nothing.
        with reading(self._engine) as connection:
            return connection.execute(select(inbox_changes.c.id).limit(1)).first() is not None

    def _take(self) -> int:
        waiting = select(inbox_changes).order_by(inbox_changes.c.id).limit(BATCH)
        with writing(self._engine) as connection:
            rows = connection.execute(waiting.with_for_update(skip_locked=True)).all()
            if not rows:
                return 0
            taken = [row.id for row in rows]
            connection.execute(delete(inbox_changes).where(inbox_changes.c.id.in_(taken)))
            ids = list(dict.fromkeys(row.conversation_id for row in rows))
            index(connection, ids, self._sources)
            return len(ids)


def index(
    connection: Connection, conversation_ids: Sequence[str], sources: Sequence[TermSource] = ()
) -> None:
    """Index conversations anew inside the caller's write transaction."""
    hold_index(connection)
    # A chat that was opened and never spoken in is no conversation yet.
    facts = [each for each in gather(connection, conversation_ids) if each.asked_at is not None]
    if not facts:
        return
    ids = [each.conversation.id for each in facts]
    further = [source.terms(connection, ids) for source in sources]
    terms = {
        each.conversation.id: terms_of(each).union(
            *(more.get(each.conversation.id, ()) for more in further)
        )
        for each in facts
    }
    count_days(connection, ids, -1)
    numbers = _enter(connection, facts)
    known = _vocabulary(connection, set().union(*terms.values()))
    connection.execute(delete(inbox_terms).where(inbox_terms.c.number.in_(numbers.values())))
    connection.execute(
        insert(inbox_terms),
        [
            {
                "term": known[term],
                "activity": activity_of(each.conversation.updated_at),
                "number": numbers[each.conversation.id],
            }
            for each in facts
            for term in terms[each.conversation.id]
        ],
    )
    count_days(connection, ids, 1)
    _write_texts(connection, {numbers[each.conversation.id]: each.text for each in facts})


def hold_index(connection: Connection) -> None:
    """Let nobody else change the index before the caller's transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite lets one writer in anyway
        connection.execute(text(f"SELECT pg_advisory_xact_lock({INDEXING})"))


def activity_of(moment: datetime) -> int:
    """A moment as the index has it: microseconds since 1970."""
    return round(moment.timestamp() * 1_000_000)


def _enter(connection: Connection, facts: Sequence[Facts]) -> dict[str, int]:
    """Write the conversations' own entries; returns their numbers."""
    ids = [each.conversation.id for each in facts]
    known = select(inbox.c.conversation_id, inbox.c.number).where(inbox.c.conversation_id.in_(ids))
    numbers = {row.conversation_id: row.number for row in connection.execute(known)}
    new = [_entry(each) for each in facts if each.conversation.id not in numbers]
    old = [
        {**_entry(each), "of": numbers[each.conversation.id]}
        for each in facts
        if each.conversation.id in numbers
    ]
    if old:
        connection.execute(update(inbox).where(inbox.c.number == bindparam("of")), old)
    if new:
        connection.execute(insert(inbox), new)
        numbers = {row.conversation_id: row.number for row in connection.execute(known)}
    return numbers


def _entry(facts: Facts) -> dict[str, Any]:
    said = [row.text for row in facts.messages if row.sender == "shopper"]
    last = next(filter(None, reversed(said)), "")  # a photo may come without a word
    return {
        "conversation_id": facts.conversation.id,
        "activity": activity_of(facts.conversation.updated_at),
        "began": None if facts.began_at is None else day_of(facts.began_at.date()),
        "turns": len(said),
        "excerpt": " ".join(last.split())[:LONGEST_EXCERPT],
    }


def _vocabulary(connection: Connection, terms: Collection[Term]) -> dict[Term, int]:
    """The numbers of terms; new ones get theirs."""
    found = _known(connection, terms)
    if new := [term._asdict() for term in sorted(terms) if term not in found]:
        connection.execute(insert(inbox_vocabulary), new)
        found |= _known(connection, [Term(**each) for each in new])
    return found


def _known(connection: Connection, terms: Collection[Term]) -> dict[Term, int]:
    values: dict[str, list[str]] = defaultdict(list)
    for kind, value in terms:
        values[kind].append(value)
    return {
        Term(row.kind, row.value): row.id
        for kind, listed in values.items()
        for row in connection.execute(
            select(inbox_vocabulary).where(
                inbox_vocabulary.c.kind == kind, inbox_vocabulary.c.value.in_(listed)
            )
        )
    }


def _write_texts(connection: Connection, texts: Mapping[int, str]) -> None:
    lite = connection.dialect.name == "sqlite"
    remove = "DELETE FROM inbox_texts WHERE rowid = :number"
    add = "INSERT INTO inbox_texts (rowid, text) VALUES (:number, :said)"
    if not lite:
        remove = "DELETE FROM inbox_texts WHERE number = :number"
        add = (
            "INSERT INTO inbox_texts (number, words) VALUES (:number, to_tsvector('simple', :said))"
        )
    rows = [{"number": number, "said": said} for number, said in texts.items()]
    connection.execute(text(remove), [{"number": row["number"]} for row in rows])
    connection.execute(text(add), rows)
