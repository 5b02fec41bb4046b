"""Maximum likelihood of models whose parameters are all positive, with standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.optimize import minimize

from insights.errors import TooLittleData

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["Fit", "maximise"]

STARTS: Final = ((0.0,), (-1.0,), (1.0,))
"""Logarithms of the parameters to begin from: a likelihood may have more than one hill."""
STEP: Final = 1e-3
BOUND: Final = 12.0
"""The logarithm of a parameter stays within it; one that does not is not determined by the data."""


class Fit(NamedTuple):
    """The best parameters (k,), the covariance of their logarithms (k, k), the log-likelihood."""

    parameters: NDArray[np.float64]
    covariance: NDArray[np.float64]
    log_likelihood: float


def maximise(log_likelihood: Callable[[NDArray[np.float64]], float], parameters: int) -> Fit:
    """The positive parameters under which `log_likelihood` is greatest.

    The search is in logarithms, from several starts, by L-BFGS-B and then Nelder-Mead, which
    does not mind a likelihood whose slope is known by differences only. Raises TooLittleData
    when the data does not determine the parameters.
    """

    def loss(logarithms: NDArray[np.float64]) -> float:
        value = -log_likelihood(np.exp(logarithms))
        return value if np.isfinite(value) else 1e12

    bounds = [(-BOUND, BOUND)] * parameters
    rough = min(
        (minimize(loss, np.full(parameters, *start), bounds=bounds) for start in STARTS),
        key=lambda found: float(found.fun),
    )
    best = minimize(
        loss, rough.x, method="Nelder-Mead", bounds=bounds,
        options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4000},
    )  # fmt: skip
    if np.abs(best.x).max() > BOUND - STEP:
        raise TooLittleData("The purchases are too few, or too alike, to be modelled.")
    return Fit(np.exp(best.x), _covariance(loss, best.x), -float(best.fun))


def _covariance(
    loss: Callable[[NDArray[np.float64]], float], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The inverse of the observed information, by central differences. Raises TooLittleData."""
    steps = STEP * np.eye(len(at))
    information = np.array(
        [
            [
                (loss(at + i + j) - loss(at + i - j) - loss(at - i + j) + loss(at - i - j))
                / (4 * STEP**2)
                for j in steps
            ]
            for i in steps
        ]
    )
    if np.linalg.eigvalsh(information).min() <= 0:
        raise TooLittleData("The purchases are too few, or too alike, to be modelled.")
    return np.asarray(np.linalg.inv(information))
