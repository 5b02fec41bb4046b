"""Connections to the SQL database, shared by every package that owns tables.

SQLite is opened in WAL mode with a busy timeout, and writes begin with
``BEGIN IMMEDIATE``, so that two processes that write at once wait for each other
instead of failing half-way (https://sqlite.org/lang_transaction.html).
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Connection, Engine, create_engine, delete, event, select, tuple_
from sqlalchemy.engine import make_url

from database.columns import UtcDateTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import ColumnElement, Table

__all__ = ["Fence", "UtcDateTime", "connect", "delete_some", "reading", "writing"]

Fence: TypeAlias = "Callable[[Connection], None]"
"""What a write asks first, in its own transaction: it raises where the write must not be."""

BUSY_TIMEOUT_S = 15.0


def connect(url: str) -> Engine:
    """Open an engine on `url`, creating the folder of a SQLite file.

    Its errors leave out what was to be written: they end up in logs, which hold no message text.
    Raises sqlalchemy.exc.ArgumentError when `url` is not a database address.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        parsed,
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for queries, in a deferred transaction."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, fence: Fence | None = None) -> Iterator[Connection]:
    """A connection in a write transaction: committed on leaving, rolled back on an error.

    A `fence` is asked before anything else. No coroutine may be awaited inside: the transaction
    holds SQLite's write lock.
    """
    with engine.connect().execution_options(tilly_writes=True) as connection, connection.begin():
        if fence is not None:
            fence(connection)
        yield connection


def delete_some(engine: Engine, table: Table, which: ColumnElement[bool], most: int) -> int:
    """Delete at most so many rows, so that no other writer waits long; returns how many."""
    keys = tuple(table.primary_key)
    some = select(*keys).where(which).limit(most)
    with writing(engine) as connection:
        found = [tuple(row) for row in connection.execute(some)]
        connection.execute(delete(table).where(tuple_(*keys).in_(found)))
    return len(found)


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    # pysqlite's own implicit BEGIN is switched off; _begin emits it instead.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    _switch_to_wal(cursor)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # What is erased is overwritten: not every build of SQLite does that unasked.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    # The busy timeout does not cover this switch: while another process makes it, SQLite says
    # "locked" at once (https://sqlite.org/wal.html#sometimes_queries_return_sqlite_busy_in_wal_mode).
    patience = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > patience:
                raise
            time.sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tilly_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
