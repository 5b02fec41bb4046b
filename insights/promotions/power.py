"""How many customers a campaign wants until its effect can be told from chance."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from statistics import NormalDist
from typing import Final

from insights.promotions.errors import CampaignInvalid
from insights.promotions.holdout import check_holdout
from insights.promotions.sequential import ALPHA, peeking_quantile

__all__ = ["Power", "detectable_lift", "power_of"]

POWER: Final = 0.8
HALVINGS: Final = 40


@dataclass(frozen=True)
class Power:
    """Customers, held-out ones included, with which an effect is found in four cases of five."""

    one_look: int
    """If the result is looked at once, at the end."""
    any_time: int
    """If it is looked at at any time, and the campaign ended as soon as it is certain."""


def power_of(rate: float, lift: float, holdout: float, alpha: float = ALPHA) -> Power:
    """The customers for an effect of `lift` on a share `rate` who would buy without it.

    Two proportions, in arms of a share `holdout` and the rest (Fleiss, Levin, Paik 2003, chapter
    4): n = (z_alpha + z_power)^2 (p1 q1 / (1 - holdout) + p0 q0 / holdout) / lift^2. Looking at
    any time takes the wider bound of `insights.promotions.sequential` for z_alpha, and is
    reckoned as if one waited for the end. Raises CampaignInvalid.
    """
    one_look, any_time = (
        _customers(rate, lift, holdout, quantile)
        for quantile in (NormalDist().inv_cdf(1 - alpha / 2), peeking_quantile(alpha))
    )
    return Power(one_look, any_time)


def detectable_lift(rate: float, customers: int, holdout: float) -> float | None:
    """The least lift for which so many customers are enough, looking at any time; None: none is."""
    low, high = 0.0, 1 - rate
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = _customers(rate, middle, holdout, peeking_quantile()) <= customers
        low, high = (low, middle) if enough else (middle, high)
    return high if high < 1 - rate else None


def _customers(rate: float, lift: float, holdout: float, quantile: float) -> int:
    check_holdout(holdout)
    if not 0 < rate < 1 or not 0 < rate + lift < 1 or not lift:
        raise CampaignInvalid(
            f"A rate of {rate:.1%} and a lift of {lift:+.1%} are no shares of customers: both the"
            " rate and their sum must be between 0 and 100 %, and the lift not 0."
        )
    with_it = rate + lift
    spread = with_it * (1 - with_it) / (1 - holdout) + rate * (1 - rate) / holdout
    return ceil((quantile + NormalDist().inv_cdf(POWER)) ** 2 * spread / lift**2)
