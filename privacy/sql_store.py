"""A personal store of rows in the SQL database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, select

from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Engine, Table

    from privacy.stores import Attachment, Kept
    from privacy.subject import Subject

__all__ = ["Rows", "SqlStore"]


@dataclass(frozen=True)
class Rows:
    """The rows of a table that belong to a person; `whose` is true of them."""

    table: Table
    whose: Callable[[Subject], ColumnElement[bool]]


class SqlStore:
    """Rows of several tables, erased in the order given and in one transaction."""

    def __init__(self, engine: Engine, name: str, *rows: Rows) -> None:
        self.name = name
        self.tables: Sequence[str] = [each.table.name for each in rows]
        self._engine = engine
        self._rows = rows

    def count(self, subject: Subject) -> int:
        """See PersonalStore."""
        with reading(self._engine) as connection:
            return sum(
                int(
                    connection.execute(
                        select(func.count()).select_from(each.table).where(each.whose(subject))
                    ).scalar_one()
                )
                for each in self._rows
            )

    def records(self, subject: Subject) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """See PersonalStore; the parts are the tables, in the order of their keys."""
        for each in self._rows:
            query = select(each.table).where(each.whose(subject)).order_by(*each.table.primary_key)
            with reading(self._engine) as connection:
                for row in connection.execute(query).mappings():
                    yield each.table.name, dict(row)

    def attachments(self, _subject: Subject) -> Iterator[Attachment]:
        """None."""
        return iter(())

    def erase(self, subject: Subject) -> None:
        """See PersonalStore."""
        with writing(self._engine) as connection:
            self.erase_in(connection, subject)

    def erase_in(self, connection: Connection, subject: Subject) -> None:
        """Erase inside the caller's write transaction."""
        for each in self._rows:
            connection.execute(delete(each.table).where(each.whose(subject)))

    def kept(self, _subject: Subject) -> Sequence[Kept]:
        """Nothing."""
        return ()

    def tidy(self) -> None:
        """Have PostgreSQL take erased rows out of its pages; SQLite's files are tidied whole."""
        if self._engine.dialect.name != "postgresql":
            return
        # VACUUM cannot run inside a transaction.
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in self.tables:
                connection.exec_driver_sql(f'VACUUM "{table}"')
