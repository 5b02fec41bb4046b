"""What a series of demand is like."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["DemandClass", "Method", "Numbers", "classify"]

Numbers: TypeAlias = NDArray[np.float64]
Method: TypeAlias = Callable[[Numbers, int, int], Numbers]
"""History (oldest first), periods of a season, steps ahead; forecasts, shape (steps,)."""

LONGEST_INTERVAL: Final = 1.32
LARGEST_VARIATION: Final = 0.49


class DemandClass(StrEnum):
    """The four kinds of demand of Syntetos, Boylan and Croston (2005)."""

    SMOOTH = "smooth"
    ERRATIC = "erratic"
    INTERMITTENT = "intermittent"
    LUMPY = "lumpy"

    @property
    def sparse(self) -> bool:
        """Whether periods without any demand are too many for methods of ordinary series."""
        return self in {DemandClass.INTERMITTENT, DemandClass.LUMPY}


def classify(history: Numbers) -> DemandClass:
    """By the mean interval between demands and how much their sizes vary (CV squared)."""
    demands = history[history > 0]
    if not len(demands):
        return DemandClass.LUMPY
    sparse = len(history) / len(demands) > LONGEST_INTERVAL
    varies = np.var(demands) / np.mean(demands) ** 2 > LARGEST_VARIATION
    if sparse:
        return DemandClass.LUMPY if varies else DemandClass.INTERMITTENT
    return DemandClass.ERRATIC if varies else DemandClass.SMOOTH
