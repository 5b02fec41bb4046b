"""Customer lifetime value: what the purchases to come are worth today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from insights.lifetime.bg_nbd import BetaGeometric
    from insights.lifetime.gamma_gamma import GammaGamma
    from insights.lifetime.histories import Histories

__all__ = ["lifetime_value"]

WEEKS_A_YEAR: Final = 52.1775
STEP_WEEKS: Final = 4.0


def lifetime_value(
    buying: BetaGeometric,
    spending: GammaGamma,
    histories: Histories,
    *,
    weeks: float,
    yearly_discount: float = 0.1,
    margin: float = 1.0,
) -> NDArray[np.float64]:
    """The discounted margin of each customer's purchases in the next `weeks`, shape (n,).

    Purchases of each four weeks are discounted to their middle. `margin` is the part of an
    amount that the shop keeps.
    """
    ends = np.append(np.arange(STEP_WEEKS, weeks, STEP_WEEKS), weeks)
    begins = np.append(0.0, ends[:-1])
    until = np.array([buying.expected_purchases(float(end), histories) for end in ends])
    within = np.diff(until, axis=0, prepend=0.0)
    worth = (1 + yearly_discount) ** (-(begins + ends) / 2 / WEEKS_A_YEAR)
    return np.asarray(margin * spending.expected_spend(histories) * (worth @ within))
