"""Writing many records at once: only what changed, in batches, each in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Table

BATCH = 500
"""Records a transaction: short enough that other writers do not wait noticeably."""

T = TypeVar("T")


@dataclass(frozen=True)
class Changes:
    """How many records a write added, updated, and found as they were."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(
            self.added + other.added,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
        )


def batches(records: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """`records` in lists of at most `size`, read as they are needed."""
    iterator = iter(records)
    while batch := list(islice(iterator, size)):
        yield batch


def insert_or_update(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert `rows`, or overwrite the rows that have the same primary key."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    statement = statement.on_conflict_do_update(
        index_elements=keys,
        set_={name: statement.excluded[name] for name in rows[0] if name not in keys},
    )
    connection.execute(statement, list(rows))
