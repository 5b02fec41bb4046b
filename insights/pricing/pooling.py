"""Partial pooling: estimates of many alike are drawn towards their mean, the unsure ones most.

Empirical Bayes for unequal variances as Morris (1983) gives it ("Parametric Empirical Bayes
Inference: Theory and Applications", JASA 78). Its intervals reckon with the spread itself being
estimated, without which they are too short when the estimates are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import brentq

if TYPE_CHECKING:
    from insights.pricing.regression import Floats

__all__ = ["Pooled", "pool"]

FEWEST: Final = 4
WIDEST: Final = 1e3


@dataclass(frozen=True)
class Pooled:
    """Estimates after pooling, with errors, each of shape (n,)."""

    means: Floats
    errors: Floats
    own_part: Floats
    """Of each mean, how much is the estimate's own; the rest is everybody's."""
    centre: float
    centre_error: float
    spread: float
    """The standard deviation of what is estimated, above that of the estimates' errors."""


def pool(estimates: Floats, errors: Floats, centres: Floats | None = None) -> Pooled:
    """Draw `estimates`, shape (n,), towards their mean, or towards known `centres`.

    Fewer than four are left as they are.
    """
    variances, n = errors**2, len(estimates)
    known = 0 if centres is not None else 1
    if n < FEWEST:
        centre = float(np.average(estimates, weights=1 / variances)) if n else float("nan")
        error = float(1 / np.sqrt((1 / variances).sum())) if n else float("nan")
        return Pooled(estimates, errors, np.ones(n), centre, error, float("nan"))
    spread = _spread(estimates, variances, centres, n - known)
    weights = 1 / (variances + spread)
    centre = float(np.average(estimates, weights=weights))
    to = np.full(n, centre) if centres is None else centres
    shrink = (n - known - 2) / (n - known) * variances * weights
    means = to + (1 - shrink) * (estimates - to)
    typical = np.average(variances, weights=weights)
    of_spread = (
        2 / (n - known - 2) * shrink**2 * (typical + spread) * weights * (estimates - to) ** 2
    )
    told = variances * (1 - (n - known) / n * shrink) + of_spread
    return Pooled(
        means, np.sqrt(told), 1 - shrink, centre, float(weights.sum() ** -0.5), float(spread**0.5)
    )


def _spread(estimates: Floats, variances: Floats, centres: Floats | None, freedom: int) -> float:
    """The variance at which weighted squared deviations are as large as expected.

    The estimator of Paule and Mandel (1982); 0 where even the errors explain more than there is.
    """

    def excess(variance: float) -> float:
        weights = 1 / (variances + variance)
        to = np.average(estimates, weights=weights) if centres is None else centres
        return float((weights * (estimates - to) ** 2).sum() - freedom)

    if excess(0.0) <= 0:
        return 0.0
    return float(brentq(excess, 0.0, WIDEST))
