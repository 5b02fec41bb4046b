"""Names of groups in words: how often, how cheaply, what, and when they buy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from insights.segments.traits import LOGARITHMIC

if TYPE_CHECKING:
    import pandas as pd

    from insights.profiles import Profiles

__all__ = ["distinct", "name_of"]

SEASONS: Final = {
    "before Christmas": (11, 12),
    "in winter": (1, 2),
    "in spring": (3, 4, 5),
    "in summer": (6, 7, 8),
    "in autumn": (9, 10),
}
MARKED: Final = 0.4
"""Spreads from everybody's mean from which a habit is worth a word."""
BROWSING: Final = 0.8
HABITS: Final = (
    ("regular", "orders", 1, MARKED),
    ("one-time", "orders", -1, MARKED),
    ("lapsed", "days_since_last", 1, MARKED),
    ("big-basket", "basket", 1, MARKED),
    ("small-basket", "basket", -1, MARKED),
    ("browsing", "looks_per_visit", 1, BROWSING),
    ("bargain", "cheaper_share", 1, MARKED),
)
"""Words, each with a figure, whether much or little of it, and from how many spreads on."""
MOST_HABITS: Final = 2
LIKED: Final = 1.3
"""Times everybody's part from which a category is."""
SEASONAL: Final = 1.25
"""Times everybody's part from which a season is: of orders there are fewer than of looks, so that
parts by month are pulled further towards everybody's."""


def name_of(profiles: Profiles, members: pd.Index[str]) -> str:
    """Such as "regular Outdoor and Clothing buyers" or "Toys & Games buyers before Christmas"."""
    habits = _habit_words(profiles, members)
    liked = _liked(profiles.likes, members)[:2]
    season = _season(profiles.buys_in, members)
    words = [*habits, " and ".join(liked), "buyers", season]
    name = " ".join(word for word in words if word)
    return name if habits or liked or season else "everyday buyers"


def distinct(names: list[str], spend: list[float]) -> list[str]:
    """The names with a number behind those that are the same, who spends most first."""
    order = sorted(range(len(names)), key=lambda at: -spend[at])
    found = list(names)
    for name in set(names):
        same = [at for at in order if names[at] == name]
        for rank, at in enumerate(same[1:], start=2):
            found[at] = f"{name}, {rank}"
    return found


def _habit_words(profiles: Profiles, members: pd.Index[str]) -> list[str]:
    """The two habits that are most marked, the most marked first."""
    figures = profiles.figures
    marks = {
        word: sign * _spreads(figures, members, column) / least
        for word, column, sign, least in HABITS
    }
    if figures.loc[members, "orders"].median() > 1:
        del marks["one-time"]
    elif marks["one-time"] >= 1:
        del marks["lapsed"]  # who came once has been away for long
    marked = [word for word, mark in marks.items() if mark >= 1]
    return sorted(marked, key=lambda word: -marks[word])[:MOST_HABITS]


def _spreads(figures: pd.DataFrame, members: pd.Index[str], column: str) -> float:
    """By how many spreads the members' mean differs from everybody's, on the scale of traits."""
    values = np.log1p(figures[column]) if column in LOGARITHMIC else figures[column]
    spread = float(values.std())
    if spread == 0:
        return 0.0
    return (float(values.loc[members].mean()) - float(values.mean())) / spread


def _liked(parts: pd.DataFrame, members: pd.Index[str]) -> list[str]:
    """The categories that they like more than everybody does, the most marked first."""
    everybody, theirs = parts.mean(), parts.loc[members].mean()
    # A part of a thousandth that doubles tells nothing: what is liked must count.
    lift = (theirs / everybody)[theirs >= 1 / (2 * max(parts.shape[1], 1))]
    marked = lift[lift >= LIKED].sort_values(ascending=False)
    return [str(category) for category in marked.index if category]


def _season(parts: pd.DataFrame, members: pd.Index[str]) -> str:
    everybody, theirs = parts.mean(), parts.loc[members].mean()
    lifts = {}
    for season, months in SEASONS.items():
        known = [month for month in months if month in parts.columns]
        usual = float(everybody[known].sum())
        lifts[season] = float(theirs[known].sum()) / usual if usual else 0.0
    season = max(lifts, key=lambda name: lifts[name])
    return season if lifts[season] >= SEASONAL else ""
