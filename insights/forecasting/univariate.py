"""Forecasts of a series from its own past.

ETS, Theta, CES and ARIMA are those of statsforecast; the autoregression is the baseline that the
others have to beat. Every method takes the history, shape (periods,), oldest first, the periods of
a season (1: none) and the steps ahead, and gives the means, shape (steps,).
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from insights.forecasting.intermittent import adida, croston, syntetos_boylan, tsb

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from insights.forecasting.series import DemandClass, Method, Numbers

__all__ = [
    "BASELINE",
    "METHODS",
    "PARTS",
    "SPARSE",
    "SUMS",
    "autoregression",
    "candidates",
    "combined",
    "mean_of",
]

MOST_LAGS: Final = 8
SEASONS_NEEDED: Final = 2
LEAST_PERIODS: Final = 8


def naive(history: Numbers, season: int, steps: int) -> Numbers:
    """The same as a season ago; the last value where no whole season is known."""
    length = season if len(history) >= season else 1
    return np.resize(history[-length:], steps)


def autoregression(history: Numbers, season: int, steps: int) -> Numbers:  # noqa: ARG001  (as all)
    """AR(p) with an intercept by least squares, p from 0 to 8 by the corrected Akaike criterion."""
    most = min(MOST_LAGS, (len(history) - 3) // 3)
    fits = [_least_squares(history, lags, most) for lags in range(max(most, 0) + 1)]
    _, weights = min(fits, key=lambda fit: fit[0])
    lags = len(weights) - 1
    known = list(history)
    for _ in range(steps):
        newest_first = known[: -lags - 1 : -1]
        known.append(float(weights[0] + weights[1:] @ np.array(newest_first)))
    forecast = np.array(known[len(history) :])
    # A root outside the unit circle would run away: stay within three times what was ever seen.
    low, high = history.min(), history.max()
    return np.asarray(np.clip(forecast, low - (high - low), high + (high - low)))


def exponential_smoothing(history: Numbers, season: int, steps: int) -> Numbers:
    """ETS with the kinds of trend and season that the Akaike criterion chooses."""
    from statsforecast.models import AutoETS

    return _means(AutoETS(season_length=_season(history, season)), history, steps)


def theta(history: Numbers, season: int, steps: int) -> Numbers:
    """The dynamic optimised theta method (Fiorucci and others 2016)."""
    from statsforecast.models import DynamicOptimizedTheta

    return _means(DynamicOptimizedTheta(season_length=_season(history, season)), history, steps)


def complex_smoothing(history: Numbers, season: int, steps: int) -> Numbers:
    """Complex exponential smoothing (Svetunkov and others 2022)."""
    from statsforecast.models import AutoCES

    return _means(AutoCES(season_length=_season(history, season)), history, steps)


def arima(history: Numbers, season: int, steps: int) -> Numbers:
    """ARIMA of the orders that the corrected Akaike criterion chooses (Hyndman, Khandakar 2008)."""
    from statsforecast.models import AutoARIMA

    model = AutoARIMA(season_length=_season(history, season), approximation=True)
    return _means(model, history, steps)


def combined(history: Numbers, season: int, steps: int) -> Numbers:
    """The mean of ETS, theta and CES: wrong in different ways, they are right more often together.

    After Petropoulos and Svetunkov, A simple combination of univariate models (2020).
    """
    return mean_of([METHODS[name](history, season, steps) for name in PARTS])


def mean_of(forecasts: Sequence[Numbers]) -> Numbers:
    """The combination of forecasts that were made already."""
    return np.asarray(np.mean(forecasts, axis=0))


def _rate(method: Callable[[Numbers], float]) -> Method:
    """The same in every period to come."""
    return lambda history, _season, steps: np.full(steps, method(history))


BASELINE: Final = "AR(p)"
METHODS: Final[Mapping[str, Method]] = {
    "naive": naive,
    "mean": _rate(lambda history: float(np.mean(history))),
    "AR(p)": autoregression,
    "ETS": exponential_smoothing,
    "theta": theta,
    "CES": complex_smoothing,
    "ARIMA": arima,
    "combined": combined,
    "Croston": _rate(croston),
    "SBA": _rate(syntetos_boylan),
    "TSB": _rate(tsb),
    "ADIDA": _rate(adida),
}
"""Every method by its name."""

PARTS: Final = ("ETS", "theta", "CES")
"""What is combined."""
# TSB first, which others have to beat: of what is sold no more it alone forecasts nothing.
SPARSE: Final = ("TSB", "ADIDA", "SBA", "Croston", "mean")
DENSE: Final = ("mean", "AR(p)", "naive", "theta", "ETS", "combined")
SUMS: Final = (*DENSE, "ARIMA")
"""Of the store there is one, and time for what is slow."""


def candidates(kind: DemandClass) -> tuple[str, ...]:
    """The names of the methods that demand of this kind is tried with, the one to beat first."""
    return SPARSE if kind.sparse else DENSE


def _means(model: Any, history: Numbers, steps: int) -> Numbers:
    """The model's forecast; of a series too short or too even for it, the last value goes on."""
    if len(history) < LEAST_PERIODS or np.ptp(history) == 0:
        return np.full(steps, history[-1])
    with warnings.catch_warnings():
        # Of fits that ended before their best: they are judged by their errors as all are.
        warnings.simplefilter("ignore")
        return np.asarray(model.forecast(y=history, h=steps)["mean"], dtype=np.float64)


def _season(history: Numbers, season: int) -> int:
    return season if len(history) >= SEASONS_NEEDED * season + 1 else 1


def _least_squares(history: Numbers, lags: int, first: int) -> tuple[float, Numbers]:
    """Criterion and weights (intercept, lag 1, lag 2, …), judged on the values from `first` on."""
    wanted = history[first:]
    columns = [history[first - lag : len(history) - lag] for lag in range(1, lags + 1)]
    design = np.column_stack([np.ones(len(wanted)), *columns])
    weights, *_ = np.linalg.lstsq(design, wanted, rcond=None)
    count, parameters = len(wanted), lags + 2
    spread = max(float(np.mean((wanted - design @ weights) ** 2)), np.finfo(float).tiny)
    correction = 2 * parameters * (parameters + 1) / max(count - parameters - 1, 1)
    return float(count * np.log(spread)) + 2 * parameters + correction, np.asarray(weights)
