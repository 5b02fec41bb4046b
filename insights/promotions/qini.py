"""How well a ranking of customers puts those first whom a campaign moves.

With customers in falling order of their score, after the first k of n: N and Y are how many there
are and what their outcomes sum to, of those treated (t) and held out (c).

- *Qini curve* (Radcliffe 2007; `qini_curve` of scikit-uplift): Q(k) = Yt - Yc Nt / Nc, the outcomes
  that treating them brought. A random order lies on the straight line to Q(n).
- *Qini*: the mean of Q(k) - k/n Q(n) over all k, for each treated customer; 0 is random.
- *Normalised Qini* (`qini_auc_score` of scikit-uplift, outcomes of 0 and 1 only): the area between
  curve and line over that of the order that puts first whom the outcome says to have been moved.
- *AUUC* (`auuc_score` of causalml, normalised): the mean over k of the gain
  G(k) = (Yt / Nt - Yc / Nc) k, over |G(n)|; about 1/2 is random.

Customers with the same score come at once: the curves have points between such groups only, and
are straight within them.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from insights.promotions.trial import Floats, Trial

__all__ = ["Ranking", "Ranks", "normalised_qini"]

DRAWS: Final = 200
BOUNDS: Final = (2.5, 97.5)
TOP: Final = 0.3


@dataclass(frozen=True)
class Ranks:
    """The figures of one ranking."""

    qini: float
    auuc: float
    top: float
    """The effect on each customer among the first 30 %."""


class Ranking:
    """The customers of a trial in falling order of `scores`, shape (n,)."""

    def __init__(self, trial: Trial, scores: Floats) -> None:
        order = np.argsort(-scores, kind="stable")
        # A NaN is unlike anything, so that the last customer ends a group.
        self._ends = np.flatnonzero(np.diff(scores[order], append=np.nan) != 0)
        self._treated = trial.treated[order].astype(float)
        self._outcome = trial.outcome[order]

    def ranks(self, weights: Floats | None = None) -> Ranks:
        """The figures where the customer at each place counts `weights` times, shape (n,)."""
        treated, held, with_it, without = self._sums(weights)
        reached = treated + held
        brought = with_it - without * _ratio(treated, held)
        effect = _ratio(with_it, treated) - _ratio(without, held)
        gain = effect * reached
        return Ranks(
            qini=(_mean(brought, reached) - float(brought[-1]) / 2) / float(treated[-1]),
            auuc=_mean(gain, reached) / abs(float(gain[-1])) if gain[-1] else np.nan,
            top=float(effect[np.searchsorted(reached, TOP * reached[-1])]),
        )

    def intervals(self, seed: int = 0) -> tuple[Ranks, Ranks]:
        """The bounds of 95 % of the figures when customers are drawn anew (Poisson bootstrap)."""
        chance = np.random.default_rng(seed)
        drawn = [
            astuple(self.ranks(chance.poisson(1, len(self._treated)).astype(float)))
            for _ in range(DRAWS)
        ]
        low, high = np.nanpercentile(np.array(drawn), BOUNDS, axis=0).tolist()
        return Ranks(*low), Ranks(*high)

    def _sums(self, weights: Floats | None) -> Floats:
        """Nt, Nc, Yt and Yc at every point of the curves, shape (4, points), the first at 0."""
        counted = np.ones_like(self._treated) if weights is None else weights
        treated = counted * self._treated
        held = counted - treated
        columns = (treated, held, treated * self._outcome, held * self._outcome)
        return np.array([np.append(0.0, np.cumsum(each)[self._ends]) for each in columns])


def normalised_qini(trial: Trial, scores: Floats) -> float:
    """The Qini over that of the perfect order; NaN where outcomes are not 0 and 1."""
    if not trial.binary:
        return float("nan")
    responded = trial.outcome == 1
    more_held = (responded & ~trial.treated).sum() > (responded & trial.treated).sum()
    perfect = 2.0 * (responded == trial.treated) + (responded if more_held else trial.treated)
    best = Ranking(trial, perfect).ranks().qini
    return Ranking(trial, scores).ranks().qini / best if best else float("nan")


def _ratio(above: Floats, below: Floats) -> Floats:
    """Their ratio, 0 where nobody has been reached yet."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _mean(curve: Floats, reached: Floats) -> float:
    """The mean of a curve over the customers that it reaches."""
    return float(np.trapezoid(curve, reached) / reached[-1])
