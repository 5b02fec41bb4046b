"""Takes the best candidates that are not all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from recommendation.candidates import ShelfProduct

__all__ = ["alike", "varied"]

RELEVANCE = 0.75
"""What relevance counts beside variety, 0 to 1."""


def varied(
    products: Sequence[ShelfProduct],
    scores: NDArray[np.float64],
    wanted: int,
    admissible: Callable[[ShelfProduct], bool],
) -> list[int]:
    """The indices of `wanted` products by maximal marginal relevance (Carbonell & Goldstein 1998).

    Each next one is relevant and unlike those before it. Scores count by their place between the
    lowest and the highest; `admissible` is asked only of what would be taken.
    """
    left = dict(enumerate(_between_0_and_1(scores)))
    chosen: list[int] = []
    likeness = dict.fromkeys(left, 0.0)
    while left and len(chosen) < wanted:
        best = max(
            left,
            key=lambda i: (RELEVANCE * left[i] - (1 - RELEVANCE) * likeness[i], -i),
        )
        del left[best]
        if not admissible(products[best]):
            continue
        chosen.append(best)
        for other in left:
            likeness[other] = max(likeness[other], alike(products[best], products[other]))
    return chosen


def alike(one: ShelfProduct, other: ShelfProduct) -> float:
    """How alike two products are, 0 to 1: half by category, half by brand."""
    same_category = bool(one.category) and one.category == other.category
    same_brand = bool(one.brand) and one.brand == other.brand
    return (same_category + same_brand) / 2


def _between_0_and_1(scores: NDArray[np.float64]) -> Iterator[float]:
    low, width = float(scores.min()), float(np.ptp(scores)) or 1.0
    return (float(score - low) / width for score in scores)
