"""What a shop owner is told: how the assistant did lately, what it is worth, what changes did."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from insights.errors import TooLittleData
from insights.evaluation.assistance import assistance
from insights.evaluation.changes import compared, first_days
from insights.evaluation.records import read_conversations, read_visits
from insights.evaluation.shares import mean_of, share_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    import pandas as pd
    from sqlalchemy import Engine

    from insights.evaluation.shares import Estimate

__all__ = ["evaluate"]

PERIOD: Final = timedelta(days=91)
LEAST: Final = 30
"""Conversations of a period, below which it says nothing."""
SATISFIED: Final = 4
"""Stars, at least."""


def evaluate(engine: Engine, now: datetime) -> dict[str, Any]:
    """The report of the thirteen weeks before `now`, as JSON can hold it.

    Raises TooLittleData where there are too few conversations.
    """
    conversations = read_conversations(engine, now)
    visits = read_visits(engine, now)
    last = now.date() - timedelta(days=1)
    first = now.date() - PERIOD
    recent = _between(conversations, first, last)
    if len(recent) < LEAST:
        weeks = PERIOD.days // 7
        raise TooLittleData(
            f"There were {len(recent)} conversations in {weeks} weeks; {LEAST} are needed."
        )
    earlier = _between(conversations, first - PERIOD, first - timedelta(days=1))
    worth, refused = None, ""
    try:
        worth = asdict(assistance(visits))
    except TooLittleData as error:
        refused = str(error)
    return {
        "first": str(first),
        "last": str(last),
        "conversations": len(recent),
        "conversations_before": len(earlier),
        "shares": {name: _told(share) for name, share in _shares(recent).items()},
        "shares_before": {name: _told(share) for name, share in _shares(earlier).items()},
        "visits": _visits(visits, first),
        "worth": worth,
        "worth_refused": refused,
        "months": _months(conversations),
        "changes": [asdict(one) | {"day": str(one.day)} for one in first_days(conversations)],
        "comparisons": [
            _plain(asdict(one)) for one in compared(conversations, _marks(conversations))
        ],
    }


def _marks(conversations: pd.DataFrame) -> dict[str, pd.Series]:
    """Each measure of each conversation: 1, 0 or, where nobody rated, none."""
    stars = conversations["stars"]
    return {
        "contained": (conversations["outcome"] == "contained").astype(float),
        "resolved": (conversations["resolution"] != "open").astype(float),
        "satisfied": (stars >= SATISFIED).astype(float).where(stars.notna()),
    }


def _shares(conversations: pd.DataFrame) -> dict[str, Estimate | None]:
    found = {}
    for name, marks in _marks(conversations).items():
        known = marks.dropna()
        found[name] = share_of(int(known.sum()), len(known))
    rated = int(conversations["stars"].notna().sum())
    return {**found, "rated": share_of(rated, len(conversations))}


def _visits(visits: pd.DataFrame, first: date) -> dict[str, Any]:
    """Of visits with a talk: how many ended in a purchase, and what was spent on each."""
    asked = visits[visits["asked"].astype(bool)]
    recent = asked[asked["began"].dt.date >= first] if len(asked) else asked
    return {
        "asked": len(recent),
        "bought": _told(share_of(int(recent["bought"].sum()), len(recent))),
        "revenue": _told(mean_of(recent["revenue"].to_numpy(dtype=float))),
    }


def _months(conversations: pd.DataFrame) -> list[dict[str, Any]]:
    """The measures by month, for the chart."""
    marks = _marks(conversations)
    month = conversations["day"].dt.to_period("M")
    return [
        {
            "month": str(one),
            "conversations": int((month == one).sum()),
            **{name: _rounded(values[month == one].mean()) for name, values in marks.items()},
        }
        for one in sorted(month.unique())
    ]


def _between(conversations: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    days = conversations["day"]
    return conversations[(days >= np.datetime64(first)) & (days <= np.datetime64(last))]


def _told(estimate: Estimate | None) -> dict[str, float] | None:
    return None if estimate is None else asdict(estimate)


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)


def _plain(comparison: Mapping[str, Any]) -> dict[str, Any]:
    change = {**comparison["change"], "day": str(comparison["change"]["day"])}
    return {**comparison, "change": change}
