"""More of the same: an indexed store copied within the database, each copy a month earlier.

Generating and indexing a million turns one by one takes minutes and proves nothing about pages;
SQLite copies rows in seconds. Nothing of a copy can be told from rows that were indexed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from conversations import tables
from conversations.inbox.days import count_all
from conversations.inbox.tables import inbox, inbox_terms
from database import writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine, Table

__all__ = ["multiply"]

MONTH_DAYS: Final = 28
MONTH_US: Final = MONTH_DAYS * 24 * 3600 * 1_000_000
_NAMES: Final = {name: f"{name} || '/' || copy" for name in ("id", "conversation_id", "turn_id")}


def multiply(engine: Engine, copies: int) -> None:
    """Have every conversation `copies` times in all, with its turns and its index.

    Messages are left out: they are half of a store's size, and the list reads none.
    """
    with writing(engine) as connection:
        size = connection.execute(select(func.max(inbox.c.number))).scalar_one()
        connection.exec_driver_sql("CREATE TEMP TABLE copies (copy INTEGER PRIMARY KEY)")
        for copy in range(1, copies):
            connection.exec_driver_sql("INSERT INTO copies VALUES (?)", (copy,))
        number = {
            "number": f"number + copy * {size}",
            "activity": f"activity - copy * {MONTH_US}",
            "began": f"began - copy * {MONTH_DAYS}",
        }
        for table in (tables.conversations, tables.turns):
            _copy(connection, table, _NAMES)
        _copy(connection, inbox, _NAMES | number)
        # In the order of the key: half the time of any other.
        _copy(connection, inbox_terms, number, order="term, copy DESC, activity")
        connection.exec_driver_sql(
            "INSERT INTO inbox_texts (rowid, text)"  # noqa: S608 - a number of ours
            f" SELECT inbox_texts.rowid + copy * {size}, text FROM inbox_texts, copies"
        )
        count_all(connection)


def _copy(
    connection: Connection, table: Table, changed: Mapping[str, str], order: str = "copy"
) -> None:
    columns = [column.name for column in table.columns]
    told = ", ".join(changed.get(name, name) for name in columns)
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(columns)})"  # noqa: S608 - names of ours
        f" SELECT {told} FROM {table.name}, copies ORDER BY {order}"
    )
