"""What every product cost on every day of the year, and what the front page showed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray

    from commerce import Product
    from demo.year.world import Sale, World

__all__ = ["DAYS", "Prices", "draw_prices"]

DAYS = 365
DAYS_AS_USUAL = 21
"""At the end of the year every price is the catalogue's, for the catalogue says it today."""


@dataclass(frozen=True)
class Prices:
    """Arrays of shape (products, days)."""

    factor: NDArray[np.float64]
    """The price over the usual one."""
    display: NDArray[np.float64]
    """By what the front page multiplies purchases, the price aside."""
    on_sale: NDArray[np.bool_]


def draw_prices(
    products: Sequence[Product], world: World, first_day: date, chance: Generator
) -> Prices:
    """The spells and sales of `world` in the year that begins on `first_day`."""
    shape = (len(products), DAYS)
    factor, display = np.ones(shape), np.ones(shape)
    on_sale = np.zeros(shape, dtype=bool)
    spells = world.price_spells
    least, most = spells.weeks
    for row in factor:
        for begin in chance.integers(0, DAYS - DAYS_AS_USUAL, spells.count):
            end = min(begin + 7 * chance.integers(least, most + 1), DAYS - DAYS_AS_USUAL)
            row[begin:end] = chance.choice(spells.factors)
    for sale in world.sales:
        days = _days_of(sale, first_day)
        for at, product in enumerate(products):
            if product.category in sale.categories:
                factor[at, days] = 1 - sale.cut
                display[at, days] = sale.display
                on_sale[at, days] = True
    return Prices(factor, display, on_sale)


def _days_of(sale: Sale, first_day: date) -> slice:
    """The days of the year on which the sale runs, counted from `first_day`."""
    month, day = map(int, sale.begins.split("-"))
    begins = date(first_day.year, month, day)
    if begins < first_day:
        begins = date(first_day.year + 1, month, day)
    begin = (begins - first_day).days
    return slice(min(begin, DAYS), min(begin + sale.days, DAYS))


def day_of(first_day: date, at: int) -> date:
    """The date of the day `at` of the year."""
    return first_day + timedelta(days=at)
