"""Uplift models: whom a campaign moves, and by how much.

Each learns from a trial to foretell the effect on a customer, tau(x) = E[Y | x, treated] -
E[Y | x, held out]:

- *S-learner*: one log-linear model of the outcome, in which the treatment multiplies what a
  customer would do anyway; how far traits may change that factor is chosen by cross-validation,
  which can choose "not at all".
- *T-learner*: a log-linear model for those treated, one for those held out.
- *X-learner*: what each would have done otherwise is imputed by the T-learner's models, and the
  differences are learnt by small boosted trees (Künzel, Sekhon, Bickel, Yu, PNAS 2019).
- *transformed outcome*: Y / p for those treated, -Y / (1 - p) for those held out, learnt as it is
  by ridge regression; for outcomes of 0 and 1 and p = 1/2 this is class transformation
  (Jaskowski, Jaroszewicz 2012).

`response` foretells the outcome of those treated: whom most shops write to, and no effect at all.
Outcomes are 0 or more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pandas as pd
from sklearn.linear_model import PoissonRegressor, RidgeCV
from sklearn.metrics import mean_poisson_deviance
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from insights.errors import DataUnusable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from insights.promotions.trial import Floats, Trial

__all__ = ["LEARNERS", "Learner", "cross_fitted", "encoded", "response"]

Scorer: TypeAlias = "Callable[[Floats], Floats]"
Learner: TypeAlias = "Callable[[Floats, Trial], Scorer]"
"""Learns from columns (n, k) and their trial; the scorer takes columns of anybody."""

FOLDS: Final = 5
INNER_FOLDS: Final = 3
PENALTY: Final = 1e-3
PENALTIES: Final = tuple(10.0**power for power in range(1, 6))
LEEWAYS: Final = (0.0, 0.01, 0.03, 0.1)
"""By how much less traits may change the factor than the outcome; 0 is one factor for all."""
LEAF_SHARE: Final = 0.02


def encoded(traits: pd.DataFrame) -> Floats:
    """Traits as columns (n, k): one for each value of a text; numbers by their logarithm."""
    numbers = traits.select_dtypes("number")
    logarithms = numbers.apply(lambda each: np.sign(each) * np.log1p(each.abs()))
    return pd.get_dummies(traits.assign(**dict(logarithms))).to_numpy(dtype=float)


def cross_fitted(trial: Trial, learner: Learner, seed: int = 0) -> Floats:
    """The effect on each customer as foretold by a model that has not seen them, shape (n,)."""
    columns, scores = encoded(trial.traits), np.zeros(len(trial))
    for seen, unseen in _folds(trial, FOLDS, seed):
        scores[unseen] = learner(columns[seen], trial.at(seen))(columns[unseen])
    return scores


def s_learner(columns: Floats, trial: Trial) -> Scorer:
    """One model, with the treatment as one more column and its products with the others."""
    if trial.outcome.min() < 0:
        raise DataUnusable("Outcomes must be 0 or more.")
    deviances = {leeway: _deviance(columns, trial, leeway) for leeway in LEEWAYS}
    return _effects(columns, trial, min(deviances, key=lambda leeway: deviances[leeway]))


def t_learner(columns: Floats, trial: Trial) -> Scorer:
    """A model for those treated less one for those held out."""
    with_it, without = _two(columns, trial)
    return lambda of: with_it(of) - without(of)


def x_learner(columns: Floats, trial: Trial) -> Scorer:
    """The differences from what the other model foretells, weighted by the shares."""
    treated, share = trial.treated, trial.share
    with_it, without = _two(columns, trial)
    of_treated = _trees(columns[treated], trial.outcome[treated] - without(columns[treated]))
    of_held = _trees(columns[~treated], with_it(columns[~treated]) - trial.outcome[~treated])
    return lambda of: (1 - share) * of_treated(of) + share * of_held(of)


def transformed_outcome(columns: Floats, trial: Trial) -> Scorer:
    """A model of what has the effect for its mean; centred first, which lessens its spread."""
    weights = np.where(trial.treated, 1 / trial.share, -1 / (1 - trial.share))
    model = make_pipeline(StandardScaler(), RidgeCV(PENALTIES))
    model.fit(columns, weights * (trial.outcome - trial.outcome.mean()))
    return lambda of: np.asarray(model.predict(of))


def response(columns: Floats, trial: Trial) -> Scorer:
    """The outcome of those treated."""
    return _two(columns, trial)[0]


LEARNERS: Final[Mapping[str, Learner]] = {
    "S-learner": s_learner,
    "T-learner": t_learner,
    "X-learner": x_learner,
    "transformed outcome": transformed_outcome,
}


def _effects(columns: Floats, trial: Trial, leeway: float) -> Scorer:
    scaler = StandardScaler().fit(columns)
    predict = _log_linear(_with_treatment(scaler, columns, trial.treated, leeway), trial.outcome)

    def effects(of: Floats) -> Floats:
        with_it, without = (
            predict(_with_treatment(scaler, of, np.full(len(of), treated), leeway))
            for treated in (True, False)
        )
        return with_it - without

    return effects


def _with_treatment(
    scaler: StandardScaler, columns: Floats, treated: NDArray[np.bool_], leeway: float
) -> Floats:
    scaled = scaler.transform(columns)
    side = np.where(treated, 1.0, -1.0)[:, None]
    # A ridge penalty on what is scaled down is a heavier one on its coefficient.
    return np.hstack([scaled, side, leeway * side * scaled])


def _deviance(columns: Floats, trial: Trial, leeway: float) -> float:
    """Of the outcomes of customers whom the model has not seen."""
    found = np.zeros(len(trial))
    for seen, unseen in _folds(trial, INNER_FOLDS, seed=1):
        scaler = StandardScaler().fit(columns[seen])
        rows = _with_treatment(scaler, columns, trial.treated, leeway)
        found[unseen] = _log_linear(rows[seen], trial.outcome[seen])(rows[unseen])
    return float(mean_poisson_deviance(trial.outcome, np.maximum(found, np.finfo(float).tiny)))


def _two(columns: Floats, trial: Trial) -> tuple[Scorer, Scorer]:
    """Models of the outcome of those treated, and of those held out."""
    if trial.outcome.min() < 0:
        raise DataUnusable("Outcomes must be 0 or more.")
    scaler = StandardScaler().fit(columns)

    def fitted(rows: NDArray[np.bool_]) -> Scorer:
        predict = _log_linear(scaler.transform(columns[rows]), trial.outcome[rows])
        return lambda of: predict(scaler.transform(of))

    return fitted(trial.treated), fitted(~trial.treated)


def _log_linear(columns: Floats, outcome: Floats) -> Scorer:
    """A Poisson regression with a ridge penalty; of a mean of 1, so that units do not matter."""
    mean = outcome.mean()
    if not mean:
        return lambda of: np.zeros(len(of))
    model = PoissonRegressor(alpha=PENALTY, solver="newton-cholesky", max_iter=100)
    model.fit(columns, outcome / mean)
    return lambda of: np.asarray(model.predict(of) * mean)


def _trees(columns: Floats, outcome: Floats) -> Scorer:
    import lightgbm

    model = lightgbm.LGBMRegressor(
        num_leaves=4,
        n_estimators=40,
        learning_rate=0.05,
        min_child_samples=max(20, int(LEAF_SHARE * len(outcome))),
        n_jobs=1,
        verbose=-1,
    )
    model.fit(columns, outcome)
    return lambda of: np.asarray(model.booster_.predict(of))


def _folds(trial: Trial, count: int, seed: int) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Rows of one customer, by the index of the traits, are never on both sides."""
    customers = trial.traits.index
    if customers.is_unique:
        alike = StratifiedKFold(count, shuffle=True, random_state=seed)
        return list(alike.split(trial.treated, trial.treated))
    together = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    return list(together.split(trial.treated, trial.treated, customers))
