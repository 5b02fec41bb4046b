"""Gradient-boosted trees for propensities, with exact additive explanations.

LightGBM (Ke et al. 2017), several boosters that each see other rows and columns, averaged in
log-odds. A contribution is the feature's Shapley value in the trees (Lundberg et al. 2018,
"Consistent individualized feature attribution for tree ensembles"): base and contributions add
up to the log-odds exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from signals.intent_features import FEATURES
from signals.propensity import explained

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import lightgbm
    from numpy.typing import NDArray

    from signals.intent_features import IntentFeatures
    from signals.turn_signals import Propensity

    Numbers = NDArray[np.float64]

__all__ = ["BoostedPropensity", "BoostedTrees"]

PARAMETERS: Final[Mapping[str, Any]] = {
    "objective": "binary",
    "learning_rate": 0.03,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "feature_fraction": 0.4,
    "lambda_l2": 10.0,
    "cat_smooth": 30.0,
    "min_data_per_group": 50,
    "verbose": -1,
    "num_threads": 1,
    "deterministic": True,
}
ROUNDS: Final = 200
BOOSTERS: Final = 4


@dataclass(frozen=True)
class BoostedTrees:
    """Boosters whose log-odds are averaged."""

    boosters: Sequence[lightgbm.Booster]

    @classmethod
    def fit(
        cls,
        rows: Numbers,
        labels: Numbers,
        *,
        weights: Numbers | None = None,
        categorical: Sequence[int] = (),
        boosters: int = BOOSTERS,
    ) -> BoostedTrees:
        """Trees for features of shape (n, d), labels 0 or 1 and weights of the rows.

        Half of the boosters take the columns `categorical` for names, half for numbers: which is
        better differs from value to value, and the mean is better than either.
        """
        import lightgbm

        def booster(seed: int) -> lightgbm.Booster:
            names = list(categorical) if seed % 2 == 0 else []
            data = lightgbm.Dataset(rows, labels, weight=weights, categorical_feature=names)
            return lightgbm.train({**PARAMETERS, "seed": seed}, data, ROUNDS)

        return cls([booster(seed) for seed in range(boosters)])

    def log_odds(self, rows: Numbers) -> Numbers:
        """Shape (n,)."""
        each = [booster.predict(rows, raw_score=True) for booster in self.boosters]
        mean: Numbers = np.mean(each, axis=0)
        return mean

    def contributions(self, rows: Numbers) -> Numbers:
        """Shape (n, d + 1): one column per feature, and the base last; rows add up to log-odds."""
        each = [booster.predict(rows, pred_contrib=True) for booster in self.boosters]
        mean: Numbers = np.mean(each, axis=0)
        return mean


@dataclass(frozen=True)
class BoostedPropensity:
    """Propensities by trees over the features of `intent_features`, in that order."""

    version: str
    trees: BoostedTrees

    def score(self, features: IntentFeatures) -> Propensity:
        """The propensity with its evidence, whose score is the log-odds."""
        row = np.array([[features.values.get(name, 0.0) for name in FEATURES]])
        *addends, base = self.trees.contributions(row)[0].tolist()
        return explained(self.version, base, dict(zip(FEATURES, addends, strict=True)), features)

    def as_json(self) -> dict[str, Any]:
        """What `propensity.load` reads."""
        return {
            "kind": "boosted",
            "version": self.version,
            "features": list(FEATURES),
            "boosters": [booster.model_to_string() for booster in self.trees.boosters],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> BoostedPropensity:
        """What `as_json` gave. Raises ValueError when it was trained on other features."""
        import lightgbm

        if kept["features"] != list(FEATURES):
            raise ValueError("it was trained on other features")
        boosters = [lightgbm.Booster(model_str=text) for text in kept["boosters"]]
        return cls(str(kept["version"]), BoostedTrees(boosters))
