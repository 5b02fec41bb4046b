"""The confounding check: how an elasticity moves as more of what else moves sales is held.

The estimates come from the same rows, so the error of their difference is far below what their two
intervals suggest: it is the spread of the differences of what each cluster pulls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from insights.pricing.regression import reach

if TYPE_CHECKING:
    from insights.pricing.regression import Fit

__all__ = ["Shift", "Step", "shift"]


@dataclass(frozen=True)
class Step:
    """An elasticity with its 95 % interval, and in words what was held for it."""

    held: str
    elasticity: float
    low: float
    high: float

    @classmethod
    def of(cls, held: str, fit: Fit) -> Step:
        """The step that `fit` is."""
        return cls(held, fit.slope, *fit.interval())


@dataclass(frozen=True)
class Shift:
    """By how much holding more moves an elasticity, with a 95 % interval."""

    by: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the interval leaves zero out: the plainer estimate is confounded."""
        return self.low > 0 or self.high < 0


def shift(plain: Fit, adjusted: Fit) -> Shift:
    """From `plain` to `adjusted`, which are fits over the same clusters."""
    error = float(np.linalg.norm(adjusted.influence - plain.influence))
    by = adjusted.slope - plain.slope
    half = reach(min(plain.clusters, adjusted.clusters)) * error
    return Shift(by, by - half, by + half)
