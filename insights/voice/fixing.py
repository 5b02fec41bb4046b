"""What to mend first: themes of the last thirteen weeks with what leaving them would cost.

Cost of the next thirteen weeks, were nothing done =
    (complaining talks a week x the cost of one
     + lines sent back a week beyond what is usual in the category x what is refunded for one)
    x the sum of growth over the weeks to come.

Growth counts only where a trend is called, and no further than to twice as much. Lines sent back
are those of products with a theme of quality or fit. Shoppers lost for good, and those who read a
review and stayed away, are not in it: it is what is sure to be spent, not all that is at stake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import TYPE_CHECKING, Final

from insights.evaluation.shares import NORMAL_95
from opinions import Aspect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pandas as pd

    from insights.voice.mentions import Mention
    from insights.voice.themes import Theme

__all__ = ["WEEKS", "Fix", "fixes_of"]

WEEKS: Final = 13
LEAST: Final = 3
"""Complaints of the last thirteen weeks, below which there is nothing to mend."""
WEEKS_A_MONTH: Final = 365 / 12 / 7
COST_OF_TALK: Final = 4.0
"""Of one complaint to the shop, in its currency: some minutes of whoever deals with it."""
MOST_GROWTH: Final = 2.0
MOST_QUOTES: Final = 3
WORDS_OF_A_QUOTE: Final = 5
SENT_BACK_FOR: Final = (Aspect.QUALITY, Aspect.FIT)


@dataclass(frozen=True)
class Fix:
    """A theme with what it does: talks and reviews that complain, lines sent back, the cost.

    `returns` are none where they are not counted; `returns_expected` is what would have come back
    were the product as the others of its category;
    `low` and `high` are the cost's 95 % interval from the number of complaints and returns alone.
    """

    aspect: str
    product_id: str
    words: tuple[str, ...]
    talks: tuple[str, ...]
    reviews: tuple[str, ...]
    quotes: tuple[str, ...]
    sold: int
    returns: int | None
    returns_expected: float
    cost: float
    low: float
    high: float


def fixes_of(themes: Sequence[Theme], lines: pd.DataFrame, until: datetime) -> list[Fix]:
    """The list for this week; products' own themes stand for the shop's.

    First stands what is surely dear: the order is that of the cost's lower bounds.
    `lines` are order lines (see insights.records).
    """
    since = until - timedelta(weeks=WEEKS)
    recent = lines[lines["at"] >= since]
    found = (_fix(theme, recent, since) for theme in themes if _is_told(theme, themes))
    return sorted(
        (one for one in found if len(one.talks) + len(one.reviews) >= LEAST),
        key=lambda one: (-one.low, -one.cost, one.aspect, one.product_id),
    )


def _is_told(theme: Theme, themes: Sequence[Theme]) -> bool:
    """Products' themes; the whole shop's where products' own do not make up half of it."""
    if theme.product_id:
        return True
    own = sum(
        len(one.complaints) for one in themes if one.product_id and one.aspect == theme.aspect
    )
    return own < len(theme.complaints) / 2


def _fix(theme: Theme, lines: pd.DataFrame, since: datetime) -> Fix:
    recent = [one for one in theme.complaints if one.at >= since]
    talks = tuple(dict.fromkeys(one.id for one in reversed(recent) if one.source == "talk"))
    reviews = [one for one in reversed(recent) if one.source == "review"]
    mine = lines[lines["product"] == theme.product_id]
    counted = bool(theme.product_id) and theme.aspect in SENT_BACK_FOR and len(mine) > 0
    came_back = expected = price = 0.0
    if counted:
        category = mine["category"].iloc[0]
        others = lines[(lines["category"] == category) & (lines["product"] != theme.product_id)]
        came_back = float(mine["back"].sum())
        expected = float(others["back"].mean()) * len(mine) if len(others) else came_back
        price = float((mine["unit_price"] * mine["quantity"]).mean())
    beyond = max(0.0, came_back - expected)
    ahead = _ahead(theme)
    cost = (len(talks) * COST_OF_TALK + beyond * price) * ahead
    # Counts vary as Poisson's do: the variance of each is itself.
    half = NORMAL_95 * ahead * sqrt(len(talks) * COST_OF_TALK**2 + came_back * price**2)
    return Fix(
        theme.aspect, theme.product_id, theme.words, talks,
        tuple(one.id for one in reviews), _quotes(reviews),
        sold=len(mine) if theme.product_id else len(lines),
        returns=int(came_back) if counted else None, returns_expected=round(expected, 1),
        cost=cost, low=max(0.0, cost - half), high=cost + half,
    )  # fmt: skip


def _quotes(reviews: Sequence[Mention]) -> tuple[str, ...]:
    """The newest of what reviews say at some length; talks are personal and not quoted."""
    said = list(dict.fromkeys(one.clause for one in reviews))
    long = [one for one in said if len(one.split()) >= WORDS_OF_A_QUOTE]
    return tuple((long or said)[:MOST_QUOTES])


def _ahead(theme: Theme) -> float:
    """The next thirteen weeks, in thirteen weeks like those before."""
    if not theme.called or theme.trend is None:
        return 1.0
    weekly = theme.trend.growth ** (1 / WEEKS_A_MONTH)
    # From the middle of the weeks before to the middle of those to come are thirteen weeks.
    return float(min(weekly**WEEKS, MOST_GROWTH))
