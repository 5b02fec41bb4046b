"""Making SQLite let go of what was deleted in it.

A deleted row may live on in a database's free pages, in the gaps of its pages and in its
write-ahead log. All connections of ours overwrite what they delete (`PRAGMA secure_delete`), which
does not reach bytes that were moved while a page was rearranged; only writing the file anew does
(https://sqlite.org/lang_vacuum.html).
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from privacy.errors import ErasureUnfinished

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

__all__ = ["checkpoint", "is_sqlite", "rewrite", "tables_with"]

MAGIC: Final = b"SQLite format 3\0"
PATIENCE_S: Final = 15.0


def is_sqlite(path: Path) -> bool:
    """Whether the file is a SQLite database."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def checkpoint(path: Path) -> None:
    """Empty the write-ahead log into the database. Raises ErasureUnfinished while it is in use."""
    patience = time.monotonic() + PATIENCE_S
    with _opened(path) as connection:
        while True:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return
            if time.monotonic() > patience:
                raise sqlite3.OperationalError("its write-ahead log is being read")
            time.sleep(0.1)


def rewrite(path: Path) -> None:
    """Write the database anew, without anything that is no row of it. Raises as `checkpoint`."""
    with _opened(path) as connection:
        connection.execute("VACUUM")
    checkpoint(path)


def tables_with(path: Path, forms: Collection[bytes]) -> list[str]:
    """The tables of which a row has one of these byte strings. Raises as `checkpoint`."""
    found = []
    with _opened(path) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
        ).fetchall()
        for (table,) in tables:
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            tests = " OR ".join(
                f'instr(CAST("{column}" AS BLOB), ?)' for column in columns for _ in forms
            )
            query = f'SELECT 1 FROM "{table}" WHERE {tests} LIMIT 1'  # noqa: S608 - its own names
            if connection.execute(query, [*forms] * len(columns)).fetchone():
                found.append(table)
    return found


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection in no transaction: neither VACUUM nor a checkpoint can be part of one."""
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise ErasureUnfinished(f"{path.name} cannot be searched now ({error}).") from error
