"""Which method to trust with a series: each is tried on the past, from several origins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from insights.forecasting.series import DemandClass, classify
from insights.forecasting.univariate import BASELINE, METHODS, candidates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insights.forecasting.series import Numbers

__all__ = ["LEAST_PAST", "Choice", "choose", "origins"]

GAIN_NEEDED: Final = 0.02
"""A method takes the place of a simpler one for so much less error, for errors are estimates."""
LEAST_PAST: Final = 8
"""Periods before the first origin."""


@dataclass(frozen=True)
class Choice:
    """The method for a series and how it was found."""

    method: str
    kind: DemandClass
    errors: Mapping[str, float]
    """Of each method over all origins: root mean squared, over that of a change by one period."""
    tried: Mapping[str, Numbers]
    """What each forecast, and the baseline, shape (origins, steps)."""
    happened: Numbers
    """What came, shape (origins, steps)."""


def origins(periods: int, steps: int, most: int = 4) -> list[int]:
    """The lengths of the pasts to forecast from, the longest last; none where there is no room.

    Half a horizon apart, in the newer half of all.
    """
    last, first = periods - steps, max(periods // 2, LEAST_PAST)
    return sorted(range(last, first - 1, -max(steps // 2, 1)))[-most:]


def choose(
    history: Numbers,
    season: int,
    steps: int,
    begins: Sequence[int],
    tried_already: Mapping[str, Numbers] | None = None,
    methods: Sequence[str] | None = None,
) -> Choice:
    """The method whose squared error was the least; a later one must be clearly better.

    Squares, not absolute errors: of demand that is mostly zero the best forecast by absolute
    error is zero, and nobody would order anything. `begins` are the lengths of the pasts, one at
    least; `tried_already` are forecasts of other methods, shape (origins, steps).
    """
    kind = classify(history)
    happened = np.array([history[at : at + steps] for at in begins])
    names = [*(methods or candidates(kind)), *(tried_already or {})]
    tried = {
        name: np.array([np.maximum(METHODS[name](history[:at], season, steps), 0) for at in begins])
        for name in dict.fromkeys((*names, BASELINE))
        if name not in (tried_already or {})
    } | dict(tried_already or {})
    scale = float(np.sqrt(np.mean(np.diff(history) ** 2))) or 1.0
    errors = {
        name: float(np.sqrt(np.mean((forecast - happened) ** 2))) / scale
        for name, forecast in tried.items()
    }
    method = names[0]
    for name in names[1:]:
        if errors[name] < errors[method] * (1 - GAIN_NEEDED):
            method = name
    return Choice(method, kind, errors, tried, happened)
