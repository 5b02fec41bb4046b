"""Other variants of what was bought: which there are, and what a swap costs."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from commerce.errors import NotAllowed
from commerce.terms import Swap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from commerce.commands import ItemChange
    from commerce.orders import OrderLine
    from commerce.products import Variant
    from commerce.rules.case import Case

__all__ = ["other_variants", "swaps_of"]


def other_variants(case: Case, line: OrderLine, pieces: int = 1) -> tuple[Variant, ...]:
    """The other variants of the line's product of which so many pieces are in stock."""
    product = case.product_of(line)
    if product is None:
        return ()
    return tuple(
        variant
        for variant in product.variants
        if variant.sku != line.sku and _in_stock(variant, pieces)
    )


def swaps_of(
    case: Case,
    changes: Sequence[ItemChange],
    *,
    available: Callable[[OrderLine], int],
    same_allowed: bool = False,
) -> tuple[Swap, ...]:
    """Each change with its price; `available` says how many pieces of a line can be swapped."""
    if not changes:
        raise NotAllowed("no_lines")
    taken: Counter[int] = Counter()
    swaps = []
    for change in changes:
        line = case.line(change.position)
        left = available(line) - taken[change.position]
        pieces = left if change.quantity is None else change.quantity
        if not 0 < pieces <= left:
            raise NotAllowed("nothing_left", title=line.title, left=max(left, 0))
        taken[change.position] += pieces
        variant = _variant(case, line, change.sku, pieces, same_allowed=same_allowed)
        dearer = (variant.price - line.unit_price) * pieces
        swaps.append(
            Swap(
                position=change.position,
                quantity=pieces,
                title=line.title,
                before=line.options,
                after=variant.options,
                sku=variant.sku,
                unit_price=variant.price if case.rule.price_difference else line.unit_price,
                difference=dearer if case.rule.price_difference else Decimal("0.00"),
            )
        )
    return tuple(swaps)


def _variant(case: Case, line: OrderLine, sku: str, pieces: int, *, same_allowed: bool) -> Variant:
    product = case.product_of(line)
    available = other_variants(case, line, pieces)
    found = [each for each in (product.variants if product else ()) if each.sku == sku]
    if not found:
        raise NotAllowed("variant_unknown", title=line.title, sku=sku, available=available)
    if sku == line.sku and not same_allowed:
        raise NotAllowed("same_variant", title=line.title, available=available)
    if not _in_stock(found[0], pieces):
        raise NotAllowed(
            "variant_unavailable", title=line.title, options=found[0].options, available=available
        )
    return found[0]


def _in_stock(variant: Variant, pieces: int) -> bool:
    return variant.stock is None or variant.stock >= pieces
