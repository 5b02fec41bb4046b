"""What retrieval speaks in: passages of the store's own sources, and the hits among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.validity import Validity

if TYPE_CHECKING:
    from datetime import date

__all__ = ["KINDS", "Chunk", "Hit", "Retrieval"]

KINDS = frozenset({"policy", "faq", "document", "product", "review"})
"""Every kind of passage there is."""


@dataclass(frozen=True)
class Chunk:
    """One passage of a source, small enough to quote and to cite.

    `source` is the file's name relative to the root it was ingested from
    ("policies/returns.md"); `section` is the path of headings that leads to the passage
    ("Returns > Electronics"), empty at the top. `product_id` is set when the passage is
    about one product of the catalogue.
    """

    id: str
    text: str
    title: str
    section: str
    source: str
    kind: str
    product_id: str | None
    product_title: str | None
    url: str | None
    updated_at: date
    valid_from: date | None = None
    valid_until: date | None = None
    """The first and the last day on which its page holds; None is open."""

    @property
    def validity(self) -> str:
        """What an index keeps out-of-date versions of a page apart by; empty for always."""
        if self.valid_from is None and self.valid_until is None:
            return ""
        return Validity(self.valid_from, self.valid_until, self.title, self.source).key

    @property
    def heading(self) -> str:
        """Where the passage stands, in one line: "Returns policy > Electronics"."""
        return " > ".join(part for part in (self.title, self.section) if part)

    @property
    def indexed_text(self) -> str:
        """What is embedded and searched: the passage under its headings."""
        parts = dict.fromkeys(
            part for part in (self.product_title, self.title, self.section, self.text) if part
        )
        return "\n".join(parts)


@dataclass(frozen=True)
class Hit:
    """A chunk found for a query.

    `dense` is the cosine similarity (-1 to 1), `lexical` the BM25 score (0 when no word
    matched, higher is better), `score` the fused one that orders the hits.
    """

    chunk: Chunk
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True)
class Retrieval:
    """The hits of one query, best first.

    `confidence` is the calibrated probability (0 to 1) that the hits answer the query;
    `products` are the ids of catalogue products that the query names, `manuals` the titles of
    pages about things that the catalogue does not know (`knowledge.manuals`).
    """

    query: str
    hits: tuple[Hit, ...]
    confidence: float
    products: tuple[str, ...]
    manuals: tuple[str, ...] = ()
