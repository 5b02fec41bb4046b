"""Ingest: the catalogue and the index are brought up to date with the sources.

An unchanged file costs its hashing and nothing else; of a changed one, only the items that
changed are written, and of those only the chunks that changed are embedded. Products come
first, for reviews and manuals are linked to them: each source's are staged as it lists them,
then those of all sources are merged and written.
"""

from __future__ import annotations

import fcntl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import IngestBusy
from knowledge.ledger import Ledger
from knowledge.run import Run
from knowledge.validity import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from commerce import Catalogue
    from commerce.importers import SqlView
    from embedding import Embedder
    from knowledge.lexical import LexicalIndex
    from knowledge.merging import Conflict
    from knowledge.store import ChunkStore
    from records import Refusal

__all__ = ["IngestReport", "Ingestor", "Progress"]


@dataclass(frozen=True)
class Progress:
    """How far an ingest is: `done` of about `total` records of `source`; 0 if nobody knows.

    When all sources of products are read, `source` is "products", which are then merged,
    embedded and written.
    """

    source: str
    done: int
    total: int


@dataclass(frozen=True)
class IngestReport:
    """What an ingest did, in items: products, reviews and documents.

    `embedded` chunks were new; `chunks` is how many there are now. Refusals of unchanged
    files are reported again, for they still stand, and so are `conflicts`: where sources
    disagree on a product.
    """

    added: int
    updated: int
    unchanged: int
    removed: int
    refusals: tuple[Refusal, ...]
    conflicts: tuple[Conflict, ...]
    embedded: int
    chunks: int
    seconds: float


class Ingestor:
    """Brings the stores up to date with the sources; one ingest at a time."""

    def __init__(
        self,
        catalogue: Catalogue,
        store: ChunkStore,
        lexical: LexicalIndex,
        embedder: Embedder,
        *,
        currency: str = "USD",
        precedence: Sequence[str] = (),
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._lexical = lexical
        self._embedder = embedder
        self._currency = currency
        self._precedence = tuple(precedence)
        self._lock = threading.Lock()

    def ingest(
        self, paths: Sequence[Path | SqlView], *, progress: Callable[[Progress], None] | None = None
    ) -> IngestReport:
        """Read everything at or beneath `paths`, and in views; what vanished from there is removed.

        Where sources disagree on a product, the one named first is believed, unless its name
        matches no pattern of the store's `precedence` and another's does.

        Raises SourceNotFound before anything is done when a path does not exist, and
        IngestBusy when another ingest runs on the same index.
        """
        started = time.monotonic()
        with self._alone():
            run = Run(
                self._catalogue, self._store, Ledger(self._lexical), self._embedder,
                currency=self._currency, precedence=self._precedence,
                report=lambda source, done, total: progress and progress(
                    Progress(source, done, total)
                ),
            )  # fmt: skip
            run.ingest(paths)
        return IngestReport(
            **run.counts,
            refusals=(*run.refusals, *faults_of(self._lexical.validities())),
            conflicts=tuple(run.conflicts()),
            embedded=run.embedded,
            chunks=self._store.count(),
            seconds=round(time.monotonic() - started, 3),
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(blocking=False):
            raise IngestBusy("An ingest is running already; wait for it to end.")
        try:
            path = Path(str(self._lexical.engine.url.database)).with_suffix(".lock")
            with path.open("w") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise IngestBusy(
                        "Another process ingests into this data directory; wait for it to end."
                    ) from None
                yield
        finally:
            self._lock.release()
