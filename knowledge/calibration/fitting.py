"""Logistic regression by Newton's method, with a small ridge, and what it is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["area", "calibration_error", "cross_validated", "fit", "probabilities"]

RIDGE = 0.5
STEPS = 50


def fit(features: Numbers, labels: Numbers) -> Numbers:
    """The intercept and the coefficients, in that order, for features of shape (n, d)."""
    inputs = np.column_stack([np.ones(len(features)), features])
    weights = np.zeros(inputs.shape[1])
    penalty = RIDGE * np.eye(inputs.shape[1])
    penalty[0, 0] = 0.0
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (expected - labels) + penalty @ weights
        curvature = (inputs * (expected * (1 - expected))[:, None]).T @ inputs + penalty
        weights = weights - np.linalg.solve(curvature, gradient)
    return weights


def probabilities(weights: Numbers, features: Numbers) -> Numbers:
    """What the fitted function gives for each row of features."""
    result: Numbers = 1 / (1 + np.exp(-(weights[0] + features @ weights[1:])))
    return result


def cross_validated(features: Numbers, labels: Numbers, folds: int = 10) -> Numbers:
    """For each row, the probability from a fit that has not seen it."""
    order = np.random.default_rng(0).permutation(len(labels))
    result = np.zeros(len(labels))
    for fold in range(folds):
        held_out = order[fold::folds]
        rest = np.setdiff1d(order, held_out)
        result[held_out] = probabilities(fit(features[rest], labels[rest]), features[held_out])
    return result


def area(labels: Numbers, scores: Numbers) -> float:
    """The area under the ROC curve: how often a true one is scored above a false one."""
    true, false = scores[labels == 1], scores[labels == 0]
    above = (true[:, None] > false).mean() + 0.5 * (true[:, None] == false).mean()
    return float(above)


def calibration_error(labels: Numbers, scores: Numbers, bins: int = 10) -> float:
    """The mean difference of confidence and share right over equal bins (ECE)."""
    which = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = [
        abs(scores[which == one].mean() - labels[which == one].mean()) * (which == one).mean()
        for one in range(bins)
        if (which == one).any()
    ]
    return float(sum(gaps))
