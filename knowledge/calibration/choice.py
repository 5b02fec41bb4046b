"""The conditional logit (McFadden 1974): weights under which what is right is chosen likeliest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Choice = tuple[Numbers, NDArray[np.bool_]]
    """The features of alternatives, of shape (n, d), and which of them are right."""

__all__ = ["fit_choice", "share_right"]

RIDGE = 0.003
"""Per question, on features of unit spread."""
STEPS = 30


def fit_choice(choices: Sequence[Choice]) -> Numbers:
    """A weight for each feature, from the alternatives' features and which of them are right.

    Each choice has at least one that is right; where there are several it is enough that one
    of them is likely. Newton's method, with the curvature of
    the choices alone, which is never negative.
    """
    spread = np.concatenate([features for features, _ in choices]).std(axis=0) + 1e-6
    weights = np.zeros(len(spread))
    for _ in range(STEPS):
        gradient = 2 * RIDGE * weights
        curvature = 2 * RIDGE * np.eye(len(spread))
        for features, right in choices:
            scaled = features / spread
            chance = _softmax(scaled @ weights)
            wanted = chance * right / max(float(chance[right].sum()), 1e-12)
            mean = chance @ scaled
            gradient += (mean - wanted @ scaled) / len(choices)
            curvature += ((scaled.T * chance) @ scaled - np.outer(mean, mean)) / len(choices)
        weights = weights - np.linalg.solve(curvature, gradient)
    result: Numbers = weights / spread
    return result


def share_right(weights: Numbers, choices: Sequence[Choice]) -> float:
    """How often the alternative of the highest score is right."""
    return float(np.mean([right[np.argmax(features @ weights)] for features, right in choices]))


def _softmax(scores: Numbers) -> Numbers:
    raised = np.exp(scores - scores.max())
    result: Numbers = raised / raised.sum()
    return result
