"""Which conversations a filter finds, newest first, at the price of a page whatever their number.

The rarest choice of terms, or a rarer period, is walked through; the others are looked up for each
of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import exists, func, literal, select, tuple_

from conversations.inbox.filters import day_of
from conversations.inbox.indexing import activity_of
from conversations.inbox.search import matching
from conversations.inbox.tables import inbox, inbox_terms, inbox_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Select

    from conversations.inbox.filters import Days, InboxFilter

__all__ = ["Place", "numbers_of"]

FEW: Final = 5000
"""So many entries are read and sorted at once; more are walked through in their order."""


class Place(NamedTuple):
    """Where a page ends: the last row's activity and number."""

    activity: int
    number: int


class _Walk(NamedTuple):
    """What is walked through: all conversations, those of a choice of terms, or of some days."""

    terms: list[int] | None
    few_days: bool


def numbers_of(
    connection: Connection, wanted: InboxFilter, after: Place | None = None
) -> Select[Any] | None:
    """Activity and number of what is wanted, newest first; None when there can be nothing."""
    groups = [_ids(connection, kind, values) for kind, values in wanted.terms.items()]
    if not all(groups):
        return None
    walk = _cheapest(connection, groups, wanted.began)
    if walk.terms is None:
        source = select(inbox.c.activity, inbox.c.number)
        activity, number = inbox.c.activity, inbox.c.number
    else:
        walked = inbox_terms.alias("walked")
        activity, number = walked.c.activity, walked.c.number
        source = select(activity, number).where(_one_of(walked.c.term, walk.terms))
        if len(walk.terms) > 1:
            source = source.distinct()
    for group in groups:
        if group is not walk.terms:
            source = source.where(_has(number, group))
    if (found := matching(connection, wanted.text)) is not None:
        source = source.where(number.in_(found))
    if wanted.began is not None:
        source = source.where(_began(wanted.began, walk, number))
    return source.where(*_bounds(wanted, after, activity, number)).order_by(
        activity.desc(), number.desc()
    )


def _cheapest(connection: Connection, groups: Sequence[list[int]], days: Days | None) -> _Walk:
    """What to walk through: the smallest, or what has most of the newest when all are large."""
    best, fewest = None, FEW + 1
    for group in groups:
        size = _size(connection, select(literal(1)).where(_one_of(inbox_terms.c.term, group)))
        if size < fewest or (best is None and len(group) == 1):
            best, fewest = group, size
    if days is not None:
        begun = select(literal(1)).where(_between(inbox.c.began, days))
        if _size(connection, begun) < fewest:
            return _Walk(None, few_days=True)
    return _Walk(best, few_days=False)


def _began(days: Days, walk: _Walk, number: Any) -> Any:
    if walk.few_days:
        return _between(inbox.c.began, days)
    # A sum is in no index: the walk goes on in the order of activity.
    condition = _between(inbox.c.began + 0, days)
    if walk.terms is None:
        return condition
    return exists(literal(1)).where(inbox.c.number == number, condition)


def _bounds(wanted: InboxFilter, after: Place | None, activity: Any, number: Any) -> Iterator[Any]:
    if wanted.since is not None:
        yield activity >= activity_of(wanted.since)
    if wanted.until is not None:
        yield activity < activity_of(wanted.until)
    if after is not None:
        yield tuple_(activity, number) < tuple_(literal(after.activity), after.number)


def _has(number: Any, group: Sequence[int]) -> Any:
    looked_up = inbox_terms.alias()
    return exists(literal(1)).where(looked_up.c.number == number, _one_of(looked_up.c.term, group))


def _ids(connection: Connection, kind: str, values: Iterable[str]) -> list[int]:
    query = select(inbox_vocabulary.c.id).where(
        inbox_vocabulary.c.kind == kind, inbox_vocabulary.c.value.in_(list(values))
    )
    return list(connection.execute(query).scalars())


def _size(connection: Connection, entries: Select[Any]) -> int:
    """How many there are, counted no further than `FEW` + 1."""
    bounded = entries.limit(FEW + 1).subquery()
    return connection.execute(select(func.count()).select_from(bounded)).scalar_one()


def _one_of(term: Any, group: Sequence[int]) -> Any:
    return term == group[0] if len(group) == 1 else term.in_(group)


def _between(began: Any, days: Days) -> Any:
    return began.between(day_of(days.first), day_of(days.last))
