"""What tells customers apart, as numbers of one scale.

Each trait is a column with mean 0 and spread 1 over all customers. The weights let the four sides
of a customer (habits, prices, likes, months) count as stated, however many columns each has.
"""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from insights.profiles import Profiles

__all__ = ["LOGARITHMIC", "Traits", "traits_of", "words_of"]

LOGARITHMIC: Final = ("orders", "spend", "days_since_last", "basket", "pieces", "looks_per_visit")
HABITS: Final = ("orders", "days_since_last", "basket", "pieces", "looks_per_visit",
                 "orders_per_visit")  # fmt: skip
PRICES: Final = ("cheaper_share", "price_level", "back_share")
WORDS: Final = {
    "orders": ("few orders", "many orders"),
    "days_since_last": ("ordered lately", "long since the last order"),
    "basket": ("cheap orders", "dear orders"),
    "pieces": ("few pieces in an order", "many pieces in an order"),
    "looks_per_visit": ("looks at little in a visit", "looks at much in a visit"),
    "orders_per_visit": ("visits without ordering", "orders in most visits"),
    "cheaper_share": ("pays the usual prices", "buys below the usual prices"),
    "price_level": ("buys the cheaper of a kind", "buys the dearer of a kind"),
    "back_share": ("keeps what was bought", "sends much back"),
}
"""What little and much of a figure means."""
LIKES, BUYS_IN = "likes ", "buys in "
WIDEST: Final = 3.0
"""No trait of one customer counts for more spreads than these: outliers make no groups."""
IMPORTANCE: Final = {"habits": 1.0, "prices": 0.5, "likes": 1.5, "months": 0.5}
"""How much each side counts: what a shop would act on counts more."""


@dataclass(frozen=True)
class Traits:
    """`table` has a row for each customer; `weights` one figure for each of its columns."""

    table: pd.DataFrame
    weights: NDArray[np.float64]

    @property
    def points(self) -> NDArray[np.float64]:
        """The customers as points, shape (customers, traits)."""
        return np.asarray(self.table.to_numpy() * self.weights)


def traits_of(profiles: Profiles) -> Traits:
    """The traits of all customers; what is the same for all of them is left out.

    Parts of a whole are told by their square roots (Hellinger's distance), counts and amounts by
    their logarithms.
    """
    figures = profiles.figures.copy()
    for name in LOGARITHMIC:
        figures[name] = np.log1p(figures[name])
    sides = {
        "habits": figures[list(HABITS)],
        "prices": figures[list(PRICES)],
        "likes": profiles.likes.pow(0.5).add_prefix(LIKES),
        "months": profiles.buys_in.pow(0.5).rename(
            columns=lambda month: f"{BUYS_IN}{month_name[month]}"
        ),
    }
    tables, weights = [], []
    for side, table in sides.items():
        varied = table.loc[:, table.std() > 0]
        standard = ((varied - varied.mean()) / varied.std()).clip(-WIDEST, WIDEST)
        tables.append(standard)
        weights += [np.sqrt(IMPORTANCE[side] / max(standard.shape[1], 1))] * standard.shape[1]
    return Traits(pd.concat(tables, axis=1).fillna(0.0), np.array(weights))


def words_of(trait: str, value: float) -> str:
    """A customer's trait in words, by its value in spreads from everybody's mean."""
    if trait.startswith(LIKES):
        return trait if value > 0 else f"cares little for {trait.removeprefix(LIKES)}"
    if trait.startswith(BUYS_IN):
        return trait if value > 0 else f"seldom {trait}"
    little, much = WORDS[trait]
    return much if value > 0 else little
