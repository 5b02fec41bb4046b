"""All analyses but that of customers, made anew one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine

from insights.errors import InsightError
from insights.evaluation import evaluate
from insights.forecasting.kept import KIND as FORECASTS
from insights.forecasting.report import forecast_report
from insights.promotions.targeting import learn_uplift
from insights.runs import Run, Runs
from insights.voice.kept import KIND as VOICE
from insights.voice.report import listen

__all__ = ["refresh_others"]

Analysis = Callable[[Engine, datetime], Mapping[str, Any]]
ANALYSES: Final[Mapping[str, Analysis]] = {
    "evaluation": evaluate,
    VOICE: listen,
    "uplift": learn_uplift,
    FORECASTS: forecast_report,
}
"""What makes the result of each kind of run, as JSON can hold it."""


def refresh_others(
    engine: Engine, now: datetime, more: Mapping[str, Analysis] | None = None
) -> dict[str, str]:
    """Make each anew from what is on record before `now`; says of each why it was refused, or "".

    `more` are analyses that need what only the caller knows. One that is refused or fails leaves
    what there was and does not hold up the others.
    """
    runs = Runs(engine)
    told = {}
    for kind, make in {**ANALYSES, **(more or {})}.items():
        try:
            runs.keep(kind, Run(now, now, make(engine, now)))
            told[kind] = ""
        except InsightError as error:
            told[kind] = str(error)
    return told
