"""Which of a product's variants comes of a wish, by what is in stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from actions.understanding.variants import VariantWish
    from commerce import Variant

__all__ = ["Fit", "fit", "has_all"]


@dataclass(frozen=True)
class Fit:
    """The variant that fits, or those that come nearest; `sold_out` fits but cannot be had."""

    variant: Variant | None
    near: tuple[Variant, ...] = ()
    sold_out: Variant | None = None


def fit(
    wish: VariantWish, variants: Sequence[Variant], current: Mapping[str, str], sku: str
) -> Fit:
    """The variant in stock that has what is wanted and keeps what was not spoken of.

    `current` are the options, and `sku` the SKU, of the variant that was bought.
    """
    if wish.same:
        own = next((variant for variant in variants if variant.sku == sku), None)
        return Fit(own if own and own.in_stock else None, (), None if own is None else own)
    fitting = [variant for variant in variants if has_all(variant, wish)]
    there = [variant for variant in fitting if variant.in_stock and variant.sku != sku]
    if not there:
        kept = max(fitting, key=lambda variant: _kept(variant, current, wish), default=None)
        others = [variant for variant in variants if variant.in_stock and variant.sku != sku]
        others.sort(key=lambda one: (-_wanted(one, wish), -_kept(one, current, wish), one.price))
        return Fit(None, tuple(others), kept)
    if wish.price:
        there.sort(key=lambda one: one.price, reverse=wish.price == "highest")
        return Fit(there[0])
    ranked = sorted(
        there, key=lambda one: (-_kept(one, current, wish), _rank(one, wish), one.price)
    )
    best = ranked[0]
    ties = [one for one in ranked if _kept(one, current, wish) == _kept(best, current, wish)]
    free = [name for name in best.options if name not in wish.options and name in current]
    if all(best.options[name] == current[name] for name in free) and (
        len(ties) == 1 or _rank(ties[0], wish) < _rank(ties[1], wish)
    ):
        return Fit(best)
    sold_out = next(
        (one for one in fitting if not one.in_stock and _keeps(one, current, wish)), None
    )
    return Fit(ranked[0] if len(ranked) == 1 and not free else None, tuple(ranked), sold_out)


def has_all(variant: Variant, wish: VariantWish) -> bool:
    """Whether each option that was spoken of has a value that will do."""
    return all(variant.options.get(name) in fitting for name, fitting in wish.options.items())


def _wanted(variant: Variant, wish: VariantWish) -> int:
    return sum(variant.options.get(name) in fitting for name, fitting in wish.options.items())


def _kept(variant: Variant, current: Mapping[str, str], wish: VariantWish) -> int:
    return sum(
        variant.options.get(name) == value
        for name, value in current.items()
        if name not in wish.options
    )


def _keeps(variant: Variant, current: Mapping[str, str], wish: VariantWish) -> bool:
    free = [name for name in variant.options if name not in wish.options]
    return all(variant.options[name] == current.get(name) for name in free)


def _rank(variant: Variant, wish: VariantWish) -> int:
    """How far down its values stand in the order of preference."""
    return sum(
        fitting.index(variant.options[name])
        for name, fitting in wish.options.items()
        if variant.options.get(name) in fitting
    )
