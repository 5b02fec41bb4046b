"""Visits with a talk beside visits without one: as they are, and as they would be of equals.

Who talks to the assistant differs from who does not. The adjusted difference is the effect on
those who talked, by the doubly robust estimator of the effect on the treated (augmented inverse
probability weighting; Moodie, Saarela, Stephens 2018, eq. 5): visits without a talk are weighted
by the odds of a talk given what the shopper did before, and what is left is corrected by an
outcome model; both are fitted on other shoppers than they are used on. It is the effect only as
far as nothing else than what is recorded makes a shopper both talk and buy; the E-value
(VanderWeele, Ding 2017) says how strong such a thing would have to be to explain all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from insights.errors import TooLittleData
from insights.evaluation.shares import NORMAL_95, Estimate, share_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["Assistance", "assistance", "e_value"]

LEAST_ASKED: Final = 100
LEAST_BOUGHT: Final = 20
"""Of either side: below them nothing can be adjusted for."""
FOLDS: Final = 5
LEAST_CHANCE: Final = 0.002
"""A visit whose like never talks would weigh without end."""
COUNTS: Final = ("visits_before", "bought_before", "looks_before", "days_since")


@dataclass(frozen=True)
class Assistance:
    """Shares of visits with a purchase, their plain difference and the adjusted one."""

    asked: Estimate
    not_asked: Estimate
    difference: Estimate
    adjusted: Estimate
    """Of those who talked: by how much the talk raised the chance to buy in the visit."""
    comparable: float
    """As how many equally weighted visits those without a talk count (Kish 1965)."""
    e_value: float
    """1 where the adjusted difference may be none."""


def assistance(visits: pd.DataFrame) -> Assistance:
    """Compare the visits (see insights.evaluation.records). Raises TooLittleData."""
    asked = visits["asked"].to_numpy(dtype=bool)
    bought = visits["bought"].to_numpy(dtype=float)
    counts = {"visits with a talk": asked.sum(), "visits without one": (~asked).sum()}
    for name, count in counts.items():
        if count < LEAST_ASKED:
            raise TooLittleData(f"There are {count} {name}; a comparison takes {LEAST_ASKED}.")
    if min(bought[asked].sum(), bought[~asked].sum()) < LEAST_BOUGHT:
        raise TooLittleData(
            f"A comparison takes {LEAST_BOUGHT} visits with a purchase on each side."
        )
    _, shopper = np.unique(visits["shopper"].to_numpy(dtype=str), return_inverse=True)
    chance, without = _foretold(_traits(visits), asked, bought, shopper)
    odds = chance / (1 - chance)
    effect = np.where(asked, bought - without, -odds * (bought - without)) / asked.mean()
    value = float(effect.mean())
    adjusted = _estimate(value, effect - asked / asked.mean() * value, shopper)
    with_, alone = (_share(bought[side]) for side in (asked, ~asked))
    weights = odds[~asked]
    return Assistance(
        asked=with_,
        not_asked=alone,
        difference=_plain_difference(bought, asked, shopper),
        adjusted=adjusted,
        comparable=float(weights.sum() ** 2 / (weights**2).sum()),
        e_value=e_value(with_.value, adjusted),
    )


def e_value(share: float, effect: Estimate) -> float:
    """The risk ratio that something unseen would need with talking and with buying alike.

    For the end of the interval that is nearer to none: what would let it reach none.
    """
    nearest = max(effect.low, 0.0) + min(effect.high, 0.0)
    if nearest == 0 or not 0 < share - nearest < 1:
        return 1.0
    ratio = share / (share - nearest)
    ratio = max(ratio, 1 / ratio)
    return ratio + sqrt(ratio * (ratio - 1))


def _traits(visits: pd.DataFrame) -> Numbers:
    """What was known when the visit began, shape (visits, traits)."""
    counts = [np.log1p(visits[name].to_numpy(dtype=float)) for name in COUNTS]
    known = (visits["bought_before"] > 0).to_numpy(dtype=float)
    day = visits["began"].astype("int64").to_numpy(dtype=float)
    month = visits["began"].dt.month
    marks = [
        (column == value).to_numpy(dtype=float)
        for column in (visits["first"], month)
        for value in sorted(column.unique())[1:]
    ]
    return np.column_stack([*counts, known, day, *marks])


def _foretold(
    traits: Numbers, asked: NDArray[np.bool_], bought: Numbers, shopper: NDArray[np.intp]
) -> tuple[Numbers, Numbers]:
    """The chance of a talk, and of buying without one, each by models of other shoppers."""
    chance, without = np.empty(len(asked)), np.empty(len(asked))
    for seen, unseen in GroupKFold(FOLDS).split(traits, groups=shopper):
        alone = seen[~asked[seen]]
        for found, rows, truth in ((chance, seen, asked), (without, alone, bought)):
            model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
            model.fit(traits[rows], truth[rows])
            found[unseen] = model.predict_proba(traits[unseen])[:, 1]
    return np.clip(chance, LEAST_CHANCE, 1 - LEAST_CHANCE), without


def _plain_difference(
    bought: Numbers, asked: NDArray[np.bool_], shopper: NDArray[np.intp]
) -> Estimate:
    shares = np.where(asked, bought[asked].mean(), bought[~asked].mean())
    part = asked.mean()
    influence = np.where(asked, 1 / part, -1 / (1 - part)) * (bought - shares)
    return _estimate(float(bought[asked].mean() - bought[~asked].mean()), influence, shopper)


def _estimate(value: float, influence: Numbers, shopper: NDArray[np.intp]) -> Estimate:
    """With the interval of a mean of `influence` whose rows of one shopper hang together."""
    n = len(influence)
    sums = np.bincount(shopper, weights=influence)
    half = NORMAL_95 * sqrt(float((sums**2).sum())) / n
    return Estimate(value, value - half, value + half, n)


def _share(bought: Numbers) -> Estimate:
    found = share_of(int(bought.sum()), len(bought))
    assert found is not None
    return found
