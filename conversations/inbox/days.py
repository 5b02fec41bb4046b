"""How many conversations of each day have a term: what the console's numbers are made of.

A conversation counts on the day (UTC) of its first message, whatever happens in it later. The
counts change in the transaction that changes the index, so that they are the index's own: a
number is as many conversations as the inbox finds by the same terms and days.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import BindParameter, bindparam, func, select, text

from conversations.inbox.filters import date_of, day_of
from conversations.inbox.tables import inbox_days, inbox_vocabulary
from conversations.inbox.terms import Term
from database import reading

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Engine

    from conversations.inbox.filters import Days

__all__ = ["COUNTED", "DayCounts", "count_all", "count_days"]

COUNTED: Final = (
    *("outcome", "resolution", "handoff", "rating", "thumbs", "unanswered", "gap", "intent"),
    *("first_reply", "wait", "agent_reply", "mood", "confusion"),
)
"""The kinds of terms that are counted; the last two come from elsewhere."""

# CROSS JOIN has SQLite read the tables in this order: few conversations first.
_COUNT: Final = """
INSERT INTO inbox_days (day, term, conversations)
SELECT inbox.began, inbox_terms.term, :by * COUNT(*)
FROM inbox CROSS JOIN inbox_terms CROSS JOIN inbox_vocabulary
WHERE inbox.began IS NOT NULL AND {whose}
AND inbox_terms.number = inbox.number
AND inbox_vocabulary.id = inbox_terms.term AND inbox_vocabulary.kind IN :kinds
GROUP BY inbox.began, inbox_terms.term
ON CONFLICT (day, term) DO UPDATE
SET conversations = inbox_days.conversations + excluded.conversations
"""
_KINDS: Final[BindParameter[str]] = bindparam("kinds", COUNTED, expanding=True)
_COUNT_SOME: Final = text(_COUNT.format(whose="inbox.conversation_id IN :ids")).bindparams(
    _KINDS, bindparam("ids", expanding=True)
)
_COUNT_ALL: Final = text(_COUNT.format(whose="1 = 1")).bindparams(_KINDS)


class DayCounts:
    """Reads the counts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def totals(self, days: Days) -> Mapping[str, Mapping[str, int]]:
        """How many conversations that began in a period have a term, by kind and value."""
        count = func.sum(inbox_days.c.conversations)
        query = (
            select(inbox_days.c.term, count)
            .where(_within(days))
            .group_by(inbox_days.c.term)
            .having(count > 0)
        )
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        with reading(self._engine) as connection:
            terms = _terms(connection, COUNTED)
            for number, conversations in connection.execute(query):
                found[terms[number].kind][terms[number].value] = int(conversations)
        return found

    def by_day(self, days: Days, kinds: Collection[str]) -> Mapping[date, Mapping[Term, int]]:
        """How many conversations of each day have each term of these kinds; none is left out."""
        query = select(inbox_days).where(_within(days), inbox_days.c.conversations > 0)
        found: defaultdict[int, dict[Term, int]] = defaultdict(dict)
        with reading(self._engine) as connection:
            terms = _terms(connection, kinds)
            of_these = query.where(inbox_days.c.term.in_(list(terms)))
            for day, number, conversations in connection.execute(of_these):
                found[day][terms[number]] = conversations
        return {date_of(day): counts for day, counts in found.items()}

    def first_day(self) -> date | None:
        """The first day on which any conversation began; None when there is none."""
        query = select(func.min(inbox_days.c.day)).where(inbox_days.c.conversations > 0)
        with reading(self._engine) as connection:
            day = connection.execute(query).scalar()
        return None if day is None else date_of(day)


def _within(days: Days) -> ColumnElement[bool]:
    return inbox_days.c.day.between(day_of(days.first), day_of(days.last))


def _terms(connection: Connection, kinds: Collection[str]) -> dict[int, Term]:
    """The terms of these kinds by their numbers: read apart, each name is read once."""
    query = select(inbox_vocabulary).where(inbox_vocabulary.c.kind.in_(list(kinds)))
    return {row.id: Term(row.kind, row.value) for row in connection.execute(query)}


def count_days(connection: Connection, conversation_ids: Sequence[str], by: int) -> None:
    """Count what the index says of these conversations; -1 takes it out again.

    Whoever changes entries holds the index, takes them out before, and counts them afterwards.
    """
    connection.execute(_COUNT_SOME, {"ids": list(conversation_ids), "by": by})


def count_all(connection: Connection) -> None:
    """Count the whole index anew."""
    connection.execute(inbox_days.delete())
    connection.execute(_COUNT_ALL, {"by": 1})
