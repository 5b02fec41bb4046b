"""The products as each source lists them, kept so that a change of one is a change of one.

Listings of different sources are one product when they share an id, a GTIN or an SKU; the one
whose source ranks first leads it. An SKU or GTIN that a source gives to two of its products
joins none of them. What was staged but not settled (written to the stores) is settled by the
next ingest, whatever moment the last one died at.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import database
from knowledge.merging import Conflict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine

    from commerce import Product

__all__ = ["Key", "Listings", "Staged", "identifiers"]

Key = tuple[int, str]
"""A listing: its source and the product's id there."""
Sharing = list[tuple[str, Key]]
_SETTLED = """UPDATE listings SET settled = 1, conflicts = ?,
    leader_source = ?, leader_product = ? WHERE source = ? AND product = ?"""
_GONE = "DELETE FROM listings WHERE source = ? AND product = ?"
_STRENGTH = {"id": 0, "gtin": 1, "sku": 2}
MOST_SHARING = 100
"""Listings from which an identifier is a placeholder such as "N/A", and joins nothing."""


@dataclass(frozen=True)
class Staged:
    """A listing as it is read from its source."""

    product_id: str
    row: int | None
    fingerprint: str
    records: str
    content: str
    identifiers: tuple[str, ...]


def identifiers(product: Product, gtins: Iterable[str]) -> tuple[str, ...]:
    """By what a listing is known: "id:…", "gtin:…" and "sku:…"; an SKU may be another's id."""
    found = [f"id:{product.id}", *(f"gtin:{code}" for code in gtins)]
    found += [f"sku:{sku}" for sku in (product.id, *(one.sku for one in product.variants))]
    return tuple(dict.fromkeys(found))


