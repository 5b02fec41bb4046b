"""Before and after a change of the assistant: an interrupted time series over single conversations.

y = a + b·day + c·after, least squares with errors that hold for unequal spread (HC1; White 1980):
`step` is c, what changed at once beyond where things were going anyway (segmented regression;
Wagner et al. 2002). It is the change's doing only if nothing else changed on that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from insights.evaluation.shares import NORMAL_95, Estimate, share_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["Change", "Comparison", "compare", "compared", "first_days"]

LONGEST_DAYS: Final = 91
SHORTEST_DAYS: Final = 14
LEAST: Final = 50
"""Conversations on each side."""


@dataclass(frozen=True)
class Change:
    """From this day on another assistant answered."""

    day: date
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """A share before and after a change, over the days on either side that were compared."""

    change: Change
    measure: str
    days_before: int
    days_after: int
    before: Estimate
    after: Estimate
    step: Estimate


def first_days(conversations: pd.DataFrame) -> list[Change]:
    """The changes: the first day of each assistant that stayed for two weeks, in order.

    Conversations in which none was at work tell nothing; one that comes back is a change again.
    """
    known = conversations[conversations["assistant"] != ""]
    if known.empty:
        return []
    main = known.groupby("day")["assistant"].agg(lambda names: names.mode().iloc[0])
    spell = (main != main.shift()).cumsum()
    spells = [(days.index[0], days.index[-1], days.iloc[0]) for _, days in main.groupby(spell)]
    stayed = [
        (first, name)
        for first, last, name in spells
        if last - first >= timedelta(days=SHORTEST_DAYS - 1)
    ]
    found: list[Change] = []
    for (_, earlier), (first, name) in pairwise(stayed):
        if name != earlier:
            found.append(Change(first.date(), earlier, name))
    return found


def compared(conversations: pd.DataFrame, measures: dict[str, pd.Series]) -> list[Comparison]:
    """Each change by each measure that there is enough of; a measure is 1, 0 or, unknown, none."""
    changes = first_days(conversations)
    days = conversations["day"]
    found = []
    for at, change in enumerate(changes):
        day = np.datetime64(change.day)
        longest = np.timedelta64(LONGEST_DAYS, "D")
        begin = max(day - longest, np.datetime64(changes[at - 1].day) if at else days.min())
        end = min(
            day + longest,
            np.datetime64(changes[at + 1].day)
            if at + 1 < len(changes)
            else days.max() + timedelta(days=1),
        )
        within = (days >= begin) & (days < end)
        for name, values in measures.items():
            known = within & values.notna()
            one = compare(change, name, days[known].to_numpy(), values[known].to_numpy(dtype=float))
            if one is not None:
                found.append(one)
    return found


def compare(
    change: Change, measure: str, days: NDArray[np.datetime64], values: Numbers
) -> Comparison | None:
    """One measure around a change, from each conversation's day and value; None of too little."""
    since = (days - np.datetime64(change.day)) / np.timedelta64(1, "D")
    after = since >= 0
    if min(after.sum(), (~after).sum()) < LEAST:
        return None
    lengths = (round(-since.min()), round(since.max()) + 1)
    if min(lengths) < SHORTEST_DAYS:
        return None
    sides = [share_of(int(values[side].sum()), int(side.sum())) for side in (~after, after)]
    assert sides[0] is not None
    assert sides[1] is not None
    return Comparison(change, measure, *lengths, sides[0], sides[1], _step(since, after, values))


def _step(since: Numbers, after: NDArray[np.bool_], values: Numbers) -> Estimate:
    seen = np.column_stack([np.ones(len(since)), since, after])
    inverse = np.linalg.pinv(seen.T @ seen)
    weights = inverse @ seen.T @ values
    scores = seen * (values - seen @ weights)[:, None]
    n, parameters = seen.shape
    spread = inverse @ scores.T @ scores @ inverse * n / (n - parameters)
    step, half = float(weights[2]), NORMAL_95 * float(np.sqrt(spread[2, 2]))
    return Estimate(step, step - half, step + half, n)
