"""The BG/NBD model of repeat buying.

While a customer stays, purchases come at random with a rate of their own; after each purchase
the customer leaves with a chance of their own. Rates vary over customers as Gamma(r, alpha),
chances of leaving as Beta(a, b). Time is in weeks.

Fader, Hardie and Lee, "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD
Model", Marketing Science 24 (2005), equations 6, 8, 10 and the appendix.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import betaln, gammaln, hyp2f1

from insights.errors import TooLittleData
from insights.lifetime.likelihood import maximise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from insights.lifetime.histories import Histories

__all__ = ["BetaGeometric"]

LEAST_CUSTOMERS: Final = 50
LEAST_REPEATERS: Final = 20
DRAWS: Final = 500
ONE_TO_AVOID: Final = 1e-6
"""Expectations divide by a - 1, whose limit at 1 is finite."""


@dataclass(frozen=True)
class BetaGeometric:
    """Four parameters, and the covariance (4, 4) of their logarithms."""

    r: float
    alpha: float
    a: float
    b: float
    covariance: NDArray[np.float64]
    log_likelihood: float
    customers: int
    """How many it was fitted to."""

    @classmethod
    def fit(cls, histories: Histories) -> BetaGeometric:
        """The maximum likelihood fit. Raises TooLittleData."""
        repeaters = int((histories.frequency > 0).sum())
        if len(histories) < LEAST_CUSTOMERS or repeaters < LEAST_REPEATERS:
            raise TooLittleData(
                f"A model of repeat buying wants {LEAST_CUSTOMERS} customers, {LEAST_REPEATERS} of"
                f" whom bought again; there are {len(histories)} and {repeaters}."
            )
        # Many customers share a history, above all those who bought once.
        table = np.column_stack([histories.frequency, histories.recency, histories.age])
        rows, counts = np.unique(table, axis=0, return_counts=True)
        found = maximise(lambda parameters: float(counts @ _log_likelihoods(parameters, rows.T)), 4)
        r, alpha, a, b = found.parameters.tolist()
        return cls(r, alpha, a, b, found.covariance, found.log_likelihood, len(histories))

    def alive(self, histories: Histories) -> NDArray[np.float64]:
        """The chance that each customer has not left, shape (n,)."""
        bought = np.maximum(histories.frequency, 1)
        odds_of_leaving = (
            self.a
            / (self.b + bought - 1)
            * ((self.alpha + histories.age) / (self.alpha + histories.recency))
            ** (self.r + histories.frequency)
        )
        return np.where(histories.frequency > 0, 1 / (1 + odds_of_leaving), 1.0)

    def expected_purchases(self, weeks: float, histories: Histories) -> NDArray[np.float64]:
        """Purchases to be expected of each customer in the next `weeks`, shape (n,)."""
        bought, aged = histories.frequency, self.alpha + histories.age
        a = self._a
        shares = hyp2f1(
            self.r + bought, self.b + bought, a + self.b + bought - 1, weeks / (aged + weeks)
        )
        growth = 1 - (aged / (aged + weeks)) ** (self.r + bought) * shares
        return np.asarray(self.alive(histories) * (a + self.b + bought - 1) / (a - 1) * growth)

    def expected_of_a_newcomer(self, weeks: float) -> float:
        """Repeat purchases in the first `weeks` of somebody of whom nothing is known yet."""
        a = self._a
        share = hyp2f1(self.r, self.b, a + self.b - 1, weeks / (self.alpha + weeks))
        growth = 1 - (self.alpha / (self.alpha + weeks)) ** self.r * share
        return float((a + self.b - 1) / (a - 1) * growth)

    def drawn(self, seed: int = 0) -> list[BetaGeometric]:
        """Models drawn as likely as they are (normally); their spread is the uncertainty."""
        at = np.log([self.r, self.alpha, self.a, self.b])
        draws = np.random.default_rng(seed).multivariate_normal(at, self.covariance, DRAWS)
        return [
            replace(self, r=r, alpha=alpha, a=a, b=b, log_likelihood=np.nan)
            for r, alpha, a, b in np.exp(draws).tolist()
        ]

    @property
    def _a(self) -> float:
        return self.a if abs(self.a - 1) > ONE_TO_AVOID else 1 + ONE_TO_AVOID


def _log_likelihoods(
    parameters: NDArray[np.float64], table: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Equation 6 for each column (frequency, recency, age) of `table`, shape (3, n) to (n,)."""
    r, alpha, a, b = parameters
    bought, last, age = table
    buying = gammaln(r + bought) - gammaln(r) + r * np.log(alpha)
    staying = betaln(a, b + bought) - betaln(a, b) - (r + bought) * np.log(alpha + age)
    leaving = (
        betaln(a + 1, b + np.maximum(bought, 1) - 1)
        - betaln(a, b)
        - (r + bought) * np.log(alpha + last)
    )
    either = np.where(bought > 0, np.logaddexp(staying, leaving), staying)
    return np.asarray(buying + either)
