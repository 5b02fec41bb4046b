"""How much products are wanted now: interactions that fade with age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["popularity"]


def popularity(
    codes: NDArray[np.int32],
    weights: NDArray[np.float64],
    ages: NDArray[np.float64],
    products: int,
    half_life: float,
) -> NDArray[np.float32]:
    """The sum of each product's weights, halved each `half_life` of their age (same unit)."""
    faded = weights * np.exp2(-ages / half_life)
    return np.bincount(codes, weights=faded, minlength=products).astype(np.float32)