class Listings:
    """The listings in the file of a word index, whose ledger names the sources."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ranks: dict[int, tuple[int, int]] = {}
        """Of the sources by their keys, as they were when it was asked what is unsettled."""

    def fingerprints(self, source: int) -> dict[str, str]:
        """Of a source's listings, by product id."""
        with database.reading(self._engine) as connection:
            rows = connection.exec_driver_sql(
                "SELECT product, fingerprint FROM listings WHERE source = ?", (source,)
            )
            return {str(product): str(fingerprint) for product, fingerprint in rows}

    def records(self, source: int) -> dict[str, str]:
        """The product ids of a source's listings by the digests of what they were made of."""
        with database.reading(self._engine) as connection:
            rows = connection.exec_driver_sql(
                "SELECT records, product FROM listings WHERE source = ? AND records <> ''",
                (source,),
            )
            return {str(records): str(product) for records, product in rows}

    def note(self, source: int, records: Mapping[str, str]) -> None:
        """Record the digests by product id, where what the records say is as it was."""
        if not records:
            return
        with database.writing(self._engine) as connection:
            connection.exec_driver_sql(
                "UPDATE listings SET records = ? WHERE source = ? AND product = ?",
                [(digest, source, product_id) for product_id, digest in records.items()],
            )

    def stage(self, source: int, listings: Sequence[Staged], updated: str) -> None:
        """Put listings in, to be settled."""
        if not listings:
            return
        with database.writing(self._engine) as connection:
            connection.exec_driver_sql(
                """INSERT INTO listings VALUES (?, ?, ?, ?, ?, ?, ?, 0, NULL, NULL, '[]')
                ON CONFLICT DO UPDATE SET row = excluded.row, content = excluded.content,
                fingerprint = excluded.fingerprint, records = excluded.records,
                updated = excluded.updated, settled = 0""",
                [
                    (
                        source,
                        one.product_id,
                        one.row,
                        one.fingerprint,
                        one.records,
                        one.content,
                        updated,
                    )
                    for one in listings
                ],
            )
            connection.exec_driver_sql(
                "DELETE FROM identifiers WHERE source = ? AND product = ?",
                [(source, one.product_id) for one in listings],
            )
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO identifiers VALUES (?, ?, ?)",
                [(name, source, one.product_id) for one in listings for name in one.identifiers],
            )

    def withdraw(self, source: int, product_ids: Collection[str]) -> None:
        """A source lists these no more."""
        if not product_ids:
            return
        with database.writing(self._engine) as connection:
            for product_id in product_ids:
                connection.exec_driver_sql(
                    """UPDATE listings
                    SET content = NULL, fingerprint = '', records = '', settled = 0
                    WHERE source = ? AND product = ?""",
                    (source, product_id),
                )
                # Its id stays until it is settled: another source may go on with the product.
                connection.exec_driver_sql(
                    """DELETE FROM identifiers
                    WHERE source = ? AND product = ? AND identifier NOT LIKE 'id:%'""",
                    (source, product_id),
                )

    def unsettle(self, source: int) -> None:
        """Have all listings of a source merged anew, for its rank has changed."""
        with database.writing(self._engine) as connection:
            connection.exec_driver_sql(
                "UPDATE listings SET settled = 0 WHERE source = ?", (source,)
            )

    def unsettled(self) -> list[Key]:
        """The listings to settle, in the order of their sources and rows."""
        with database.reading(self._engine) as connection:
            self._ranks = {
                int(key): (int(rank), int(key))
                for key, rank in connection.exec_driver_sql("SELECT key, rank FROM sources")
            }
            rows = connection.exec_driver_sql(
                """SELECT source, product FROM listings JOIN sources ON key = source
                WHERE settled = 0 ORDER BY sources.rank, key, row"""
            )
            return [(int(source), str(product)) for source, product in rows]

    def related(self, start: Key) -> tuple[dict[Key, Key | None], dict[Key, Sharing]]:
        """All listings that could be one product with `start`.

        Each with its leader of last time, and with those of other sources that share an
        identifier, by kind.
        """
        sharing: dict[Key, Sharing] = {}
        found: dict[Key, Key | None] = {}
        todo = [start]
        with database.reading(self._engine) as connection:
            while todo:
                one = todo.pop()
                if one in found:
                    continue
                leader = _former_leader(connection, one)
                found[one] = leader
                sharing[one] = _sharing(connection, one)
                todo += [other for _, other in sharing[one]]
                for head in {one, leader} - {None}:
                    assert head is not None
                    rows = connection.exec_driver_sql(
                        """SELECT source, product FROM listings
                        WHERE leader_product = ? AND leader_source = ?""",
                        (head[1], head[0]),
                    )
                    todo += [(int(source), str(product)) for source, product in rows]
        return found, sharing

    def leaders(self, sharing: Mapping[Key, Sharing]) -> dict[Key, Key]:
        """Who leads each of the related listings now; those withdrawn are left out."""
        ranks = self._ranks
        with database.reading(self._engine) as connection:
            found: dict[Key, Key] = {}
            for one in sorted(sharing, key=lambda key: (ranks[key[0]], key[1])):
                if not _is_listed(connection, one):
                    continue
                above = [
                    (_STRENGTH[kind], ranks[other[0]], other)
                    for kind, other in sharing[one]
                    if ranks[other[0]] < ranks[one[0]] and other in found
                ]
                found[one] = found[min(above)[2]] if above else one
        return found

    def contents(self, keys: Sequence[Key]) -> Iterator[tuple[str, str, str, int | None]]:
        """Source's name, product as JSON, date and row of each listing, first rank first."""
        with database.reading(self._engine) as connection:
            for source, product in keys:
                row = connection.exec_driver_sql(
                    """SELECT name, content, updated, row FROM listings
                    JOIN sources ON key = source WHERE source = ? AND product = ?""",
                    (source, product),
                ).one()
                yield str(row[0]), str(row[1]), str(row[2]), row[3]

    def settle(
        self, led: Mapping[Key, Key], gone: Collection[Key], conflicts: Mapping[Key, list[Conflict]]
    ) -> None:
        """Record that these are written, who leads each, and on what leaders are contradicted."""
        settled = [
            (json.dumps([asdict(one) for one in conflicts.get(key, ())]), *leader, *key)
            for key, leader in led.items()
        ]
        with database.writing(self._engine) as connection:
            for statement, rows in ((_SETTLED, settled), (_GONE, list(gone))):
                if rows:
                    connection.exec_driver_sql(statement, rows)

    def conflicts(self) -> list[Conflict]:
        """Everything that the sources disagree on."""
        with database.reading(self._engine) as connection:
            rows = connection.exec_driver_sql(
                "SELECT conflicts FROM listings WHERE conflicts <> '[]' ORDER BY source, row"
            )
            return [Conflict(**one) for (text,) in rows for one in json.loads(text)]

    def leading(self, products: Collection[str]) -> dict[str, str]:
        """The names of the sources that lead these products, by product id."""
        with database.reading(self._engine) as connection:
            rows = connection.exec_driver_sql(
                """SELECT product, name FROM listings JOIN sources ON key = source
                WHERE leader_source = source AND leader_product = product
                AND product IN (SELECT value FROM json_each(?))""",
                (json.dumps(list(products)),),
            )
            return {str(product): str(name) for product, name in rows}

    def aliases(self) -> dict[str, str]:
        """Ids that a product has in the sources that do not lead it, with its own."""
        with database.reading(self._engine) as connection:
            rows = connection.exec_driver_sql(
                "SELECT product, leader_product FROM listings WHERE product <> leader_product"
            )
            return {str(alias): str(product) for alias, product in rows}


def _former_leader(connection: Connection, key: Key) -> Key | None:
    row = connection.exec_driver_sql(
        "SELECT leader_source, leader_product FROM listings WHERE source = ? AND product = ?", key
    ).one_or_none()
    return None if row is None or row[0] is None else (int(row[0]), str(row[1]))


def _is_listed(connection: Connection, key: Key) -> bool:
    query = "SELECT content FROM listings WHERE source = ? AND product = ?"
    return connection.exec_driver_sql(query, key).scalar_one_or_none() is not None


def _sharing(connection: Connection, key: Key) -> Sharing:
    """The listings of other sources that share an identifier, each with its kind.

    One that stands on two products of a source is a mistake there and joins nothing of it.
    """
    found: Sharing = []
    own = connection.exec_driver_sql(
        "SELECT identifier FROM identifiers WHERE source = ? AND product = ?", key
    ).all()
    for (identifier,) in own:
        rows = connection.exec_driver_sql(
            "SELECT source, product FROM identifiers WHERE identifier = ? LIMIT ?",
            (identifier, MOST_SHARING),
        ).all()
        uses = Counter(source for source, _ in rows)
        if uses[key[0]] > 1 or len(rows) == MOST_SHARING:
            continue
        kind = str(identifier).partition(":")[0]
        found += [
            (kind, (int(source), str(product)))
            for source, product in rows
            if source != key[0] and uses[source] == 1
        ]
    return found
