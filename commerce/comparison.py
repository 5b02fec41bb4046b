"""Products side by side: what they cost, how they are rated, and in what they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commerce.products import Product

__all__ = ["Comparison", "Row", "compare"]

NOT_SAID = "\u2013"
"""What stands in a row where a product's catalogue entry says nothing."""


@dataclass(frozen=True)
class Row:
    """What each of the products says of one thing, in their order."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """`differing` rows, those that most of the products have first, and what is `alike`."""

    products: tuple[Product, ...]
    differing: tuple[Row, ...]
    alike: tuple[Row, ...]

    @property
    def cheapest(self) -> Product | None:
        """The one that costs least; None when two of them do."""
        prices = sorted(product.price for product in self.products)
        if prices[0] == prices[1]:
            return None
        return min(self.products, key=lambda product: product.price)

    @property
    def best_rated(self) -> Product | None:
        """The one with most stars; None when two of them have, or one has none."""
        ratings = sorted((product.rating or 0.0 for product in self.products), reverse=True)
        if ratings[0] == ratings[1] or not ratings[-1]:
            return None
        return max(self.products, key=lambda product: product.rating or 0.0)


def compare(products: Sequence[Product]) -> Comparison:
    """Compare two or more products by their attributes.

    An attribute that only one of three has says little side by side and comes last.
    """
    said = [
        {name.strip().lower(): value for name, value in one.attributes.items()} for one in products
    ]
    names = {
        name.strip().lower(): name.strip() for one in products for name in one.attributes
    }  # fmt: skip
    order = sorted(
        names, key=lambda key: (-sum(key in one for one in said), list(names).index(key))
    )
    rows = [Row(names[key], tuple(one.get(key, NOT_SAID) for one in said)) for key in order]
    alike = [row for row in rows if len({value.lower() for value in row.values}) == 1]
    return Comparison(tuple(products), tuple(row for row in rows if row not in alike), tuple(alike))
