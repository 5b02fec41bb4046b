"""Doubles for tests and measurements: a shelf in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signals import Polarity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

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

    def unmet(
        self, product_id: str, preferences: Collection[StatedPreference]
    ) -> tuple[StatedPreference, ...]:
        """What the product does not meet; an attribute that it does not have is not met."""
        product = self._products[product_id]
        return tuple(one for one in preferences if not _meets(product, one))


def _meets(product: ShelfProduct, preference: StatedPreference) -> bool:
    value = getattr(product, preference.attribute, None)
    if preference.range is not None:
        holds = value is not None and preference.range.holds(float(value))
    else:
        holds = value == preference.value
    return holds is (preference.polarity is Polarity.LIKES)
