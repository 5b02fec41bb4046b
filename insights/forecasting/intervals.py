"""How far a forecast may be off, from how far forecasts were off before.

Split conformal prediction with a scale: an error counts in square roots of its forecast, for counts
spread so. The errors of all series of a level are one pool, and an interval's ends are quantiles of
it, with the correction of one in n + 1 (Lei and others 2018). Nothing is assumed of their shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from insights.forecasting.series import Numbers

__all__ = ["SHARE", "Spread", "coverage"]

SHARE: Final = 0.8
"""Of what will come, so much is to lie within."""
LEAST_SCALE: Final = 0.25
"""In pieces: a forecast of nothing is not beyond doubt."""


@dataclass(frozen=True)
class Spread:
    """The errors of a level, in square roots of the forecasts; shape (errors,), sorted."""

    scores: Numbers

    @classmethod
    def of(cls, tried: Numbers, happened: Numbers, span: int = 1) -> Spread:
        """Of sums over `span` periods in a row; both have the shape (…, steps)."""
        told, came = (
            sliding_window_view(each, min(span, each.shape[-1]), axis=-1).sum(-1)
            for each in (tried, happened)
        )
        return cls(np.sort(((came - told) / _scale(told)).ravel()))

    def interval(self, forecast: Numbers, share: float = SHARE) -> tuple[Numbers, Numbers]:
        """Low and high, of the forecast's shape and unit, never below nothing.

        The forecast is within, though all forecasts before may have been too low: in a shop that
        grows they are.
        """
        low, high = min(self._at((1 - share) / 2), 0), max(self._at((1 + share) / 2), 0)
        scale = _scale(forecast)
        return np.maximum(forecast + low * scale, 0), np.maximum(forecast + high * scale, 0)

    def chance_of(self, pieces: float, forecast: float) -> float:
        """That as many or more come."""
        least = (pieces - forecast) / float(_scale(np.asarray(forecast)))
        return float(np.mean(self.scores >= least))

    def quantile(self, forecast: float, share: float) -> float:
        """As many come at most, with this chance."""
        return max(forecast + self._at(share) * float(_scale(np.asarray(forecast))), 0.0)

    def _at(self, share: float) -> float:
        """The quantile, by one observation further out than the plain one."""
        count = len(self.scores)
        outward = np.ceil if share > 1 / 2 else np.floor
        place = int(outward((count + 1) * share)) - 1
        return float(self.scores[min(max(place, 0), count - 1)])


def coverage(tried: Numbers, happened: Numbers, share: float = SHARE) -> float:
    """How often an interval held that knew nothing of the origin it is judged at.

    Both have the shape (series, origins, steps); with a single origin nothing can be said: nan.
    """
    count = tried.shape[1]
    held = []
    for at in range(count):
        others = [other for other in range(count) if other != at]
        if not others:
            return float("nan")
        spread = Spread.of(tried[:, others], happened[:, others])
        low, high = spread.interval(tried[:, at], share)
        held.append((happened[:, at] >= low) & (happened[:, at] <= high))
    return float(np.mean(held))


def _scale(forecast: Numbers) -> Numbers:
    return np.sqrt(np.maximum(forecast, LEAST_SCALE))
