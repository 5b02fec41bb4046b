"""Names of groups in words: how often, how cheaply, what, and when they buy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
LIKED: Final = 1.3
"""Times everybody's part from which a category, or a season, is."""


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
    figures = profiles.figures
    orders = _spreads(figures, members, "orders")
    once = orders <= -MARKED and figures.loc[members, "orders"].median() <= 1
    words = {
        "regular": orders >= MARKED,
        "one-time": once,
        "browsing": _spreads(figures, members, "looks_per_visit") >= 2 * MARKED,
        "bargain": _spreads(figures, members, "cheaper_share") >= MARKED,
    }
    return [word for word, fits in words.items() if fits]


def _spreads(figures: pd.DataFrame, members: pd.Index[str], column: str) -> float:
    values = figures[column]
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
    return season if lifts[season] >= LIKED else ""
