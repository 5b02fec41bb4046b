"""The gamma-gamma model of spend: how much a customer's purchases are worth on average.

Amounts of one customer vary about a mean of their own, and the means vary over customers; both
as gamma. The less is known of a customer, the nearer the expectation is to everybody's mean.

Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013), brucehardie.com/notes/025.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import gammaln

from insights.errors import TooLittleData
from insights.lifetime.likelihood import maximise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from insights.lifetime.histories import Histories

__all__ = ["GammaGamma"]

LEAST_SPENDERS: Final = 30


@dataclass(frozen=True)
class GammaGamma:
    """Three parameters; `spenders` is how many customers they were fitted to."""

    p: float
    q: float
    v: float
    log_likelihood: float
    spenders: int
    correlation: float
    """Of frequency and spend among the spenders; the model takes it to be near 0."""

    @classmethod
    def fit(cls, histories: Histories) -> GammaGamma:
        """The maximum likelihood fit to who bought again and paid. Raises TooLittleData."""
        paid = (histories.frequency > 0) & (histories.spend > 0)
        spenders = int(paid.sum())
        if spenders < LEAST_SPENDERS:
            raise TooLittleData(
                f"A model of spend wants {LEAST_SPENDERS} customers who bought again; "
                f"there are {spenders}."
            )
        bought, spend = histories.frequency[paid], histories.spend[paid]
        # In units of the mean spend all three parameters are of the same order.
        unit = float(spend.mean())
        found = maximise(lambda at: float(_log_likelihoods(at, bought, spend / unit).sum()), 3)
        p, q, v = map(float, found.parameters)
        likelihood = found.log_likelihood - spenders * float(np.log(unit))
        correlation = float(np.corrcoef(bought, spend)[0, 1]) if np.ptp(bought) else 0.0
        return cls(p, q, v * unit, likelihood, spenders, correlation)

    def expected_spend(self, histories: Histories) -> NDArray[np.float64]:
        """The mean amount to be expected of each customer's purchases, shape (n,)."""
        bought = np.where(histories.spend > 0, histories.frequency, 0)
        # A mean over customers exists for q > 1 only; below, the least that has one is taken.
        rest = np.maximum(self.p * bought + self.q - 1, 1e-3)
        return np.asarray(self.p * (self.v + bought * histories.spend) / rest)


def _log_likelihoods(
    parameters: NDArray[np.float64], bought: NDArray[np.float64], spend: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Equation 1a for each customer, shape (n,)."""
    p, q, v = parameters
    total = p * bought
    return np.asarray(
        gammaln(total + q)
        - gammaln(total)
        - gammaln(q)
        + q * np.log(v)
        + (total - 1) * np.log(spend)
        + total * np.log(bought)
        - (total + q) * np.log(v + bought * spend)
    )
