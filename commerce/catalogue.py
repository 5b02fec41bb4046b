"""The catalogue: where the products of a shop are kept, looked up and filtered."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select

from commerce.approved_prices import last_approval, standing, unlisted
from commerce.columns import storable
from commerce.errors import ProductNotFound
from commerce.products import Product, Variant
from commerce.tables import products, variants
from commerce.writes import Changes, batches, insert_or_update
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Connection, Engine, Row

    from commerce.approved_prices import ApprovedPrice

__all__ = ["Catalogue", "product_of", "store"]


class Catalogue:
    """The products of one store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def upsert(self, new: Iterable[Product]) -> Changes:
        """Store `new`, replacing products of the same id; what did not change is not touched.

        They are as a source lists them: a price approved since it last changed its own stands.
        """
        total = Changes()
        for batch in batches(new):
            by_id = {product.id: product for product in batch}
            with writing(self._engine) as connection:
                _lock(connection, by_id)
                total += store(connection, standing(connection, by_id))
        return total

    def remove(self, ids: Iterable[str]) -> int:
        """Remove the products with these ids, and say how many there were."""
        removed = 0
        for batch in batches(ids):
            with writing(self._engine) as connection:
                removed += connection.execute(
                    delete(products).where(products.c.id.in_(batch))
                ).rowcount
        return removed

    def get(self, product_id: str) -> Product:
        """The product with this id; raises ProductNotFound."""
        found = self._select(products.c.id == product_id)
        if not found:
            raise ProductNotFound("The catalogue has no product with that id.")
        return found[0]

    def by_sku(self, sku: str) -> Product:
        """The product with a variant of this SKU; raises ProductNotFound."""
        found = self._select(
            exists().where(variants.c.product_id == products.c.id, variants.c.sku == sku)
        )
        if not found:
            raise ProductNotFound("The catalogue has no variant with that SKU.")
        return found[0]

    def all(self) -> list[Product]:
        """Every product, by title."""
        return self._select()

    def listed(self, ids: Iterable[str]) -> list[Product]:
        """The products with these ids, by title; unknown ids are left out."""
        return [
            product for batch in batches(ids) for product in self._select(products.c.id.in_(batch))
        ]

    def by_title(self, text: str) -> list[Product]:
        """Products with exactly this title, letter case and spacing aside."""
        return self._select(products.c.title_key == _key(text))

    def count(self) -> int:
        """How many products there are."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(products)).scalar_one()

    def categories(self) -> list[str]:
        """The categories that have a product, in alphabetical order."""
        with reading(self._engine) as connection:
            return sorted(connection.execute(select(products.c.category).distinct()).scalars())

    def fingerprints(self) -> dict[str, str]:
        """Each product's fingerprint by its id, to find what changed without reading it all."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(products.c.id, products.c.fingerprint))
            return {row.id: row.fingerprint for row in rows}

    def approved_prices(self) -> list[ApprovedPrice]:
        """The prices that a person approved and no source lists yet."""
        with reading(self._engine) as connection:
            return unlisted(connection)

    @property
    def last_approval(self) -> datetime | None:
        """When a price was last approved; between two ingests nothing else changes a product."""
        with reading(self._engine) as connection:
            return last_approval(connection)

    def find(
        self,
        *,
        category: str | None = None,
        brand: str | None = None,
        min_price: Decimal | None = None,
        max_price: Decimal | None = None,
        in_stock: bool | None = None,
        options: Mapping[str, str] | None = None,
        limit: int | None = None,
    ) -> list[Product]:
        """Products that pass every filter given, by title.

        Price, stock and options must hold for one and the same variant: "a navy one in M
        under 50" is a variant that is all three. Words are compared without letter case.
        """
        wanted: list[ColumnElement[bool]] = []
        if category is not None:
            wanted.append(products.c.category_key == _key(category))
        if brand is not None:
            wanted.append(products.c.brand_key == _key(brand))
        offered = [variants.c.product_id == products.c.id]
        if min_price is not None:
            offered.append(variants.c.price >= min_price)
        if max_price is not None:
            offered.append(variants.c.price <= max_price)
        for name, value in (options or {}).items():
            offered.append(variants.c.option_keys[_key(name)].as_string() == _key(value))
        available = or_(variants.c.stock.is_(None), variants.c.stock > 0)
        if in_stock is True:
            offered.append(available)
        elif in_stock is False:
            wanted.append(~exists().where(variants.c.product_id == products.c.id, available))
        if len(offered) > 1:
            wanted.append(exists().where(*offered))
        return self._select(*wanted, limit=limit)

    def matching(self, said: str, limit: int) -> list[Product]:
        """Products whose id, title, brand or category holds each of these words, by title."""
        texts = (products.c.id, products.c.title_key, products.c.brand_key, products.c.category_key)
        return self._select(
            *(
                or_(*(text.icontains(word, autoescape=True) for text in texts))
                for word in _key(said).split()
            ),
            limit=limit,
        )

    def _select(self, *where: ColumnElement[bool], limit: int | None = None) -> list[Product]:
        chosen = select(products).where(*where).order_by(products.c.title_key, products.c.id)
        if limit is not None:
            chosen = chosen.limit(limit)
        with reading(self._engine) as connection:
            rows = connection.execute(chosen).all()
            offered: dict[str, list[Row[Any]]] = defaultdict(list)
            for batch in batches(rows):
                of_batch = variants.c.product_id.in_([row.id for row in batch])
                for row in connection.execute(
                    select(variants).where(of_batch).order_by(variants.c.position)
                ):
                    offered[row.product_id].append(row)
        # A product without variants was removed by another process between the two queries.
        return [_product(row, offered[row.id]) for row in rows if offered[row.id]]


