"""What runs out before more can be there, and how much to order."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insights.forecasting.intervals import Spread
    from insights.forecasting.series import Numbers

__all__ = ["LEAD_WEEKS", "Cover", "cover_of"]

LEAD_WEEKS: Final = 2
"""From ordering to having it."""
REVIEW_WEEKS: Final = 4
"""An order is to last this long beyond that."""
SERVICE: Final = 0.9
"""The chance that it does."""
LIKELY: Final = 0.5
DAYS: Final = 7


@dataclass(frozen=True)
class Cover:
    """How long the stock of a product lasts."""

    stock: int
    days: int | None
    """Until it is gone, as demand is forecast; None beyond the horizon."""
    runs_out: float
    """The chance that it is gone before what is ordered today is there."""
    reorder: int
    """Pieces to order today, 0 for none."""

    @property
    def warned(self) -> bool:
        """Whether it is likelier than not to run out, or has."""
        return self.runs_out >= LIKELY


def cover_of(stock: int, forecast: Numbers, spreads: Mapping[int, Spread]) -> Cover:
    """`forecast` is of the weeks to come; `spreads` by the number of weeks that are added up."""
    sums = np.cumsum(forecast)
    weeks = int(np.searchsorted(sums, stock))
    days = None
    if weeks < len(forecast):
        before = sums[weeks - 1] if weeks else 0.0
        days = int(DAYS * (weeks + (stock - before) / max(forecast[weeks], 1e-9)))
    within = min(LEAD_WEEKS, len(forecast))
    until_next = min(LEAD_WEEKS + REVIEW_WEEKS, len(forecast))
    wanted = spreads[until_next].quantile(float(sums[until_next - 1]), SERVICE)
    runs_out = spreads[within].chance_of(stock, float(sums[within - 1])) if stock > 0 else 1.0
    reorder = max(ceil(wanted - stock), 0) if runs_out >= LIKELY or stock == 0 else 0
    return Cover(stock, days, runs_out, reorder)
