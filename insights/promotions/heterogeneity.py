"""Whether a campaign moves some customers more than others, or only seems to.

The best linear predictor of the effect from foretold effects S of customers that the model has not
seen (Chernozhukov, Demirer, Duflo, Fernandez-Val 2018, "Generic Machine Learning Inference on
Heterogeneous Treatment Effects"): with D treated and p its share,

    Y = a + b S + tau (D - p) + slope (D - p) (S - mean S) + error.

`tau` is the mean effect. `slope` is 0 where S tells nothing of the effect, and 1 where it is right
as it stands: tau + slope (S - mean S) is the calibrated effect. Errors are robust (HC1), and
the rows of one customer count as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from insights.promotions.trial import Effect

if TYPE_CHECKING:
    from insights.promotions.trial import Floats, Trial

__all__ = ["Heterogeneity", "best_linear_predictor"]

NORMAL_95: Final = 1.959964


@dataclass(frozen=True)
class Heterogeneity:
    """The mean effect, and how much of the foretold differences is real."""

    tau: Effect
    slope: Effect
    mean_score: float

    @property
    def evident(self) -> bool:
        """Whether the 95 % interval of the slope lies above 0."""
        return self.slope.value > NORMAL_95 * self.slope.error

    def calibrated(self, scores: Floats) -> Floats:
        """The effect on customers of these scores, shape (n,)."""
        return np.asarray(self.tau.value + self.slope.value * (scores - self.mean_score))


def best_linear_predictor(trial: Trial, scores: Floats) -> Heterogeneity:
    """The regression above; scores that are all the same have no slope, and an endless error."""
    about_mean = scores - scores.mean()
    centred = trial.treated - trial.share
    spread = float(about_mean.std())
    if not spread:
        return Heterogeneity(trial.effect(), Effect(0.0, np.inf), float(scores.mean()))
    scaled = about_mean / spread
    columns = np.column_stack([np.ones(len(trial)), scaled, centred, centred * scaled])
    inverse = np.linalg.inv(columns.T @ columns)
    found = inverse @ columns.T @ trial.outcome
    weighted = columns * (trial.outcome - columns @ found)[:, None]
    if not trial.traits.index.is_unique:
        weighted = pd.DataFrame(weighted).groupby(trial.traits.index).sum().to_numpy()
    rows, terms = columns.shape
    errors = np.sqrt(np.diag(inverse @ weighted.T @ weighted @ inverse) * rows / (rows - terms))
    return Heterogeneity(
        tau=Effect(float(found[2]), float(errors[2])),
        slope=Effect(float(found[3] / spread), float(errors[3] / spread)),
        mean_score=float(scores.mean()),
    )
