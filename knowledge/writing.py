"""Items into the three stores, so that a kill at any moment loses and doubles nothing.

A batch is written in the order: announce (ledger), vectors, catalogue, go live (word index
and ledger, one transaction), then the vectors that nothing uses any more are removed. What
a kill leaves behind is announced but not live: the next ingest removes or redoes it.

While a batch is written, a thread embeds the next: reading and writing hide behind the model.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from knowledge.chunking import identified
from knowledge.ledger import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from concurrent.futures import Future

    from numpy.typing import NDArray

    from commerce import Catalogue
    from embedding import Embedder
    from knowledge.chunks import Chunk
    from knowledge.ledger import Ledger
    from knowledge.reading import Found
    from knowledge.store import ChunkStore

__all__ = ["Writer", "digest", "fingerprint"]


@dataclass(frozen=True)
class _Batch:
    """Items that are being embedded: their chunks by id, and which of them will have vectors."""

    found: Sequence[tuple[int, Found]]
    items: Sequence[Item]
    chunks: Mapping[str, Chunk]
    embedded: Sequence[str]
    vectors: Future[NDArray[np.float32]] | None
    then: Callable[[], object]


class Writer:
    """Writes and removes items; counts what it embedded. Leaving it ends its thread."""

    def __init__(
        self, catalogue: Catalogue, store: ChunkStore, ledger: Ledger, embedder: Embedder
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._ledger = ledger
        self._embedder = embedder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedding")
        self._waiting: _Batch | None = None
        self.embedded = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def write(self, found: Sequence[tuple[int, Found]], then: Callable[[], object]) -> None:
        """Make these items of sources live, in the order of the calls, and do what comes `then`.

        Both are done by the next call, or by `finish`. A product is taken over from the source
        that had it.
        """
        items = [
            Item(source, one.name, fingerprint(one), tuple(identified(one.chunks)))
            for source, one in found
        ]
        chunks = {chunk.id: chunk for item in items for chunk in item.chunks}
        absent = self._store.missing(chunks)
        new = [id_ for id_ in chunks if id_ in absent]
        texts = [chunks[id_].indexed_text for id_ in new]
        vectors = self._thread.submit(self._embedder.embed, texts) if new else None
        former, self._waiting = self._waiting, _Batch(found, items, chunks, new, vectors, then)
        if former is not None:
            self._write(former)

    def finish(self) -> None:
        """Make live what waits for its vectors."""
        batch, self._waiting = self._waiting, None
        if batch is not None:
            self._write(batch)

    def _write(self, batch: _Batch) -> None:
        products = [(source, one) for source, one in batch.found if one.product is not None]
        owners = self._ledger.owners([one.name for _, one in products])
        for source, one in products:
            for other in owners.get(one.name, set()) - {source}:
                self._ledger.remove({other: [one.name]})
        self._ledger.announce(batch.chunks)
        self._embed(batch)
        if products:
            self._ledger.expect((source, one.name) for source, one in products)
            self._catalogue.upsert([one.product for _, one in products if one.product])
        if batch.items:
            self._ledger.replace(batch.items)
        self.sweep()
        batch.then()

    def _embed(self, batch: _Batch) -> None:
        """Store the vectors that the batch lacks."""
        vectors = {}
        if batch.vectors is not None:
            vectors = dict(zip(batch.embedded, batch.vectors.result(), strict=True))
        missing = self._store.missing(batch.chunks)  # the batch before may have removed some
        new = [chunk for id_, chunk in batch.chunks.items() if id_ in missing]
        late = [chunk for chunk in new if chunk.id not in vectors]
        if late:
            embedded = self._embedder.embed([chunk.indexed_text for chunk in late])
            vectors |= zip((chunk.id for chunk in late), embedded, strict=True)
        if new:
            self._store.add(new, np.stack([vectors[chunk.id] for chunk in new]))
            self.embedded += len(new)

    def remove(self, source: int, names: Collection[str]) -> None:
        """Take items out of a source; products that no other source lists leave the shop."""
        if not names:
            return
        owners = self._ledger.owners([name for name in names if name.startswith("product:")])
        ids = [name.split(":", 1)[1] for name, sources in owners.items() if sources <= {source}]
        self._catalogue.remove(ids)
        self._ledger.remove({source: names})
        self.sweep()

    def sweep(self) -> None:
        """Remove the vectors of chunks that are not live."""
        pending = self._ledger.pending()
        if pending:
            self._store.remove(pending)
            self._ledger.settle(pending)

    def heal(self) -> None:
        """Find what a kill, or the loss of one of the stores, left undone."""
        for source, name in self._ledger.expected():
            self.remove(source, [name])  # what still lists it brings it back
        self.sweep()
        if self._store.count() != self._ledger.live_count():
            live = self._ledger.live_chunks()
            missing = self._store.missing(live)
            self._ledger.stale({item for id_ in missing for item in live[id_]})
        stocked = self._catalogue.fingerprints()
        self._ledger.stale(
            (source, name)
            for source, name in self._ledger.products()
            if name.split(":", 1)[1] not in stocked
        )


def fingerprint(found: Found) -> str:
    """What an item says: equal exactly when nothing of it changed."""
    ids = [chunk.id for chunk in identified(found.chunks)]
    return digest(*ids, found.product.fingerprint if found.product else "")


def digest(*parts: str) -> str:
    """SHA-256 of the parts, kept apart."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
