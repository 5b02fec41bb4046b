"""Pages of the inbox: the newest conversations of a filter, and how many there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from conversations.inbox.finding import Place, numbers_of
from conversations.inbox.tables import inbox, inbox_terms, inbox_vocabulary
from conversations.tables import conversations
from database import reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine

    from conversations.inbox.filters import InboxFilter

__all__ = ["Inbox", "InboxPage", "InboxRow", "Place"]

SHOWN: Final = (
    *("status", "channel", "assignee", "tag", "reviewed"),
    *("rating", "thumbs", "unanswered"),
)
"""The kinds whose values a row shows."""


@dataclass(frozen=True)
class InboxRow:
    """One conversation as the list shows it; `terms` are its values of the `SHOWN` kinds."""

    conversation_id: str
    customer_name: str | None
    customer_id: str | None
    agent_name: str | None
    at: datetime
    turns: int
    excerpt: str
    terms: Mapping[str, tuple[str, ...]]

    @property
    def status(self) -> str:
        """`bot`, `waiting`, `agent` or `resolved`."""
        return next(iter(self.terms.get("status", ())), "bot")


@dataclass(frozen=True)
class InboxPage:
    """Some rows, and where the next page begins; None at the end."""

    rows: tuple[InboxRow, ...]
    next: Place | None


class Inbox:
    """Reads the index; what it shows is as old as the index, a fraction of a second."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self, wanted: InboxFilter, *, after: Place | None = None, limit: int = 50
    ) -> InboxPage:
        """The newest conversations of a filter, those after a place when one is given."""
        with reading(self._engine) as connection:
            query = numbers_of(connection, wanted, after)
            if query is None:
                return InboxPage((), None)
            places = [Place(*row) for row in connection.execute(query.limit(limit + 1))]
            rows = _rows(connection, [place.number for place in places[:limit]])
        return InboxPage(tuple(rows), places[limit - 1] if len(places) > limit else None)

    def count(self, wanted: InboxFilter, *, most: int = 1000) -> int:
        """How many conversations there are, counted no further than `most`."""
        with reading(self._engine) as connection:
            query = numbers_of(connection, wanted, None)
            if query is None:
                return 0
            bounded = query.order_by(None).limit(most).subquery()
            return connection.execute(select(func.count()).select_from(bounded)).scalar_one()

    def values(self, kind: str, *, limit: int = 500) -> list[str]:
        """The values of a kind that any conversation has ever had, in order."""
        query = (
            select(inbox_vocabulary.c.value)
            .where(inbox_vocabulary.c.kind == kind)
            .order_by(inbox_vocabulary.c.value)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())


def _rows(connection: Connection, numbers: Sequence[int]) -> list[InboxRow]:
    """The rows of these numbers, in their order."""
    entries = (
        select(
            inbox,
            conversations.c.customer_name,
            conversations.c.owner_id,
            conversations.c.agent_name,
        )
        .join(conversations, conversations.c.id == inbox.c.conversation_id)
        .where(inbox.c.number.in_(numbers))
    )
    terms: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    words = (
        select(inbox_terms.c.number, inbox_vocabulary.c.kind, inbox_vocabulary.c.value)
        .join(inbox_vocabulary, inbox_vocabulary.c.id == inbox_terms.c.term)
        .where(inbox_terms.c.number.in_(numbers), inbox_vocabulary.c.kind.in_(SHOWN))
    )
    for row in connection.execute(words):
        terms[row.number][row.kind].append(row.value)
    found = {
        row.number: InboxRow(
            conversation_id=row.conversation_id,
            customer_name=row.customer_name,
            customer_id=row.owner_id,
            agent_name=row.agent_name,
            at=datetime.fromtimestamp(row.activity / 1_000_000, UTC),
            turns=row.turns,
            excerpt=row.excerpt,
            terms={kind: tuple(sorted(values)) for kind, values in terms[row.number].items()},
        )
        for row in connection.execute(entries)
    }
    return [found[number] for number in numbers if number in found]
