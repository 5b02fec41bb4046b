"""One ingest, from the files to the stores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.chunking import CHUNKER
from knowledge.importers.known import Known, Unchanged
from knowledge.importers.tables import Rejected
from knowledge.linking import ProductNames, naming_of
from knowledge.listings import Listings, Staged, identifiers
from knowledge.merging import not_taken, product_text
from knowledge.reading import document_in, products_in, reviews_in
from knowledge.settling import BATCH_CHUNKS, Settlement
from knowledge.sources import find_sources
from knowledge.writing import Writer, digest, fingerprint
from records import Refusal, SourceRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from commerce import Catalogue
    from commerce.importers import SqlView
    from embedding import Embedder
    from knowledge.ledger import Ledger, Recorded
    from knowledge.merging import Conflict
    from knowledge.reading import Found, Listed
    from knowledge.sources import Source
    from knowledge.store import ChunkStore

__all__ = ["Run"]

STAGED_TOGETHER = 500
PRODUCT = "product:"


class Run:
    """One ingest; `counts` and `refusals` tell what it did."""

    def __init__(
        self, catalogue: Catalogue, store: ChunkStore, ledger: Ledger, embedder: Embedder, *,
        currency: str, precedence: Sequence[str], report: Callable[[str, int, int], object],
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._ledger = ledger
        self._listings = Listings(ledger.engine)
        self._writer = Writer(catalogue, store, ledger, embedder)
        self._settings = (embedder.name, CHUNKER, currency)
        self._currency = currency
        self._precedence = precedence
        self._report = report
        self._known: dict[tuple[str, str], Recorded] = {}
        self._buffer: list[tuple[int, Found]] = []
        self._closing: list[tuple[int, str, list[Refusal], set[str]]] = []
        """Sources that are read: key, mark, refusals and the items that are gone."""
        self._page_refusals: dict[Source, list[Refusal]] = {}
        self.counts = dict.fromkeys(("added", "updated", "unchanged", "removed"), 0)
        self.refusals: list[Refusal] = []

    @property
    def embedded(self) -> int:
        """How many chunks were embedded."""
        return self._writer.embedded

    def conflicts(self) -> list[Conflict]:
        """Where the sources disagree, with each other or with an approved price."""
        approved = self._catalogue.approved_prices()
        leading = self._listings.leading({one.product_id for one in approved})
        return self._listings.conflicts() + [
            not_taken(one, leading[one.product_id]) for one in approved if one.product_id in leading
        ]

    def ingest(self, paths: Sequence[Path | SqlView]) -> None:
        """See `Ingestor.ingest`."""
        with self._writer:
            self._ingest(paths)

    def _ingest(self, paths: Sequence[Path | SqlView]) -> None:
        sources, refusals = find_sources(paths)
        self.refusals += refusals
        self._follow_moves(sources)
        self._writer.heal()
        for key in self._ledger.rank([(one.root, one.name) for one in sources], self._precedence):
            self._listings.unsettle(key)
        self._known = {(one.root, one.name): one for one in self._ledger.sources()}
        present = {(source.root, source.name) for source in sources}
        roots = [path.expanduser().absolute() for path in paths if isinstance(path, Path)]
        gone = [
            one
            for place, one in self._known.items()
            if place not in present and any(Path(one.path).is_relative_to(root) for root in roots)
        ]
        tables = [source for source in sources if source.is_table]
        reviews = [source for source in tables if not self._stage(source)]
        pages = [source for source in sources if not source.is_table]
        for source in pages:
            self._stage_page(source)
        for one in gone:
            self._listings.withdraw(one.key, self._listings.fingerprints(one.key))
        self._settle(sources)
        for one in gone:
            self._remove(one.key, self._ledger.items(one.key).keys())
            self._ledger.drop_source(one.key)
        self._take_rest(reviews, pages)

    def _stage(self, source: Source) -> bool:
        """Stage a table's products; False when it holds reviews, whose turn comes later."""
        mark = f"products:{self._mark(source)}"
        known = self._known[source.root, source.name]
        if source.view is None and known.fingerprint.endswith(self._mark(source)):
            if known.fingerprint.startswith("reviews:"):
                return False
            self.refusals.extend(known.refusals)
            return True
        try:
            with self._products_in(known.key, source) as found:
                if found is None:
                    self._listings.withdraw(known.key, self._listings.fingerprints(known.key))
                    return False
                refusals = self._stage_products(known.key, source, found)
        except SourceRefused as error:
            self._refuse(source, mark, str(error))
            return True
        self._remove(known.key, self._texts(known.key))  # it may have held reviews before
        self._ledger.close_source(known.key, mark, refusals)
        self.refusals.extend(refusals)
        return True

    def _stage_page(self, source: Source) -> None:
        """Stage the products that a page's data describes; its text is read later."""
        known = self._known[source.root, source.name]
        if known.fingerprint.endswith(self._mark(source)):
            return
        if not source.has_data:
            self._listings.withdraw(known.key, self._listings.fingerprints(known.key))
            return
        try:
            with self._products_in(known.key, source) as found:
                self._page_refusals[source] = self._stage_products(known.key, source, found or ())
        except SourceRefused:
            return  # reading its text says so

    def _products_in(
        self, key: int, source: Source
    ) -> AbstractContextManager[Iterable[Listed] | None]:
        known = Known(self._listings.records(key), (source.name, *self._settings))
        return products_in(source, self._currency, known)

    def _stage_products(self, key: int, source: Source, found: Iterable[Listed]) -> list[Refusal]:
        """Stage what is new or changed; a product whose row is refused stays as it was."""
        before = self._listings.fingerprints(key)
        refusals: list[Refusal] = []
        kept: set[str] = set()
        batch: list[Staged] = []
        reworded: dict[str, str] = {}
        updated = source.updated_at.isoformat()
        try:
            for one in found:
                if isinstance(one, Rejected):
                    refusals.append(one.refusal)
                    kept.update((one.item,) if one.item else ())
                    continue
                if isinstance(one, Unchanged):
                    kept.add(one.product_id)
                    continue
                kept.add(one.product.id)
                keys = identifiers(one.product, one.gtins)
                says = digest(one.product.fingerprint, *keys, source.name, *self._settings)
                if before.get(one.product.id) == says:
                    reworded[one.product.id] = one.records
                else:
                    content = product_text(one.product)
                    batch.append(Staged(one.product.id, one.row, says, one.records, content, keys))
                if len(batch) >= STAGED_TOGETHER:
                    self._listings.stage(key, batch, updated)
                    batch = []
                if len(kept) % STAGED_TOGETHER == 0:
                    self._advance(source, len(kept))
        finally:
            self._listings.stage(key, batch, updated)  # what was read before it broke off is good
        self._listings.note(key, reworded)
        self._listings.withdraw(key, before.keys() - kept)
        return sorted(refusals, key=lambda refusal: refusal.row or 0)

    def _advance(self, source: Source, done: int) -> None:
        self._report(source.name, done, source.records and max(source.records, done))

    def _settle(self, sources: Sequence[Source]) -> None:
        settlement = Settlement(
            self._ledger, self._listings, self._writer, self._currency, self._report
        )
        settlement.run()
        self.counts["added"] += settlement.added
        self.counts["updated"] += settlement.updated
        self.counts["removed"] += settlement.removed
        for source in sources:
            key = self._known[source.root, source.name].key
            products = {name for name in self._ledger.items(key) if name.startswith(PRODUCT)}
            self.counts["unchanged"] += len(products - settlement.touched.get(key, set()))

    def _take_rest(self, reviews: Sequence[Source], documents: Sequence[Source]) -> None:
        if not (reviews or documents):
            return
        products = {product.id: product for product in self._catalogue.all()}
        names = ProductNames(map(naming_of, products.values()))
        context = digest(*(f"{one.id}\n{one.title}\n{one.url}" for one in products.values()))
        for alias, product_id in self._listings.aliases().items():
            if product_id in products:
                products.setdefault(alias, products[product_id])
        for kind, sources in (("reviews", reviews), ("document", documents)):
            for source in sources:
                mark = f"{kind}:{context}:{self._mark(source)}"
                known = self._known[source.root, source.name]
                if source.view is None and known.fingerprint == mark:
                    self._skip(source, known)
                elif kind == "reviews":
                    self._take(source, mark, reviews_in(source, products))
                else:
                    self._take(source, mark, document_in(source, names, products))
        self._flush()
        self._writer.finish()

    def _take(self, source: Source, mark: str, found: Iterable[Found | Rejected]) -> None:
        """Bring one source's items up to date; an item whose row is refused stays as it was."""
        key = self._ledger.open_source(source.root, source.name)
        before = self._texts(key)
        refusals = self._page_refusals.pop(source, [])
        kept: set[str] = set()
        try:
            for one in found:
                if isinstance(one, Rejected):
                    refusals.append(one.refusal)
                    kept.update((one.item,) if one.item else ())
                    continue
                kept.add(one.name)
                if before.get(one.name) == fingerprint(one):
                    self.counts["unchanged"] += 1
                else:
                    self.counts["updated" if one.name in before else "added"] += 1
                    self._buffer.append((key, one))
                if sum(len(waiting.chunks) for _, waiting in self._buffer) >= BATCH_CHUNKS:
                    self._flush()
                self._advance(source, len(kept))
        except SourceRefused as error:
            self._refuse(source, mark, str(error))
            return
        refusals.sort(key=lambda refusal: refusal.row or 0)
        self._closing.append((key, mark, refusals, before.keys() - kept))
        self.refusals.extend(refusals)
        self._report(source.name, len(kept), len(kept))

    def _flush(self) -> None:
        """Write what waits, of however many sources, and close those that are read."""
        closing, self._closing = self._closing, []

        def close() -> None:
            for key, mark, refusals, gone in closing:
                self._remove(key, gone)
                self._ledger.close_source(key, mark, refusals)

        self._writer.write(self._buffer, close)
        self._buffer = []

    def _texts(self, key: int) -> dict[str, str]:
        """A source's reviews and documents, with their fingerprints."""
        items = self._ledger.items(key).items()
        return {name: says for name, says in items if not name.startswith(PRODUCT)}

    def _remove(self, key: int, names: Iterable[str]) -> None:
        listed = set(names)
        self._writer.remove(key, listed)
        self.counts["removed"] += len(listed)

    def _skip(self, source: Source, known: Recorded) -> None:
        self.counts["unchanged"] += len(self._texts(known.key))
        self.refusals.extend(known.refusals)
        self._report(source.name, 1, 1)

    def _refuse(self, source: Source, mark: str, reason: str) -> None:
        """Refuse a whole file; what an earlier version of it said stays."""
        refusal = Refusal(source.name, None, None, reason)
        key = self._ledger.open_source(source.root, source.name)
        self._ledger.close_source(key, mark, [refusal])
        self.refusals.append(refusal)

    def _mark(self, source: Source) -> str:
        """What the chunks of a source depend on, besides the products they are linked to."""
        return digest(source.digest, source.name, *self._settings)

    def _follow_moves(self, sources: Sequence[Source]) -> None:
        """A folder that stands elsewhere now, under its old name, is the same folder."""
        recorded = {one.root for one in self._ledger.sources()}
        lost = [root for root in recorded if ":" not in root and not Path(root).exists()]
        for root in {source.root for source in sources} - recorded:
            former = [old for old in lost if Path(old).name == Path(root).name]
            if len(former) == 1:
                self._ledger.move_root(former[0], root)
