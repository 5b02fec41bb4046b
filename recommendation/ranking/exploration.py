"""One slot of a slate tries something else, with a known chance.

What is never shown is never learned of. A product for the slot is drawn from the rest of the pool
by a softmax of the scores; the chance with which it was drawn is logged, so that other rankers can
be judged on what shoppers did (inverse propensity scoring: Horvitz & Thompson 1952; Bottou et al.
2013, "Counterfactual reasoning and learning systems").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["drawn"]

TEMPERATURE = 0.5
"""In standard deviations of the pool's scores: lower draws the better ones more often."""


def drawn(scores: NDArray[np.float64], among: Sequence[int], seed: int) -> tuple[int, float] | None:
    """One index of `among` and the chance of it; the same for the same seed, None of none."""
    if not among:
        return None
    chosen = scores[list(among)]
    spread = float(chosen.std()) or 1.0
    weights = np.exp((chosen - chosen.max()) / (spread * TEMPERATURE))
    chances = weights / weights.sum()
    place = int(np.random.default_rng(seed).choice(len(among), p=chances))
    return among[place], float(chances[place])
