"""Double machine learning of one slope: what trees make of the controls is taken out of both sides.

The partially linear model of Chernozhukov et al. (2018): y = slope x + g(controls) + noise, with
E[x | controls] any function too. Both are learned on other clusters than those they are taken out
of (cross-fitting), so that what the trees learned by heart does not count as held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from insights.errors import TooLittleData
from insights.pricing.regression import Fit, least_squares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from insights.pricing.regression import Codes, Floats

__all__ = ["double_ml"]

FOLDS: Final = 5
SEED: Final = 20
TREES: Final = {
    "n_estimators": 150,
    "learning_rate": 0.08,
    "num_leaves": 31,
    "min_child_samples": 40,
    "n_jobs": 1,
    "verbose": -1,
    "random_state": SEED,
}


def double_ml(x: Floats, y: Floats, controls: Floats, clusters: Codes) -> Fit:
    """The slope of `y` on `x`, both of shape (rows,), given `controls`, shape (rows, columns).

    Raises TooLittleData with fewer clusters than folds.
    """
    folds = _folds(clusters)
    left_of_x, left_of_y = (outcome - _foretold(outcome, controls, folds) for outcome in (x, y))
    return least_squares(left_of_x, left_of_y, clusters)


def _folds(clusters: Codes) -> NDArray[np.intp]:
    """The fold of each row: whole clusters, drawn by lot."""
    count = int(clusters.max()) + 1
    if count < FOLDS:
        raise TooLittleData(f"{count} clusters are too few to learn from others' rows.")
    lot = np.random.default_rng(SEED).permutation(count) % FOLDS
    return np.asarray(lot[clusters], dtype=np.intp)


def _foretold(outcome: Floats, controls: Floats, folds: NDArray[np.intp]) -> Floats:
    from lightgbm import LGBMRegressor

    told = np.empty(len(outcome))
    for fold in range(FOLDS):
        inside = folds == fold
        model = LGBMRegressor(**TREES).fit(controls[~inside], outcome[~inside])
        told[inside] = model.predict(controls[inside])
    return told
