"""Word search over the chunks: SQLite FTS5 with Porter stemming and BM25.

Chroma's local build has no sparse index, and FTS5 is in every Python. The file also holds
the ingest ledger (`knowledge.ledger`), so that what is searchable and what is recorded as
ingested change in one transaction. That transaction decides which chunks exist: one that
is in the vector store but not here is never shown.
"""
# ruff: noqa: S608  every value is bound; what is put into a statement is written in this file

from __future__ import annotations

import json
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

import database
from knowledge.store import ANYWHERE
from knowledge.text import searchable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from knowledge.chunks import Chunk
    from knowledge.store import Scope

__all__ = ["LexicalIndex", "open_index_file"]

SCHEMA_VERSION = "4"
HEADING_WEIGHT = 1.5
"""How much more a word counts in the headings of a passage than in its text."""

_SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE passages (
        row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
        product_id TEXT NOT NULL, validity TEXT NOT NULL)""",
    "CREATE INDEX passages_dated ON passages (validity) WHERE validity <> ''",
    """CREATE VIRTUAL TABLE words USING fts5(
        heading, body, tokenize = 'porter unicode61 remove_diacritics 2')""",
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row')",
    f"INSERT INTO words(words, rank) VALUES ('rank', 'bm25({HEADING_WEIGHT}, 1.0)')",
    """CREATE TABLE sources (
        key INTEGER PRIMARY KEY, root TEXT NOT NULL, name TEXT NOT NULL,
        fingerprint TEXT NOT NULL, refusals TEXT NOT NULL, rank INTEGER NOT NULL DEFAULT 0,
        UNIQUE (root, name))""",
    """CREATE TABLE listings (
        source INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE, product TEXT NOT NULL,
        row INTEGER, fingerprint TEXT NOT NULL, records TEXT NOT NULL, content TEXT,
        updated TEXT NOT NULL,
        settled INTEGER NOT NULL, leader_source INTEGER, leader_product TEXT,
        conflicts TEXT NOT NULL, PRIMARY KEY (source, product))""",
    """CREATE TABLE identifiers (
        identifier TEXT NOT NULL, source INTEGER NOT NULL, product TEXT NOT NULL,
        PRIMARY KEY (identifier, source, product),
        FOREIGN KEY (source, product) REFERENCES listings ON DELETE CASCADE) WITHOUT ROWID""",
    "CREATE INDEX identifiers_by_listing ON identifiers (source, product)",
    "CREATE INDEX listings_by_leader ON listings (leader_product, leader_source)",
    "CREATE INDEX listings_unsettled ON listings (settled) WHERE settled = 0",
    """CREATE TABLE items (
        source INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE, item TEXT NOT NULL,
        fingerprint TEXT NOT NULL, PRIMARY KEY (source, item)) WITHOUT ROWID""",
    """CREATE TABLE item_chunks (
        source INTEGER NOT NULL, item TEXT NOT NULL, chunk TEXT NOT NULL,
        PRIMARY KEY (source, item, chunk),
        FOREIGN KEY (source, item) REFERENCES items ON DELETE CASCADE) WITHOUT ROWID""",
    "CREATE INDEX items_by_name ON items (item)",
    "CREATE INDEX item_chunks_by_chunk ON item_chunks (chunk)",
    "CREATE TABLE pending (chunk TEXT PRIMARY KEY) WITHOUT ROWID",
)
_TABLES = (
    "identifiers", "listings", "item_chunks", "items", "sources", "pending", "vocabulary", "words",
    "passages", "meta",
)  # fmt: skip


def open_index_file(path: Path) -> Engine:
    """The engine on the index file, made anew when absent or of another version.

    All in it is derived from the sources: the next ingest fills it again.
    """
    engine = database.connect(f"sqlite:///{path}")
    with database.writing(engine) as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")
        if "meta" in {name for (name,) in tables}:
            if get_meta(connection, "version") == SCHEMA_VERSION:
                return engine
            for table in _TABLES:
                connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
        for statement in _SCHEMA:
            connection.exec_driver_sql(statement)
        set_meta(connection, "version", SCHEMA_VERSION)
        set_meta(connection, "store_id", secrets.token_hex(6))
        set_meta(connection, "generation", "0")
    return engine


def get_meta(connection: Connection, key: str) -> str:
    row = connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (key,)).one()
    return str(row[0])


def set_meta(connection: Connection, key: str, value: str) -> None:
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


class LexicalIndex:
    """The words of every live chunk."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._frequency = lru_cache(maxsize=4096)(self._count)

    @property
    def store_id(self) -> str:
        """A random name of this index, made with the file: no other store has it."""
        with database.reading(self.engine) as connection:
            return get_meta(connection, "store_id")

    @property
    def generation(self) -> int:
        """Grows with every change of the index: what was derived from it is then stale."""
        with database.reading(self.engine) as connection:
            return int(get_meta(connection, "generation"))

    def add(self, connection: Connection, chunks: Iterable[Chunk]) -> None:
        """Index the chunks within a transaction; those already there stay as they are."""
        by_id = {chunk.id: chunk for chunk in chunks}
        if not by_id:
            return
        last = connection.exec_driver_sql("SELECT max(row) FROM passages").scalar_one() or 0
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO passages(id, kind, product_id, validity) VALUES (?, ?, ?, ?)",
            [
                (chunk.id, chunk.kind, chunk.product_id or "", chunk.validity)
                for chunk in by_id.values()
            ],
        )
        new = connection.exec_driver_sql("SELECT row, id FROM passages WHERE row > ?", (last,))
        words = [(row, *_words(by_id[id_])) for row, id_ in new]
        if words:
            connection.exec_driver_sql(
                "INSERT INTO words(rowid, heading, body) VALUES (?, ?, ?)", words
            )

    def remove(self, connection: Connection, ids: Collection[str]) -> None:
        """Take the chunks out within a transaction; unknown ids are ignored."""
        chosen = "IN (SELECT row FROM passages WHERE id IN (SELECT value FROM json_each(?)))"
        listed = (json.dumps(list(ids)),)
        connection.exec_driver_sql(f"DELETE FROM words WHERE rowid {chosen}", listed)
        connection.exec_driver_sql(f"DELETE FROM passages WHERE row {chosen}", listed)

    def changed(self, connection: Connection) -> None:
        """Say, within a transaction, that the index is no longer what it was."""
        generation = int(get_meta(connection, "generation")) + 1
        set_meta(connection, "generation", str(generation))

    def search(
        self, words: Sequence[str], limit: int, scope: Scope = ANYWHERE
    ) -> list[tuple[str, float]]:
        """Ids and BM25 scores of the chunks with any of the words, best first."""
        if not words:
            return []
        conditions, arguments = _conditions(scope)
        query = f"""SELECT p.id, -w.rank FROM words w JOIN passages p ON p.row = w.rowid
            WHERE words MATCH ? {conditions} ORDER BY w.rank LIMIT ?"""
        return self._rows(query, (_any_of(words), *arguments, limit))

    def scores(self, words: Sequence[str], ids: Collection[str]) -> dict[str, float]:
        """BM25 scores of those chunks among `ids` that have any of the words."""
        if not words or not ids:
            return {}
        query = """SELECT p.id, -w.rank FROM words w JOIN passages p ON p.row = w.rowid
            WHERE words MATCH ? AND p.id IN (SELECT value FROM json_each(?))"""
        return dict(self._rows(query, (_any_of(words), json.dumps(list(ids)))))

    def containing(self, words: Sequence[str], ids: Collection[str]) -> set[str]:
        """Those of `ids` whose passage or headings have one of the words, in any inflection."""
        return set(self.scores(words, ids))

    def live(self, ids: Collection[str]) -> set[str]:
        """Those of `ids` that exist."""
        query = "SELECT id, 0 FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        return {id_ for id_, _ in self._rows(query, (json.dumps(list(ids)),))}

    def count(self) -> int:
        """How many chunks there are."""
        with database.reading(self.engine) as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM passages").scalar_one())

    def reviews_of(self, product_id: str) -> list[list[str]]:
        """The reviews of a product, each as the ids of its chunks in order."""
        query = """SELECT p.id, i.source || ' ' || i.item FROM passages p
            JOIN item_chunks i ON i.chunk = p.id
            WHERE p.kind = 'review' AND p.product_id = ? ORDER BY p.row"""
        with database.reading(self.engine) as connection:
            found: dict[str, list[str]] = {}
            for id_, item in connection.exec_driver_sql(query, (product_id,)):
                found.setdefault(str(item), []).append(str(id_))
        return list(found.values())

    def validities(self) -> frozenset[str]:
        """The validities of the versions of pages that there are (`Chunk.validity`)."""
        query = "SELECT DISTINCT validity, 0 FROM passages WHERE validity <> ''"
        return frozenset(key for key, _ in self._rows(query, ()))

    def frequency(self, word: str) -> int:
        """In how many chunks the word stands, in any inflection."""
        return self._frequency(_any_of([word]), self.generation)

    def entitled(self, title: str) -> int:
        """How many chunks have the title among their headings."""
        return self._frequency(f"heading : {_any_of([title])}", self.generation)

    def vocabulary(self) -> list[str]:
        """Every word stem in the index."""
        with database.reading(self.engine) as connection:
            rows = connection.exec_driver_sql("SELECT term FROM vocabulary")
            return [str(term) for (term,) in rows]

    def _count(self, expression: str, _generation: int) -> int:
        with database.reading(self.engine) as connection:
            found = connection.exec_driver_sql(
                "SELECT count(*) FROM words WHERE words MATCH ?", (expression,)
            )
            return int(found.scalar_one())

    def _rows(self, query: str, arguments: tuple[object, ...]) -> list[tuple[str, float]]:
        with database.reading(self.engine) as connection:
            rows = connection.exec_driver_sql(query, arguments)
            return [(str(id_), float(score)) for id_, score in rows]


def _words(chunk: Chunk) -> tuple[str, str]:
    """The headings and the text of a passage, as they are searched."""
    parts = (chunk.product_title, chunk.title, chunk.section)
    heading = dict.fromkeys(part for part in parts if part)
    return searchable("\n".join(heading)), searchable(chunk.text)


def _any_of(words: Sequence[str]) -> str:
    # Quoted, so that nothing in a shopper's words is read as FTS5's query syntax.
    quoted = (searchable(word).replace('"', " ") for word in words)
    return " OR ".join(f'"{word}"' for word in quoted)


def _conditions(scope: Scope) -> tuple[str, list[str]]:
    sql, arguments = "", []
    for column, allowed in (("kind", scope.kinds), ("product_id", scope.products)):
        if allowed is not None:
            sql += f" AND p.{column} IN (SELECT value FROM json_each(?))"
            arguments.append(json.dumps(sorted(allowed)))
    if scope.without:
        sql += " AND p.validity NOT IN (SELECT value FROM json_each(?))"
        arguments.append(json.dumps(sorted(scope.without)))
    return sql, arguments
