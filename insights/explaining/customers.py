"""Why somebody is a customer still, or is not, and what makes what they will be worth.

The chance to be a customer still is, in BG/NBD (Fader, Hardie, Lee 2005, equation 10), that of odds
which are a product of two terms: how often somebody came back, and how long they have been away
for their pace. A value is a product too: orders to come, what one is worth, what waiting for them
costs. Logarithms of products add up; a value is told from the mean customer's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from insights.explaining.reasons import Explanation, Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from insights.lifetime import BetaGeometric, Histories

__all__ = ["reasons_to_be_alive", "reasons_to_be_worth"]

LOG_ODDS: Final = "log-odds to be a customer still"
LOG_VALUE: Final = "logarithm of the value"
LEAST: Final = 1e-9


def reasons_to_be_alive(buying: BetaGeometric, histories: Histories) -> list[Explanation | None]:
    """Of each customer, why; None of who never came back.

    The model lets people leave after a repeat purchase only: of the others it says they are there.
    """
    often = np.log((buying.b + np.maximum(histories.frequency, 1) - 1) / buying.a)
    aged = (buying.alpha + histories.age) / (buying.alpha + histories.recency)
    away = -(buying.r + histories.frequency) * np.log(aged)
    weeks = histories.age - histories.recency
    return [
        _alive(int(count), *map(float, parts)) if count else None
        for count, *parts in zip(histories.frequency, weeks, often, away, strict=True)
    ]


def _alive(count: int, weeks: float, often: float, away: float) -> Explanation:
    times = "once" if count == 1 else f"{count} times"
    return Explanation(
        LOG_ODDS,
        0.0,
        (
            Reason(f"came back {times}", often),
            Reason(f"{weeks:.0f} weeks without an order, at their pace", away),
        ),
    )


def reasons_to_be_worth(
    orders: NDArray[np.float64], spend: NDArray[np.float64], value: NDArray[np.float64]
) -> list[Explanation]:
    """By the orders expected of each customer, what one is worth, and the value of all."""
    parts = (
        ("{:.1f} orders to be expected in a year", orders, _log(orders)),
        ("{:,.0f} to be expected of each", spend, _log(spend)),
        ("later ones count less", value, _log(value) - _log(orders) - _log(spend)),
    )
    base = float(sum(logs.mean() for _, _, logs in parts))
    return [
        Explanation(
            LOG_VALUE,
            base,
            tuple(
                Reason(words.format(figures[at]), float(logs[at] - logs.mean()))
                for words, figures, logs in parts
            ),
        )
        for at in range(len(value))
    ]


def _log(figures: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(np.maximum(figures, LEAST))
