"""Maximum likelihood of models whose parameters are all positive, with standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.optimize import minimize

from insights.errors import TooLittleData

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Loss = Callable[[NDArray[np.float64]], float]

__all__ = ["Fit", "maximise"]

STARTS: Final = (0.0, -1.0, 1.0)
"""Logarithms of the parameters to begin from: a likelihood may have more than one hill."""
STEP: Final = 1e-3
BOUND: Final = 12.0
"""The logarithm of a parameter that the data determines stays within it."""
PRIOR_SPREAD: Final = 3.0
"""Of the logarithms, about 0, where the data leaves a parameter open."""


class Fit(NamedTuple):
    """The best parameters (k,), the covariance of their logarithms (k, k), the log-likelihood."""

    parameters: NDArray[np.float64]
    covariance: NDArray[np.float64]
    log_likelihood: float


def maximise(log_likelihood: Loss, parameters: int) -> Fit:
    """The positive parameters under which `log_likelihood` is greatest.

    Some data leaves a parameter open: where all customers are equally likely to leave, say, the
    likelihood grows for ever, if less and less, as their spread goes to nothing. Then a weak
    normal prior on the logarithms decides. Raises TooLittleData when that does not help either.
    """

    def loss(logarithms: NDArray[np.float64]) -> float:
        value = -log_likelihood(np.exp(logarithms))
        return value if np.isfinite(value) else 1e12

    def penalised(logarithms: NDArray[np.float64]) -> float:
        return loss(logarithms) + float(np.sum((logarithms / PRIOR_SPREAD) ** 2)) / 2

    for objective in (loss, penalised):
        best = _least(objective, parameters)
        if np.abs(best).max() < BOUND - STEP:
            covariance = _covariance(objective, best)
            return Fit(np.exp(best), covariance, -loss(best))
    raise TooLittleData("The purchases are too few, or too alike, to be modelled.")


def _least(objective: Loss, parameters: int) -> NDArray[np.float64]:
    """Where `objective` is least: by L-BFGS-B from several starts, then by Nelder-Mead.

    The latter does not mind a slope that is known by differences only.
    """
    bounds = [(-BOUND, BOUND)] * parameters
    rough = min(
        (minimize(objective, np.full(parameters, start), bounds=bounds) for start in STARTS),
        key=lambda found: float(found.fun),
    )
    best = minimize(
        objective, rough.x, method="Nelder-Mead", bounds=bounds,
        options={"xatol": 1e-6, "fatol": 1e-7, "maxiter": 4000},
    )  # fmt: skip
    return np.asarray(best.x)


def _covariance(objective: Loss, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of the observed information, by central differences. Raises TooLittleData."""
    steps = STEP * np.eye(len(at))
    information = np.array(
        [
            [
                objective(at + i + j)
                - objective(at + i - j)
                - objective(at - i + j)
                + objective(at - i - j)
                for j in steps
            ]
            for i in steps
        ]
    ) / (4 * STEP**2)
    if np.linalg.eigvalsh(information).min() <= 0:
        raise TooLittleData("The purchases are too few, or too alike, to be modelled.")
    return np.asarray(np.linalg.inv(information))
