"""Forecasts of demand that comes now and then: mostly zeros, and some pieces in between.

Each takes the history, shape (periods,), oldest first, and gives the demand to be expected in every
period to come, in pieces: a rate, so 0.4 is two pieces in five periods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from insights.forecasting.series import Numbers

__all__ = ["adida", "croston", "syntetos_boylan", "tsb"]

SMOOTHING: Final = 0.1
"""How much the newest demand counts; Croston's own range is 0.1 to 0.3."""


def croston(history: Numbers, smoothing: float = SMOOTHING) -> float:
    """Smoothed size of a demand over the smoothed time between two (Croston 1972)."""
    at = np.flatnonzero(history)
    if not len(at):
        return 0.0
    gaps = np.diff(at, prepend=-1)
    return _smoothed(history[at], smoothing) / _smoothed(gaps, smoothing)


def syntetos_boylan(history: Numbers, smoothing: float = SMOOTHING) -> float:
    """Croston's forecast less its bias, by the factor 1 - smoothing / 2 (2005)."""
    return (1 - smoothing / 2) * croston(history, smoothing)


def tsb(history: Numbers, smoothing: float = SMOOTHING) -> float:
    """The size of a demand times the chance of one (Teunter, Syntetos and Babai 2011).

    Both are smoothed; the chance falls in every period without a demand, so that what is sold no
    more is forecast no more.
    """
    demands = history[history > 0]
    if not len(demands):
        return 0.0
    chance = _smoothed((history > 0).astype(float), smoothing)
    return _smoothed(demands, smoothing) * chance


def adida(history: Numbers, smoothing: float = SMOOTHING) -> float:
    """Smoothed over bundles of periods as long as the mean gap (Nikolopoulos and others 2011)."""
    demands = np.count_nonzero(history)
    if not demands:
        return 0.0
    bundle = max(round(len(history) / demands), 1)
    whole = history[len(history) % bundle :].reshape(-1, bundle).sum(axis=1)
    # Fewer and larger observations: each counts for as many as it holds.
    return _smoothed(whole, min(1.0, smoothing * bundle)) / bundle


def _smoothed(values: Numbers, smoothing: float) -> float:
    """Simple exponential smoothing that begins with the mean."""
    level = float(np.mean(values))
    for value in values:
        level += smoothing * (float(value) - level)
    return level
