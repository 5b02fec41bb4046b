"""Pages of the inbox: the newest conversations of a filter, and how many there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import exists, func, literal, select, tuple_

from conversations.inbox.indexing import activity_of
from conversations.inbox.search import matching
from conversations.inbox.tables import inbox, inbox_terms, inbox_vocabulary
from conversations.tables import conversations
from database import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Engine, Select

    from conversations.inbox.filters import InboxFilter

__all__ = ["Inbox", "InboxPage", "InboxRow", "Place"]

SHOWN: Final = (
    *("status", "channel", "assignee", "tag", "reviewed"),
    *("rating", "thumbs", "unanswered"),
)
"""The kinds whose values a row shows."""
FEW: Final = 5000
"""So many entries are read and sorted at once; more are walked through in their order."""


class Place(NamedTuple):
    """Where a page ends: the last row's activity and number."""

    activity: int
    number: int


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
            query = _numbers(connection, wanted, after)
            if query is None:
                return InboxPage((), None)
            places = [Place(*row) for row in connection.execute(query.limit(limit + 1))]
            rows = _rows(connection, [place.number for place in places[:limit]])
        return InboxPage(tuple(rows), places[limit - 1] if len(places) > limit else None)

    def count(self, wanted: InboxFilter, *, most: int = 1000) -> int:
        """How many conversations there are, counted no further than `most`."""
        with reading(self._engine) as connection:
            query = _numbers(connection, wanted, None)
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


def _numbers(
    connection: Connection, wanted: InboxFilter, after: Place | None
) -> Select[Any] | None:
    """Activity and number of what is wanted, newest first; None when there can be nothing.

    The rarest choice of terms is walked through, the others are looked up for each of it.
    """
    groups = [_ids(connection, kind, values) for kind, values in wanted.terms.items()]
    if not all(groups):
        return None
    leading = _rarest(connection, groups)
    if leading is None:
        source = select(inbox.c.activity, inbox.c.number)
        activity, number = inbox.c.activity, inbox.c.number
    else:
        walked = inbox_terms.alias("walked")
        activity, number = walked.c.activity, walked.c.number
        source = select(activity, number).where(_one_of(walked.c.term, leading))
        if len(leading) > 1:
            source = source.distinct()
    for group in groups:
        if group is not leading:
            looked_up = inbox_terms.alias()
            source = source.where(
                exists(literal(1)).where(
                    looked_up.c.number == number, _one_of(looked_up.c.term, group)
                )
            )
    if (found := matching(connection, wanted.text)) is not None:
        source = source.where(number.in_(found))
    if wanted.since is not None:
        source = source.where(activity >= activity_of(wanted.since))
    if wanted.until is not None:
        source = source.where(activity < activity_of(wanted.until))
    if after is not None:
        source = source.where(
            tuple_(activity, number) < tuple_(literal(after.activity), after.number)
        )
    return source.order_by(activity.desc(), number.desc())


def _ids(connection: Connection, kind: str, values: Iterable[str]) -> list[int]:
    query = select(inbox_vocabulary.c.id).where(
        inbox_vocabulary.c.kind == kind, inbox_vocabulary.c.value.in_(list(values))
    )
    return list(connection.execute(query).scalars())


def _rarest(connection: Connection, groups: Sequence[list[int]]) -> list[int] | None:
    """The choice to walk through; None when it is best to walk through all conversations."""
    best, fewest = None, FEW + 1
    for group in groups:
        entries = select(literal(1)).where(_one_of(inbox_terms.c.term, group)).limit(FEW + 1)
        size = connection.execute(select(func.count()).select_from(entries.subquery())).scalar_one()
        if size < fewest or (best is None and len(group) == 1):
            best, fewest = group, size
    return best


def _one_of(term: Any, group: Sequence[int]) -> Any:
    return term == group[0] if len(group) == 1 else term.in_(group)


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