def product_of(connection: Connection, product_id: str) -> Product:
    """The product with this id, kept from changing until the caller's write transaction ends.

    Raises ProductNotFound.
    """
    _lock(connection, [product_id])
    row = connection.execute(select(products).where(products.c.id == product_id)).first()
    offered = connection.execute(
        select(variants).where(variants.c.product_id == product_id).order_by(variants.c.position)
    ).all()
    if row is None or not offered:
        raise ProductNotFound("The catalogue has no product with that id.")
    return _product(row, offered)


def store(connection: Connection, new: Mapping[str, Product]) -> Changes:
    """Store products by their ids as they are, inside the caller's write transaction."""
    query = select(products.c.id, products.c.fingerprint).where(products.c.id.in_(list(new)))
    stored = {row.id: row.fingerprint for row in connection.execute(query)}
    changed = [product for key, product in new.items() if stored.get(key) != product.fingerprint]
    insert_or_update(connection, products, [_product_row(product) for product in changed])
    connection.execute(
        delete(variants).where(variants.c.product_id.in_([product.id for product in changed]))
    )
    rows = [row for product in changed for row in _variant_rows(product)]
    insert_or_update(connection, variants, rows)
    updated = sum(product.id in stored for product in changed)
    return Changes(len(changed) - updated, updated, len(new) - len(changed))


def _lock(connection: Connection, ids: Iterable[str]) -> None:
    """Make other writers of these products wait; SQLite has one writer at a time anyway."""
    chosen = select(products.c.id).where(products.c.id.in_(list(ids)))
    connection.execute(chosen.order_by(products.c.id).with_for_update())


def _key(text: str) -> str:
    return " ".join(storable(text).casefold().split())


def _product_row(product: Product) -> dict[str, Any]:
    return {
        "id": product.id,
        "title": product.title,
        "title_key": _key(product.title),
        "brand": product.brand,
        "brand_key": _key(product.brand),
        "category": product.category,
        "category_key": _key(product.category),
        "description": product.description,
        "attributes": dict(product.attributes),
        "image": product.image,
        "url": product.url,
        "rating": product.rating,
        "rating_count": product.rating_count,
        "tags": list(product.tags),
        "fingerprint": product.fingerprint,
    }


def _variant_rows(product: Product) -> list[dict[str, Any]]:
    return [
        {
            "product_id": product.id,
            "position": position,
            "sku": variant.sku,
            "options": dict(variant.options),
            "option_keys": {_key(name): _key(value) for name, value in variant.options.items()},
            "price": variant.price,
            "compare_at_price": variant.compare_at_price,
            "stock": variant.stock,
        }
        for position, variant in enumerate(product.variants)
    ]


def _product(row: Row[Any], offered: Sequence[Row[Any]]) -> Product:
    return Product(
        id=row.id,
        title=row.title,
        brand=row.brand,
        category=row.category,
        description=row.description,
        attributes=row.attributes,
        variants=tuple(
            Variant(v.sku, v.options, v.price, v.compare_at_price, v.stock) for v in offered
        ),
        image=row.image,
        url=row.url,
        rating=row.rating,
        rating_count=row.rating_count,
        tags=tuple(row.tags),
    )
