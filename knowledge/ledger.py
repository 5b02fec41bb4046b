"""What was ingested from where, kept so that a kill at any moment heals.

A chunk id is always in one of three states: *live* (an item of the ledger has it, and the
word index knows it), *pending* (it may or may not be in the vector store, and no item has
it), or nowhere. Ids become pending before they are written to the vector store and stop
being so when they go live; they become pending again when their item drops them, until
they were removed from the vector store. Whatever is pending when an ingest begins is the
remains of one that died, and is removed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

import database
from records import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from knowledge.chunks import Chunk
    from knowledge.lexical import LexicalIndex

__all__ = ["Item", "Ledger", "Recorded"]

_ORDERS = 10**9
"""More sources than there are: above it a rank holds the priority of a pattern."""


@dataclass(frozen=True)
class Item:
    """One thing of a source that is replaced as a whole: a product, a review, a document."""

    source: int
    name: str
    fingerprint: str
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True)
class Recorded:
    """A source as the ledger knows it; an empty fingerprint means "look at it again"."""

    key: int
    root: str
    name: str
    fingerprint: str
    refusals: tuple[Refusal, ...] = field(default=())

    @property
    def path(self) -> str:
        """Where the file is, or was."""
        return f"{self.root}/{self.name}"


class Ledger:
    """The records of one index file."""

    def __init__(self, lexical: LexicalIndex) -> None:
        self._lexical = lexical
        self.engine = lexical.engine
        """Of the file that the ledger shares with the word index."""

    def sources(self) -> list[Recorded]:
        """Every source that was ever ingested and has not vanished."""
        with database.reading(self.engine) as connection:
            rows = connection.exec_driver_sql(
                "SELECT key, root, name, fingerprint, refusals FROM sources ORDER BY key"
            ).all()
        return [
            Recorded(key, root, name, says, tuple(Refusal(**one) for one in json.loads(refusals)))
            for key, root, name, says, refusals in rows
        ]

    def rank(self, places: Sequence[tuple[str, str]], precedence: Sequence[str]) -> list[int]:
        """Put these sources in this order among themselves; the keys of those that moved.

        New ones come after all that are known. A source whose name matches an earlier pattern
        of `precedence` ranks before all others.
        """
        with database.writing(self.engine) as connection:
            rows = connection.exec_driver_sql("SELECT root, name, key, rank FROM sources").all()
            old = {(root, name): (int(key), int(rank)) for root, name, key, rank in rows}
            order = {place: rank % _ORDERS for place, (_, rank) in old.items()}
            last = max(order.values(), default=0)
            free = sorted(order[place] for place in places if place in order)
            free += range(last + 1, last + 1 + len(places) - len(free))
            order.update(zip(places, free, strict=True))
            moved = []
            for place, number in order.items():
                rank = _priority(place[1], precedence) * _ORDERS + number
                if place not in old:
                    connection.exec_driver_sql(
                        """INSERT INTO sources(root, name, fingerprint, refusals, rank)
                        VALUES (?, ?, '', '[]', ?)""",
                        (*place, rank),
                    )
                elif old[place][1] != rank:
                    moved.append(old[place][0])
                    connection.exec_driver_sql(
                        "UPDATE sources SET rank = ? WHERE key = ?", (rank, old[place][0])
                    )
            return moved

    def open_source(self, root: str, name: str) -> int:
        """The key of a source, recorded now if it was not; it has to be looked at again."""
        with database.writing(self.engine) as connection:
            connection.exec_driver_sql(
                """INSERT INTO sources(root, name, fingerprint, refusals) VALUES (?, ?, '', '[]')
                ON CONFLICT DO UPDATE SET fingerprint = ''""",
                (root, name),
            )
            query = "SELECT key FROM sources WHERE root = ? AND name = ?"
            return int(connection.exec_driver_sql(query, (root, name)).scalar_one())

    def close_source(self, key: int, fingerprint: str, refusals: Iterable[Refusal]) -> None:
        """Record that all of a source is in: the same fingerprint will cost nothing."""
        listed = json.dumps([asdict(refusal) for refusal in refusals])
        with database.writing(self.engine) as connection:
            connection.exec_driver_sql(
                "UPDATE sources SET fingerprint = ?, refusals = ? WHERE key = ?",
                (fingerprint, listed, key),
            )

    def drop_source(self, key: int) -> None:
        """Forget a source that has no items left."""
        with database.writing(self.engine) as connection:
            connection.exec_driver_sql("DELETE FROM sources WHERE key = ?", (key,))

    def move_root(self, old: str, new: str) -> None:
        """Record that a folder of sources is at another place now."""
        with database.writing(self.engine) as connection:
            connection.exec_driver_sql(
                "UPDATE OR IGNORE sources SET root = ? WHERE root = ?", (new, old)
            )

    def items(self, source: int) -> dict[str, str]:
        """The fingerprints of a source's items by their name."""
        with database.reading(self.engine) as connection:
            rows = connection.exec_driver_sql(
                "SELECT item, fingerprint FROM items WHERE source = ?", (source,)
            )
            return {str(item): str(fingerprint) for item, fingerprint in rows}

    def owners(self, names: Collection[str]) -> dict[str, set[int]]:
        """Which sources have an item of each name."""
        found: dict[str, set[int]] = {}
        with database.reading(self.engine) as connection:
            for item, source in connection.exec_driver_sql(
                "SELECT item, source FROM items WHERE item IN (SELECT value FROM json_each(?))",
                (json.dumps(list(names)),),
            ):
                found.setdefault(str(item), set()).add(int(source))
        return found

    def live_count(self) -> int:
        """How many chunks are live."""
        return self._lexical.count()

    def live_chunks(self) -> dict[str, list[tuple[int, str]]]:
        """Every live chunk id, with the items (source, name) that have it."""
        found: dict[str, list[tuple[int, str]]] = {}
        with database.reading(self.engine) as connection:
            for chunk, source, item in connection.exec_driver_sql(
                "SELECT chunk, source, item FROM item_chunks"
            ):
                found.setdefault(str(chunk), []).append((int(source), str(item)))
        return found

    def products(self) -> list[tuple[int, str]]:
        """The items (source, name) that are products."""
        with database.reading(self.engine) as connection:
            rows = connection.exec_driver_sql(
                "SELECT source, item FROM items WHERE item LIKE 'product:%' AND fingerprint <> ''"
            )
            return [(int(source), str(item)) for source, item in rows]

    def stale(self, items: Iterable[tuple[int, str]]) -> None:
        """Have these items, and the sources they are in, looked at again."""
        with database.writing(self.engine) as connection:
            for source, item in items:
                connection.exec_driver_sql(
                    "UPDATE items SET fingerprint = '' WHERE source = ? AND item = ?",
                    (source, item),
                )
                connection.exec_driver_sql(
                    "UPDATE sources SET fingerprint = '' WHERE key = ?", (source,)
                )
                connection.exec_driver_sql(
                    "UPDATE listings SET settled = 0 WHERE source = ? AND product = ?",
                    (source, item.removeprefix("product:")),
                )

    def announce(self, ids: Collection[str]) -> None:
        """Say that these chunks are about to be written to the vector store."""
        with database.writing(self.engine) as connection:
            connection.exec_driver_sql(
                """INSERT OR IGNORE INTO pending SELECT value FROM json_each(?)
                WHERE value NOT IN (SELECT chunk FROM item_chunks)""",
                (json.dumps(list(ids)),),
            )

    def expect(self, items: Iterable[tuple[int, str]]) -> None:
        """Say that these items (source, name) are about to enter the catalogue.

        A product whose ingest dies on the way is thus known, see `expected`.
        """
        with database.writing(self.engine) as connection:
            _run(connection, "INSERT OR IGNORE INTO items VALUES (?, ?, '')", list(items))

    def expected(self) -> list[tuple[int, str]]:
        """The items (source, name) that were about to enter when an ingest died."""
        with database.reading(self.engine) as connection:
            rows = connection.exec_driver_sql(
                """SELECT source, item FROM items WHERE fingerprint = '' AND NOT EXISTS (
                SELECT 1 FROM item_chunks AS has
                WHERE has.source = items.source AND has.item = items.item)"""
            )
            return [(int(source), str(item)) for source, item in rows]

    def replace(self, items: Collection[Item]) -> None:
        """Make these items live as they are now; their former chunks become pending."""
        listed = {(item.source, item.name): item for item in items}
        links = {
            (*place, chunk.id): None for place, item in listed.items() for chunk in item.chunks
        }
        with database.writing(self.engine) as connection:
            former: set[str] = set()
            for place in listed:
                former |= _drop(connection, *place)
            _run(connection, "INSERT INTO items VALUES (?, ?, ?)",
                 [(*place, item.fingerprint) for place, item in listed.items()])  # fmt: skip
            _run(connection, "INSERT INTO item_chunks VALUES (?, ?, ?)", list(links))
            connection.exec_driver_sql(
                "DELETE FROM pending WHERE chunk IN (SELECT value FROM json_each(?))",
                (json.dumps([chunk for _, _, chunk in links]),),
            )
            self._lexical.add(connection, [c for item in listed.values() for c in item.chunks])
            self._retire(connection, former)
            self._lexical.changed(connection)

    def remove(self, names: Mapping[int, Collection[str]]) -> None:
        """Take items out, given by source; their chunks become pending."""
        with database.writing(self.engine) as connection:
            former: set[str] = set()
            for source, items in names.items():
                for name in items:
                    former |= _drop(connection, source, name)
            self._retire(connection, former)
            self._lexical.changed(connection)

    def pending(self) -> list[str]:
        """Chunk ids to remove from the vector store."""
        with database.reading(self.engine) as connection:
            return [str(id_) for (id_,) in connection.exec_driver_sql("SELECT chunk FROM pending")]

    def settle(self, ids: Collection[str]) -> None:
        """Record that these chunks are in the vector store no more."""
        with database.writing(self.engine) as connection:
            connection.exec_driver_sql(
                "DELETE FROM pending WHERE chunk IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            )

    def _retire(self, connection: Connection, ids: set[str]) -> None:
        rows = connection.exec_driver_sql(
            """SELECT value FROM json_each(?)
            WHERE value NOT IN (SELECT chunk FROM item_chunks)""",
            (json.dumps(list(ids)),),
        )
        unused = [str(id_) for (id_,) in rows]
        self._lexical.remove(connection, unused)
        _run(connection, "INSERT OR IGNORE INTO pending VALUES (?)", [(id_,) for id_ in unused])


def _priority(name: str, precedence: Sequence[str]) -> int:
    matching = (n for n, pattern in enumerate(precedence) if fnmatch(name, pattern))
    return next(matching, len(precedence))


def _run(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """Run a statement once for each row, in one call of the driver."""
    if rows:
        connection.exec_driver_sql(statement, rows)


def _drop(connection: Connection, source: int, name: str) -> set[str]:
    query = "SELECT chunk FROM item_chunks WHERE source = ? AND item = ?"
    chunks = {str(id_) for (id_,) in connection.exec_driver_sql(query, (source, name))}
    connection.exec_driver_sql("DELETE FROM items WHERE source = ? AND item = ?", (source, name))
    return chunks
