"""From staged listings to products in the stores: merged, chunked and written in batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from knowledge.facts import product_chunks
from knowledge.merging import Listing, merged, product_from
from knowledge.reading import Found
from knowledge.writing import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from knowledge.ledger import Ledger
    from knowledge.listings import Key, Listings
    from knowledge.merging import Conflict
    from knowledge.writing import Writer

__all__ = ["BATCH_CHUNKS", "Settlement"]

BATCH_CHUNKS = 512
"""What is embedded together, whichever sources it comes from."""


@dataclass
class _Batch:
    write: list[tuple[int, Found]] = field(default_factory=list)
    drop: list[tuple[int, str]] = field(default_factory=list)
    led: dict[Key, Key] = field(default_factory=dict)
    gone: list[Key] = field(default_factory=list)
    conflicts: dict[Key, list[Conflict]] = field(default_factory=dict)
    chunks: int = 0


class Settlement:
    """Settles what is staged; counts products added, updated and removed."""

    def __init__(
        self, ledger: Ledger, listings: Listings, writer: Writer, currency: str,
        report: Callable[[str, int, int], object],
    ) -> None:  # fmt: skip
        self._ledger = ledger
        self._listings = listings
        self._writer = writer
        self._currency = currency
        self._report = report
        self._items: dict[int, dict[str, str]] = {}
        self._batch = _Batch()
        self.added = self.updated = self.removed = 0
        self.touched: dict[int, set[str]] = {}
        """The items written, by source."""

    def run(self) -> None:
        """Bring the products of every unsettled listing up to date."""
        unsettled = self._listings.unsettled()
        waiting = set(unsettled)
        for done, key in enumerate(unsettled, 1):
            if key in waiting:
                waiting.discard(key)
                self._component(key, waiting)
                if self._batch.chunks >= BATCH_CHUNKS or len(self._batch.led) >= BATCH_CHUNKS:
                    self._flush()
                self._report("products", done, len(unsettled))
        self._flush()
        self._writer.finish()

    def _component(self, start: Key, waiting: set[Key]) -> None:
        """Settle all listings that are or were one product with `start`."""
        related, sharing = self._listings.related(start)
        waiting.difference_update(related)
        led = self._listings.leaders(sharing)
        members: dict[Key, list[Key]] = {}
        for key, leader in led.items():
            members.setdefault(leader, []).append(key)
        for leader, keys in members.items():
            self._product(leader, keys)
        former = {leader for leader in related.values() if leader is not None}
        self._batch.drop += [(s, f"product:{id_}") for s, id_ in former - members.keys()]
        self._batch.led.update(led)
        self._batch.gone += related.keys() - led.keys()

    def _product(self, leader: Key, keys: list[Key]) -> None:
        """Merge a product, and put it in the batch unless it is in the stores as it is."""
        contents = list(self._listings.contents(keys))
        source, _, updated, row = contents[0]
        product, conflicts = merged(
            [Listing(name, product_from(content)) for name, content, _, _ in contents]
        )
        chunks = product_chunks(product, source, date.fromisoformat(updated), self._currency)
        found = Found(f"product:{product.id}", chunks, row, product)
        if conflicts:
            self._batch.conflicts[leader] = conflicts
        if self._items_of(leader[0]).get(found.name) != fingerprint(found):
            self._batch.write.append((leader[0], found))
            self._batch.chunks += len(chunks)

    def _items_of(self, source: int) -> Mapping[str, str]:
        if source not in self._items:
            self._items[source] = self._ledger.items(source)
        return self._items[source]

    def _flush(self) -> None:
        batch, self._batch = self._batch, _Batch()
        if not (batch.led or batch.gone):
            return
        owned = self._ledger.owners([one.name for _, one in batch.write])
        updated = sum(one.name in owned for _, one in batch.write)
        self.updated += updated
        self.added += len(batch.write) - updated
        for source, one in batch.write:
            self.touched.setdefault(source, set()).add(one.name)
        if batch.write:
            self._writer.write(batch.write, lambda: self._settled(batch))
        else:
            self._settled(batch)

    def _settled(self, batch: _Batch) -> None:
        """What follows when a batch is in the stores."""
        for source in {source for source, _ in batch.drop}:
            names = {name for owner, name in batch.drop if owner == source}
            owners = self._ledger.owners(names)
            self.removed += sum(owners.get(name) == {source} for name in names)
            self._writer.remove(source, names)
        self._listings.settle(batch.led, batch.gone, batch.conflicts)
