"""Off-policy estimators: what another policy would have earned, from what one policy logged.

All arrays have one entry for each logged moment: the reward that was seen, the chance with which
the logging policy took its action, and the chance with which the other policy would have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["Estimate", "direct", "doubly_robust", "ips", "snips"]


class Estimate(NamedTuple):
    """A mean reward and its standard error."""

    value: float
    error: float


def ips(rewards: Array, logged: Array, other: Array) -> Estimate:
    """Inverse propensity scoring (Horvitz & Thompson 1952): unbiased."""
    return _mean(rewards * other / logged)


def snips(rewards: Array, logged: Array, other: Array) -> Estimate:
    """Self-normalised IPS (Swaminathan & Joachims 2015); its error by the delta method."""
    weights = other / logged
    total = weights.sum()
    if total == 0:
        return Estimate(0.0, 0.0)
    value = float((weights * rewards).sum() / total)
    return Estimate(value, float(np.sqrt(((weights * (rewards - value)) ** 2).sum()) / total))


def direct(expected: Array) -> Estimate:
    """The direct method: `expected` is a model's reward of the other policy at each moment."""
    return _mean(expected)


def doubly_robust(
    rewards: Array, logged: Array, other: Array, predicted: Array, expected: Array
) -> Estimate:
    """Doubly robust (Dudik, Langford & Li 2011): right where chances or model are.

    `predicted` is the model's reward of the logged action, `expected` that of the other policy.
    """
    return _mean(expected + other / logged * (rewards - predicted))


def _mean(values: Array) -> Estimate:
    return Estimate(float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))))
