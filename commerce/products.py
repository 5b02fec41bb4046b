"""What a shop sells: products and their variants."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from commerce.columns import is_exact
from commerce.errors import RecordInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

__all__ = ["Product", "Variant"]


@dataclass(frozen=True)
class Variant:
    """One thing that can be put in a cart; `stock` None means that it is not tracked."""

    sku: str
    options: Mapping[str, str]
    price: Decimal
    compare_at_price: Decimal | None = None
    stock: int | None = None

    def __post_init__(self) -> None:
        if not is_exact(self.price) or self.price < 0:
            raise RecordInvalid("price", f"is {self.price}, which is no price")
        before = self.compare_at_price
        if before is not None and (not is_exact(before) or before < 0):
            raise RecordInvalid("compare_at_price", f"is {before}, which is no price")

    @property
    def in_stock(self) -> bool:
        """Whether it can be bought now."""
        return self.stock is None or self.stock > 0


@dataclass(frozen=True)
class Product:
    """A product as the shop sells it; `id` is the shop's own, `description` plain text."""

    id: str
    title: str
    brand: str
    category: str
    description: str
    attributes: Mapping[str, str]
    variants: tuple[Variant, ...]
    image: str | None = None
    url: str | None = None
    rating: float | None = None
    rating_count: int = 0
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in ("id", "title"):
            if not getattr(self, field).strip():
                raise RecordInvalid(field, "is empty")
        if not self.variants:
            raise RecordInvalid("variants", "is empty: a product needs at least one, with a price")

    @property
    def price(self) -> Decimal:
        """The lowest price of a variant."""
        return min(variant.price for variant in self.variants)

    @property
    def in_stock(self) -> bool:
        """Whether any variant can be bought now."""
        return any(variant.in_stock for variant in self.variants)

    @property
    def total_stock(self) -> int | None:
        """Pieces over all variants, or None when any of them is not tracked."""
        counts = [variant.stock for variant in self.variants]
        known = [max(count, 0) for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all that the product says; equal exactly when nothing changed."""
        content = [
            [self.id, self.title, self.brand, self.category, self.description],
            list(self.attributes.items()),
            [
                [v.sku, list(v.options.items()), f"{v.price:.3f}", v.stock]
                + ([] if v.compare_at_price is None else [f"{v.compare_at_price:.3f}"])
                for v in self.variants
            ],
            [self.image, self.url, self.rating, self.rating_count, list(self.tags)],
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()
