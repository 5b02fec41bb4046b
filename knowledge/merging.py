"""Several sources' listings of one product, as the one product that the shop sells.

The first listing leads: its id, price, stock and variants stand as they are, for an offer put
together from two sources may be one that the shop never made. The others fill in what it
leaves open, first come first served. Where they say otherwise, a `Conflict` tells.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from commerce import Product, Variant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from commerce.approved_prices import ApprovedPrice

__all__ = ["Conflict", "Listing", "merged", "not_taken", "product_from", "product_text"]

MOST_CHARS = 120
"""Of a value in a conflict."""
_TEXTS = ("title", "brand", "category")


@dataclass(frozen=True)
class Conflict:
    """`field` of a product, on which `other_source` contradicts the source that was believed."""

    product_id: str
    field: str
    source: str
    kept: str
    other_source: str
    other: str

    def __str__(self) -> str:
        return (
            f"{self.product_id}, {self.field}: {self.kept!r} of {self.source} was kept; "
            f"{self.other_source} says {self.other!r}"
        )


@dataclass(frozen=True)
class Listing:
    """A product as one source lists it."""

    source: str
    product: Product


def merged(listings: Sequence[Listing]) -> tuple[Product, list[Conflict]]:
    """The product of listings in the order of their precedence, and where they disagree."""
    first = listings[0]
    product = first.product
    conflicts: list[Conflict] = []
    attributes = dict(product.attributes)
    told_by = dict.fromkeys(attributes, first.source)
    offered = {name.casefold() for variant in product.variants for name in variant.options}
    for listing in listings[1:]:
        other = listing.product
        conflicts += _conflicts(product, first.source, other, listing.source)
        for name, value in other.attributes.items():
            known = next((k for k in attributes if k.casefold() == name.casefold()), None)
            if known is None and name.casefold() not in offered:
                attributes[name] = value
                told_by[name] = listing.source
            elif known is not None and _differ(attributes[known], value):
                conflicts.append(
                    _conflict(
                        product.id, known, told_by[known], attributes[known], listing.source, value
                    )
                )
        product = replace(
            product,
            brand=product.brand or other.brand,
            category=product.category or other.category,
            description=product.description or other.description,
            image=product.image or other.image,
            url=product.url or other.url,
            rating=product.rating if product.rating is not None else other.rating,
            rating_count=product.rating_count if product.rating is not None else other.rating_count,
            tags=product.tags or other.tags,
        )
    return replace(product, attributes=attributes), conflicts


def not_taken(approved: ApprovedPrice, source: str) -> Conflict:
    """That a source does not list an approved price yet."""
    field = f"price of {approved.sku}"
    kept, other = f"{approved.price}", f"{approved.listed}"
    return _conflict(approved.product_id, field, "the approved prices", kept, source, other)


def product_text(product: Product) -> str:
    """The product as JSON."""
    return json.dumps(asdict(product), default=str)


def product_from(text: str) -> Product:
    """The product that `product_text` wrote."""
    values = json.loads(text)
    values["variants"] = tuple(
        Variant(
            sku=one["sku"],
            options=one["options"],
            price=Decimal(one["price"]),
            compare_at_price=_decimal(one["compare_at_price"]),
            stock=one["stock"],
        )
        for one in values["variants"]
    )
    values["tags"] = tuple(values["tags"])
    return Product(**values)


def _conflicts(kept: Product, source: str, other: Product, other_source: str) -> Iterator[Conflict]:
    for field in _TEXTS:
        ours, theirs = getattr(kept, field), getattr(other, field)
        if ours and theirs and _differ(ours, theirs):
            yield _conflict(kept.id, field, source, ours, other_source, theirs)
    by_sku = {variant.sku: variant for variant in kept.variants}
    alone = len(kept.variants) == len(other.variants) == 1
    for theirs in other.variants:
        ours = kept.variants[0] if alone else by_sku.get(theirs.sku)
        if ours is None:
            continue
        what = "" if alone else f" of {theirs.sku}"
        if ours.price != theirs.price:
            yield _conflict(
                kept.id, f"price{what}", source, f"{ours.price}", other_source, f"{theirs.price}"
            )
        if ours.in_stock != theirs.in_stock:
            said = ("in stock" if one.in_stock else "out of stock" for one in (ours, theirs))
            yield _conflict(kept.id, f"stock{what}", source, next(said), other_source, next(said))


def _conflict(
    product_id: str, field: str, source: str, kept: str, other_source: str, other: str
) -> Conflict:
    return Conflict(product_id, field, source, kept[:MOST_CHARS], other_source, other[:MOST_CHARS])


def _differ(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) != " ".join(other.casefold().split())


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
