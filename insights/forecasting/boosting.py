"""Gradient-boosted trees over a panel of series: what prices, promotions and the calendar do.

Two losses, by what the forecast is for. `PERCENTAGE` is for the mean absolute percentage error: it
is least at the median of the demand weighted by one over itself (the (-1)-median, Gneiting 2011),
which the trees find by absolute error on the logarithm with those weights. `COUNTS` is for stock:
the Poisson deviance, least at the mean, zeros and all.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from insights.forecasting.panels import features

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from insights.forecasting.panels import Panel
    from insights.forecasting.series import Numbers

__all__ = ["Loss", "PanelForecaster"]

FURTHEST: Final = 2.5
"""A weight is at most e to this power: no sale of a single piece outweighs a hundred others."""
EARLIEST: Final = 8
"""Of the first periods next to nothing is known beforehand."""
FIRST_TREES: Final = 120
TREES: Final[Mapping[str, Any]] = {
    "learning_rate": 0.05,
    "min_child_samples": 20,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.5,
    "verbose": -1,
    "random_state": 7,
    "deterministic": True,
    "force_col_wise": True,
}


class Loss(StrEnum):
    """What the forecast is to be near to."""

    PERCENTAGE = "percentage"
    COUNTS = "counts"


class PanelForecaster:
    """Forecasts of every series of a panel, some steps ahead."""

    def __init__(
        self, panel: Panel, steps: Iterable[int], loss: Loss, trees: int = 400, leaves: int = 64
    ) -> None:
        """With PERCENTAGE the panel's sales are logarithms, with COUNTS they are pieces."""
        self._loss = loss
        self._trees = {"n_estimators": trees, "num_leaves": leaves, **TREES}
        self._kinds = [str(kind) for kind in panel.kinds]
        self._tables = {ahead: features(panel, ahead) for ahead in steps}
        self._sold = panel.sold.to_numpy(dtype=np.float64).ravel()
        self._periods = np.repeat(np.asarray(panel.sold.index), panel.sold.shape[1])
        self._first = int(panel.sold.index.min()) + EARLIEST

    def forecast(self, until: int) -> pd.DataFrame:
        """From what is known at the end of the period `until`: columns of `steps`, a row a series.

        In the unit that the panel's sales have; missing where prices are.
        """
        known, sold = self._known(until)
        model = self._fit(known, sold)
        found = {}
        for ahead, table in self._tables.items():
            wanted = table.xs(until + ahead, level="period")
            found[ahead] = pd.Series(model.predict(wanted), index=wanted.index)
        return pd.DataFrame(found)

    def _known(self, until: int) -> tuple[pd.DataFrame, Numbers]:
        """What the trees learn from: all that was sold up to `until`."""
        learned = (self._first <= self._periods) & (self._periods <= until)
        learned &= ~np.isnan(self._sold)
        known = pd.concat([table[learned] for table in self._tables.values()])
        return known, np.tile(self._sold[learned], len(self._tables))

    def _fit(self, known: pd.DataFrame, sold: Numbers) -> Any:
        from lightgbm import LGBMRegressor

        if self._loss is Loss.COUNTS:
            model = LGBMRegressor(objective="poisson", **self._trees)
            return model.fit(known, sold, categorical_feature=self._kinds)
        # The weight is one over the sale beside what was to be expected, by trees that know no
        # weights: a promotion's sale is not less to be met for being large.
        first = LGBMRegressor(objective="l1", **self._trees | {"n_estimators": FIRST_TREES})
        first.fit(known, sold, categorical_feature=self._kinds)
        above = np.clip(first.predict(known) - sold, -FURTHEST, FURTHEST)
        model = LGBMRegressor(objective="l1", **self._trees)
        return model.fit(known, sold, sample_weight=np.exp(above), categorical_feature=self._kinds)
