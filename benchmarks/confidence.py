"""How often answers of each confidence are right, and what answering less often would cost.

The confidence of each question's quote is the one that a fit on the other stores gives it: the
calibration error, the reliability by tenths and the curve of risk over coverage are those of
questions about a store that it has not seen. The committed coefficients' own error and a fresh
fit on all stores, to be copied into knowledge/sureness.py, are printed beside them.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.quotes import add_arguments, quoted_for
from knowledge.calibration.fitting import area, calibration_error, fit, probabilities
from knowledge.sureness import CONTRADICTED, Signs, signs_of, sureness

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from benchmarks.quotes import Quoted
    from knowledge.calibration.fitting import Numbers

__all__ = ["Example", "add_arguments", "figures_of", "run"]

BINS = 10
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Example:
    """A question's quote: from which store, whether it is right, and what it was judged by."""

    store: str
    answerable: bool
    right: bool
    confidence: float
    signs: tuple[float, ...]
    contradicted: bool


def run(options: argparse.Namespace) -> dict[str, float]:
    """Quote for every question; the figures of the confidence."""
    return figures_of([_example(one) for one in quoted_for(options)])


def _example(one: Quoted) -> Example:
    return Example(
        one.store,
        one.answerable,
        one.right,
        sureness(one.quote),
        astuple(signs_of(one.quote)),
        one.quote.asked.contradicts(one.quote.best),
    )


def figures_of(quoted: Sequence[Example]) -> dict[str, float]:
    """The figures, most of them of confidences that were fitted without the question's store."""
    right = np.array([one.right for one in quoted], dtype=float)
    fitted = held_out(quoted)
    figures: dict[str, float] = {
        "n": len(quoted),
        "answerable": sum(one.answerable for one in quoted),
        "calibration_error": calibration_error(right, fitted, BINS),
        "area": area(right, fitted),
        "calibration_error_committed": calibration_error(
            right, np.array([one.confidence for one in quoted]), BINS
        ),
    }
    for low in range(BINS):
        within = (fitted * BINS).astype(int).clip(0, BINS - 1) == low
        if within.any():
            figures[f"right_from_{low / BINS:.1f}"] = float(right[within].mean())
            figures[f"n_from_{low / BINS:.1f}"] = int(within.sum())
    for least in THRESHOLDS:
        answered = fitted >= least
        if answered.any():
            figures[f"coverage_at_{least}"] = float(answered.mean())
            figures[f"risk_at_{least}"] = float(1 - right[answered].mean())
    weights = _fit(quoted)
    names = ("intercept", *(field.name for field in fields(Signs)))
    return figures | {f"fit_{name}": float(w) for name, w in zip(names, weights, strict=True)}


def held_out(quoted: Sequence[Example]) -> Numbers:
    """For each quote the confidence from a fit on the other stores."""
    result = np.zeros(len(quoted))
    stores = np.array([one.store for one in quoted])
    for store in dict.fromkeys(stores):
        weights = _fit([one for one in quoted if one.store != store])
        mine = [one for one in quoted if one.store == store]
        scores = probabilities(weights, np.array([one.signs for one in mine]))
        odds = np.log(scores / (1 - scores))
        against = CONTRADICTED * np.array([one.contradicted for one in mine])
        result[stores == store] = 1 / (1 + np.exp(against - odds))
    return result


def _fit(quoted: Sequence[Example]) -> Numbers:
    """The intercept and the weights of the signs; what contradicts is no example."""
    examples = [one for one in quoted if not one.contradicted]
    signs = np.array([one.signs for one in examples])
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-6
    weights = fit((signs - mean) / spread, np.array([one.right for one in examples], dtype=float))
    slopes = weights[1:] / spread
    return np.concatenate([[weights[0] - float(slopes @ mean)], slopes])
