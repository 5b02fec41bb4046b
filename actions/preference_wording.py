"""A stated preference in words, for whoever stated it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from actions.wording import plain
from commerce import money
from signals import Polarity

if TYPE_CHECKING:
    from signals import Range, StatedPreference

__all__ = ["preference_in_words"]

_MEASURED = {"weight": "g", "volume": "ml", "length": "mm"}


def preference_in_words(one: StatedPreference, currency: str) -> str:
    """Such as "not pink", "jacket: under $80.00" or "for your daughter: 6 years old"."""
    said = _thing(one, currency)
    if one.polarity is Polarity.DISLIKES:
        said = f"not {said}"
    if one.recipient:
        return plain(f"for your {one.recipient}: {said}")
    return plain(f"{one.category}: {said}" if one.category else said)


def _thing(one: StatedPreference, currency: str) -> str:
    if one.range is not None:
        return _figures(one.attribute, one.range, currency)
    match one.attribute:
        case "price":
            return "not expensive"
        case "size":
            letters = one.value.upper() if one.value.isalpha() else one.value
            return f"size {letters}"
        case "audience":
            return f"for {one.value}"
        case "weight" | "volume" | "length":
            return one.value
        case _:
            return one.value.lower() if one.attribute == "feature" else one.value


def _figures(attribute: str, limits: Range, currency: str) -> str:
    if attribute == "age":
        return _ages(limits)
    low, high = (
        "" if figure is None else _figure(attribute, figure, currency)
        for figure in (limits.low, limits.high)
    )
    if low and high:
        return f"{low} to {high}"
    if high:
        return f"{'under' if limits.below else 'up to'} {high}"
    return f"{low} or more"


def _figure(attribute: str, figure: float, currency: str) -> str:
    if attribute == "price":
        return money(Decimal(str(figure)), currency)
    if attribute == "rating":
        return f"{figure:g} stars"
    return f"{figure:g} {_MEASURED.get(attribute, '')}".rstrip()


def _ages(limits: Range) -> str:
    """The upper end is not included: from 6 to 7 is six years old."""
    low, high = limits.low or 0.0, limits.high
    if high is None:
        return f"{low:g} years or older"
    return f"{low:g} years old" if high - low <= 1 else f"{low:g} to {high:g} years old"
