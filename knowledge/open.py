"""Opens a store's knowledge: the one place where its parts are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.ingest import Ingestor
from knowledge.lexical import LexicalIndex, open_index_file
from knowledge.live_offers import LiveOffers
from knowledge.product_search import ProductSearch
from knowledge.retrieval import Retriever
from knowledge.review_summary import ReviewSummaries
from knowledge.size_charts import SizeCharts
from knowledge.snapshot import Snapshots
from knowledge.store import ChromaStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commerce import Catalogue
    from embedding import Embedder
    from knowledge.reranker import Reranker
    from knowledge.store import ChunkStore

__all__ = ["Knowledge", "assemble", "open_knowledge"]


@dataclass(frozen=True)
class Knowledge:
    """What a store knows, and the ways in and out of it."""

    retriever: Retriever
    product_search: ProductSearch
    size_charts: SizeCharts
    review_summaries: ReviewSummaries
    ingestor: Ingestor
    store: ChunkStore
    lexical: LexicalIndex

    def close(self) -> None:
        """Let go of the files; nothing may be asked afterwards."""
        self.store.close()
        self.lexical.engine.dispose()


def open_knowledge(
    *,
    data_dir: Path,
    catalogue: Catalogue,
    embedder: Embedder,
    chroma_url: str = "",
    currency: str = "USD",
    precedence: Sequence[str] = (),
    reranker: Reranker | None = None,
) -> Knowledge:
    """Open the index in `data_dir` and Chroma there, or on the server at `chroma_url`.

    Raises StoreUnavailable when Chroma cannot be opened or reached.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    lexical = LexicalIndex(open_index_file(data_dir / "knowledge.db"))
    names = {"store_id": lexical.store_id, "embedder_name": embedder.name}
    store = (
        ChromaStore.server(chroma_url, **names)
        if chroma_url
        else ChromaStore.embedded(data_dir / "chroma", **names)
    )
    return assemble(
        catalogue, store, lexical, embedder,
        currency=currency, precedence=precedence, reranker=reranker,
    )  # fmt: skip


def assemble(
    catalogue: Catalogue,
    store: ChunkStore,
    lexical: LexicalIndex,
    embedder: Embedder,
    *,
    currency: str = "USD",
    precedence: Sequence[str] = (),
    reranker: Reranker | None = None,
) -> Knowledge:
    """Knowledge from parts that are open; tests bring their own."""
    snapshots = Snapshots(catalogue, lexical)
    return Knowledge(
        retriever=Retriever(
            snapshots, store, lexical, LiveOffers(catalogue, currency), embedder, reranker
        ),
        product_search=ProductSearch(catalogue, snapshots, store, embedder, currency=currency),
        size_charts=SizeCharts(store, lexical),
        review_summaries=ReviewSummaries(store, lexical, embedder),
        ingestor=Ingestor(
            catalogue, store, lexical, embedder, currency=currency, precedence=precedence
        ),
        store=store,
        lexical=lexical,
    )
