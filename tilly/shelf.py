"""Joins recommendation to the catalogue: products for ranking, wishes as a search judges them."""

from __future__ import annotations

import threading
import time
from dataclasses import fields, replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol

from knowledge.constraints import Constraints, Measure
from knowledge.fitting import Entry, unmet
from recommendation import ShelfProduct
from signals import Polarity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from commerce import Catalogue, Product
    from knowledge.product_search import ProductSearchResult
    from signals import StatedPreference

__all__ = ["CatalogueShelf", "Finder", "Shelves", "shelf_product"]

FRESH_FOR: Final = 60.0
"""Seconds after which the catalogue is looked at again."""
MEASURES: Final = ("weight", "volume", "length")
NAMED: Final = ("audience", "brand", "colour", "size")
ADDED_UP: Final = ("measures", "attributes", "excluded")
SCANNED: Final = 3000
"""Products that are looked at one by one."""


class Finder(Protocol):
    """Finds products in an index: the product search does."""

    def find(self, constraints: Constraints, text: str, *, limit: int) -> ProductSearchResult:
        """At most `limit` products that keep the constraints."""

    def told(self, constraints: Constraints) -> str:
        """What is searched for, in words."""


class CatalogueShelf:
    """The catalogue as it was read; a large one is searched by its index, where there is one."""

    def __init__(self, products: Iterable[Product], finder: Finder | None = None) -> None:
        self._entries = {product.id: Entry(product) for product in products}
        self._products = {id_: shelf_product(one.product) for id_, one in self._entries.items()}
        self._best_liked = sorted(self._products, key=lambda id_: (-self._liked(id_), id_))
        self._finder = finder if len(self._entries) > SCANNED else None

    @property
    def products(self) -> list[ShelfProduct]:
        """All of them."""
        return list(self._products.values())

    def product(self, product_id: str) -> ShelfProduct | None:
        """The product, or None when the shop does not have it (any more)."""
        return self._products.get(product_id)

    def meets(self, product_id: str, preference: StatedPreference) -> bool | None:
        """Whether the product is what was wished for, as the product search judges it."""
        entry, constraints = self._entries[product_id], constraints_of(preference)
        if constraints is None or (preference.category and not entry.is_a(preference.category)):
            return None
        return not unmet(entry, constraints)

    def wished(self, preferences: Sequence[StatedPreference], limit: int) -> Sequence[str]:
        """Ids of products that meet what was said; the best liked of a small catalogue first."""
        wanted = combined(preferences)
        if wanted == Constraints():
            return ()
        if self._finder is not None:
            found = self._finder.find(wanted, self._finder.told(wanted), limit=limit)
            return [product.id for product in found.products]
        fitting = (
            id_ for id_ in self._best_liked[:SCANNED] if not unmet(self._entries[id_], wanted)
        )
        return list(islice(fitting, limit))

    def _liked(self, product_id: str) -> float:
        product = self._products[product_id]
        return (product.rating or 0.0) * product.rating_count


def shelf_product(product: Product) -> ShelfProduct:
    """What ranking needs to know of a product."""
    return ShelfProduct(
        id=product.id,
        category=product.category,
        brand=product.brand,
        price=float(product.price),
        in_stock=product.in_stock,
        rating=product.rating,
        rating_count=product.rating_count,
    )


def constraints_of(preference: StatedPreference) -> Constraints | None:
    """The preference as a search would have it; None for what no search can check.

    A leaning ("light", an interest in gardening) is for the ranker's candidates to follow, not for
    a filter.
    """
    attribute, value, limits = preference.attribute, preference.value, preference.range
    found: Constraints | None = None
    if preference.polarity is Polarity.DISLIKES:
        found = Constraints(excluded=(value.casefold(),)) if value else None
    elif attribute == "feature":
        found = Constraints(attributes=(value,))
    elif attribute in NAMED and value:
        named: dict[str, Any] = {attribute: value}
        found = Constraints(**named)
    elif limits is not None and attribute == "price":
        low, high = (
            None if one is None else Decimal(str(one)) for one in (limits.low, limits.high)
        )
        found = Constraints(min_price=low, max_price=high, below=limits.below)
    elif limits is not None and attribute == "age":
        found = Constraints(ages=(limits.low or 0.0, limits.high or 200.0))
    elif limits is not None and attribute == "rating":
        found = Constraints(min_rating=limits.low)
    elif limits is not None and attribute in MEASURES:
        measure = Measure(attribute, attribute, limits.low, limits.high, said=preference.words)
        found = Constraints(measures=(measure,))
    return found


def combined(preferences: Iterable[StatedPreference]) -> Constraints:
    """All of them in one search; of two limits of one kind the later holds."""
    whole = Constraints()
    for preference in preferences:
        one = constraints_of(preference)
        for field in fields(Constraints) if one is not None else ():
            value = getattr(one, field.name)
            if value != field.default:
                if field.name in ADDED_UP:
                    value = (*getattr(whole, field.name), *value)
                whole = replace(whole, **{field.name: value})
        if one is not None and preference.category and preference.polarity is Polarity.LIKES:
            whole = replace(whole, category=preference.category)
    return whole


class Shelves:
    """The shelf in use: read from the catalogue again when that has changed."""

    def __init__(
        self,
        catalogue: Catalogue,
        finder: Finder | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._catalogue, self._finder, self._clock = catalogue, finder, clock
        self._lock = threading.Lock()
        self._fingerprints: dict[str, str] = {}
        self._shelf = CatalogueShelf(())
        self._looked_at: float | None = None

    def __call__(self) -> CatalogueShelf:
        """The catalogue as it is, or was a minute ago."""
        with self._lock:
            now = self._clock()
            if self._looked_at is None or now - self._looked_at >= FRESH_FOR:
                fingerprints = self._catalogue.fingerprints()
                if fingerprints != self._fingerprints:
                    self._shelf = CatalogueShelf(self._catalogue.all(), self._finder)
                    self._fingerprints = fingerprints
                self._looked_at = now
            return self._shelf
