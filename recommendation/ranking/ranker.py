"""Orders candidates by how likely the shopper goes on to them.

LambdaMART (Burges 2010, "From RankNet to LambdaRank to LambdaMART: an overview") as LightGBM
trains it (Ke et al. 2017), from sessions whose end is known: the pool at some moment is the query,
and what the shopper did with a product of it afterwards is its grade.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from recommendation.ranking.features import FEATURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import lightgbm
    from numpy.typing import NDArray

__all__ = ["BoostedRanker", "Graded", "Ranker", "WeighedSources", "train_ranker"]

WEIGHTS = {
    "wished": 1.2,
    "sessions": 1.0,
    "sequence": 1.0,
    "bought_together": 0.8,
    "taste": 0.5,
    "similar": 0.5,
    "popular": 0.2,
}
"""What a recommender's score counts for before there is anything to train from."""
AFFINITY = 0.3
"""What a category counts for that somebody likes e times as much as everybody does, at most."""
PARAMETERS = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 10,
    "num_leaves": 15,
    "min_data_in_leaf": 30,
    "learning_rate": 0.08,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 0,
    "verbosity": -1,
}
ROUNDS = 120


class Graded(NamedTuple):
    """The pool of one moment: a row of features and a grade (0 to 3) for each product.

    `weights` are inverse propensities where products were not all sure to be shown.
    """

    rows: NDArray[np.float32]
    grades: NDArray[np.int32]
    weights: NDArray[np.float32]


class WeighedSources:
    """The ranker of the first day: a weighted sum of the recommenders' scores."""

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """A score for each row of features."""
        return np.asarray(self.parts(rows).sum(axis=1))

    def parts(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """What each feature adds to the score, and the base last: shape (n, FEATURES + 1)."""
        found = np.zeros((len(rows), len(FEATURES) + 1))
        for source, weight in WEIGHTS.items():
            at = FEATURES.index(source)
            found[:, at] = weight * rows[:, at]
        at = FEATURES.index("affinity")
        found[:, at] = AFFINITY * np.nan_to_num(rows[:, at].clip(-1, 1))
        return found


class BoostedRanker:
    """A trained ranker."""

    def __init__(self, booster: lightgbm.Booster) -> None:
        self._booster = booster
        self._columns = [FEATURES.index(name) for name in booster.feature_name()]

    @classmethod
    def restored(cls, text: str) -> BoostedRanker:
        """The ranker whose `text` this is; raises ValueError when it reads unknown features.

        One that was trained before a feature was added serves on without it.
        """
        import lightgbm

        booster = lightgbm.Booster(model_str=text)
        if not set(FEATURES).issuperset(booster.feature_name()):
            raise ValueError("the ranker was trained on other features")
        return cls(booster)

    @property
    def text(self) -> str:
        """All of it, for `restored`."""
        return str(self._booster.model_to_string())

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """A score for each row of features."""
        read = rows[:, self._columns]
        return np.asarray(self._booster.predict(read, num_threads=1), dtype=np.float64)

    def parts(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """What each feature adds to the score, and the base last: shape (n, FEATURES + 1).

        Shapley values in the trees (Lundberg et al. 2018), which add up to the score exactly.
        """
        read = rows[:, self._columns]
        found = np.zeros((len(rows), len(FEATURES) + 1))
        told = self._booster.predict(read, num_threads=1, pred_contrib=True)
        found[:, [*self._columns, -1]] = told
        return found


Ranker = WeighedSources | BoostedRanker


def train_ranker(pools: Sequence[Graded]) -> BoostedRanker:
    """Learn from `pools`, each of which should hold something that was chosen."""
    import lightgbm

    data = lightgbm.Dataset(
        np.concatenate([pool.rows for pool in pools]),
        label=np.concatenate([pool.grades for pool in pools]),
        weight=np.concatenate([pool.weights for pool in pools]),
        group=[len(pool.grades) for pool in pools],
        feature_name=list(FEATURES),
        params={"verbosity": -1},
    )
    return BoostedRanker(lightgbm.train(PARAMETERS, data, ROUNDS))
