"""The constraints of a search in words, for the shopper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from commerce import money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.constraints import Constraints, Measure

__all__ = ["let_go", "told"]

_MEASURED: Final = {
    ("size", True): "bigger", ("size", False): "smaller",
    ("weight", True): "heavier", ("weight", False): "lighter",
}  # fmt: skip


def let_go(name: str, constraints: Constraints, currency: str) -> str:
    """A constraint that could not be kept, by its name in `fitting.unmet`: "size m"."""
    field, _, value = name.partition(":")
    limit, word = constraints.max_price, "limit"
    if limit is None:
        limit, word = constraints.min_price, "minimum"
    measured = [one.said or _measured(one) for one in constraints.measures]
    phrases = {
        "price": f"the {word} of {money(limit, currency)}" if limit is not None else "",
        "audience": f"for {constraints.audience or 'that age'}",
        "category": f'"{constraints.category}"',
        "colour": f"the colour {constraints.colour}",
        "size": f"size {constraints.size}",
        "brand": f"the brand {constraints.brand}",
        "in_stock": "being in stock",
        "rating": f"{constraints.min_rating or 0:g} stars and up",
        "measure": f"being {' and '.join(measured)}",
        "excluded": f"without {value}",
        "attributes": value.lower(),
    }
    return phrases[field]


def told(constraints: Constraints, currency: str) -> str:
    """What is searched for: "jacket, waterproof, in blue, under $100.00"."""
    return ", ".join(filter(None, _parts(constraints, currency)))


def _parts(wanted: Constraints, currency: str) -> Iterator[str]:
    yield wanted.category
    yield f"for {wanted.audience}" if wanted.audience else ""
    yield f"by {wanted.brand}" if wanted.brand else ""
    yield from (name.lower() for name in wanted.attributes)
    yield from (f"without {name}" for name in wanted.excluded)
    yield f"in {wanted.colour}" if wanted.colour else ""
    letters = wanted.size.upper() if wanted.size.isalpha() else wanted.size
    yield f"size {letters}" if wanted.size else ""
    if wanted.max_price is not None:
        word = "under" if wanted.below else "up to"
        yield f"{word} {money(wanted.max_price, currency)}"
    if wanted.min_price is not None:
        yield f"from {money(wanted.min_price, currency)}"
    yield f"{wanted.min_rating:g} stars and up" if wanted.min_rating else ""
    yield from (one.said or _measured(one) for one in wanted.measures)
    yield "in stock" if wanted.in_stock else ""


def _measured(limit: Measure) -> str:
    return _MEASURED[limit.kind, limit.least is not None]
