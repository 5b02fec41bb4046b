"""From a source to its items: products, reviews and documents with their chunks."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING

from knowledge.chunking import chunk_document
from knowledge.facts import review_chunks
from knowledge.importers.json_ld import page_data
from knowledge.importers.merchant import is_merchant, read_merchant
from knowledge.importers.page_products import read_page_products
from knowledge.importers.products import is_catalogue, read_products
from knowledge.importers.reviews import is_reviews, read_reviews
from knowledge.importers.shopify import is_shopify, read_shopify
from knowledge.importers.tables import Rejected
from knowledge.importers.woocommerce import is_woocommerce, read_woocommerce
from knowledge.sources import open_records, page_text, read_document
from records import SourceRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from commerce import Product
    from knowledge.chunks import Chunk
    from knowledge.documents import Document
    from knowledge.importers.known import FoundProduct, Known, Unchanged
    from knowledge.linking import ProductNames
    from knowledge.sources import Source
    from records import Table

    Listed = FoundProduct | Unchanged | Rejected

__all__ = [
    "Content", "Found", "content_of", "document_in", "products_in", "reviews_in",
]  # fmt: skip

LEAD_CHARS = 300
"""How far into a document a product's name makes the document that product's manual."""


class Content(Enum):
    """What a table lists."""

    SHOPIFY = "shopify"
    MERCHANT = "merchant"
    WOOCOMMERCE = "woocommerce"
    PRODUCTS = "products"
    REVIEWS = "reviews"


@dataclass(frozen=True)
class Found:
    """An item read from a source; `name` is unique in it, `row` is where it begins."""

    name: str
    chunks: Sequence[Chunk]
    row: int | None = None
    product: Product | None = None


def content_of(table: Table) -> Content:
    """What the table lists; raises SourceRefused when it is nothing we know."""
    if is_shopify(table.columns):
        return Content.SHOPIFY
    if is_merchant(table.columns):
        return Content.MERCHANT
    if is_woocommerce(table.columns):
        return Content.WOOCOMMERCE
    if is_catalogue(table.columns):
        return Content.PRODUCTS
    if is_reviews(table.columns):
        return Content.REVIEWS
    raise SourceRefused(
        "it lists neither products (a title and a price) nor reviews (a product id, a rating "
        "and a text)"
    )


@contextmanager
def products_in(source: Source, currency: str, known: Known) -> Iterator[Iterator[Listed] | None]:
    """The products that an open source lists, and its rows that are refused.

    None for a table of reviews; raises SourceRefused when it cannot be told what it lists.
    """
    if not source.is_table:
        data = page_data(page_text(source))
        yield read_page_products(data, source.name, source.path.stem, currency)
        return
    with open_records(source) as table:
        yield _listed(table, currency, known)


def _listed(table: Table, currency: str, known: Known) -> Iterator[Listed] | None:
    match content_of(table):
        case Content.SHOPIFY:
            return read_shopify(table, known)
        case Content.MERCHANT:
            return read_merchant(table, currency, known)
        case Content.WOOCOMMERCE:
            return read_woocommerce(table, known)
        case Content.PRODUCTS:
            return read_products(table, known)
        case Content.REVIEWS:
            return None


def reviews_in(source: Source, products: Mapping[str, Product]) -> Iterator[Found | Rejected]:
    """The reviews of a table, linked to their products."""
    with open_records(source) as table:
        for one in read_reviews(table, products, datetime.now(UTC).date()):
            if isinstance(one, Rejected):
                yield replace(one, item=one.item and f"review:{one.item}")
                continue
            product = products[one.product_id]
            one = replace(one, product_id=product.id)  # noqa: PLW2901  it may be another's id
            chunks = review_chunks(one, product.title, product.url, source.name, source.updated_at)
            yield Found(f"review:{one.id}", chunks, one.row)


def document_in(
    source: Source, names: ProductNames, products: Mapping[str, Product]
) -> Iterator[Found]:
    """The document in a file, linked to the product whose manual it is."""
    document = read_document(source)
    chunks = chunk_document(document, source.name, source.updated_at)
    told = products.get(document.product or "")
    linked = told.id if told is not None else None
    if linked is None and not (
        document.kind or {chunk.kind for chunk in chunks} <= {"policy", "faq"}
    ):
        linked = _subject(document, names)
    if linked is not None:
        product = products[linked]
        named = product.title.lower() in document.title.lower()
        chunks = [
            replace(
                chunk,
                title=document.title if named else product.title,
                product_id=product.id,
                product_title=product.title,
                url=chunk.url or product.url,
            )
            for chunk in chunks
        ]
    yield Found("document", chunks)


def _subject(document: Document, names: ProductNames) -> str | None:
    """The one product that the title names, else the one that the first lines name."""
    first = document.sections[0].blocks
    lead = "\n".join(block.text for block in first)[:LEAD_CHARS]
    for text in (document.title, lead):
        named = names.in_full(text)
        if len(named) == 1:
            return next(iter(named))
    return None
