"""Doubles for tests and measurements: a shelf in memory."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from signals import Polarity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recommendation.candidates import ShelfProduct
    from signals import StatedPreference

__all__ = ["ShelfInMemory"]


class ShelfInMemory:
    """Products by id; of preferences it knows price, category, brand and rating."""

    def __init__(self, products: Iterable[ShelfProduct]) -> None:
        self._products = {product.id: product for product in products}

    def product(self, product_id: str) -> ShelfProduct | None:
        """The product, or None."""
        return self._products.get(product_id)

    def meets(self, product_id: str, preference: StatedPreference) -> bool | None:
        """Whether it has the value; None for an attribute that products here do not have."""
        value = getattr(self._products[product_id], preference.attribute, None)
        if value is None:
            return None
        if preference.range is not None:
            holds = preference.range.holds(float(value))
        else:
            holds = value == preference.value
        return holds is (preference.polarity is Polarity.LIKES)

    def wished(self, preferences: Sequence[StatedPreference], limit: int) -> Sequence[str]:
        """The first products of the shelf that meet all of it."""
        found = (
            product
            for product in self._products
            if all(self.meets(product, preference) for preference in preferences)
        )
        return list(islice(found, limit))
