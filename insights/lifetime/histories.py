"""What models of repeat buying know of customers: how often, how lately, for how much."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

__all__ = ["DAYS_A_WEEK", "Histories", "Purchase", "histories_of"]

DAYS_A_WEEK: Final = 7


class Purchase(NamedTuple):
    """What one customer paid on one day."""

    customer: str
    day: date
    amount: float = 0.0


@dataclass(frozen=True)
class Histories:
    """Customers, one place of each array to one of them; all arrays have the shape (n,).

    The first day of buying is not counted as a repeat: a customer who bought once has
    frequency 0 and recency 0.
    """

    customers: tuple[str, ...]
    frequency: NDArray[np.float64]
    """Days of buying after the first."""
    recency: NDArray[np.float64]
    """Weeks from the first day of buying to the last."""
    age: NDArray[np.float64]
    """Weeks from the first day of buying to the end of what was observed."""
    spend: NDArray[np.float64]
    """Mean amount of a repeat day, in the currency of the amounts; 0 where there was none."""

    def __len__(self) -> int:
        return len(self.customers)


def histories_of(purchases: Iterable[Purchase], until: date) -> Histories:
    """The histories at the end of the day `until`; later purchases are left out.

    Purchases of one customer on one day count as one, as in the data that the models were
    published with.
    """
    days: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for purchase in purchases:
        if purchase.day <= until:
            days[purchase.customer][purchase.day] += purchase.amount
    rows = [_row(bought, until) for bought in days.values()]
    frequency, recency, age, spend = np.array(rows, dtype=float).reshape(-1, 4).T
    return Histories(tuple(days), frequency, recency, age, spend)


def _row(bought: dict[date, float], until: date) -> tuple[float, float, float, float]:
    first, *repeats = sorted(bought)
    last = repeats[-1] if repeats else first
    spend = sum(bought[day] for day in repeats) / len(repeats) if repeats else 0.0
    weeks = ((last - first).days / DAYS_A_WEEK, (until - first).days / DAYS_A_WEEK)
    return len(repeats), *weeks, spend
