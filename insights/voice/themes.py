"""Themes: complaints of one aspect of one product, or of the whole shop, with words and trend."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from insights.voice.trends import called, trend_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    import pandas as pd
    from numpy.typing import NDArray

    from insights.voice.mentions import Mention
    from insights.voice.trends import Trend
    from opinions import Aspect

__all__ = ["MONTHS", "Theme", "themes_of"]

LEAST: Final = 5
"""Complaints of a product that make a theme."""
MONTHS: Final = 12
MONTH_DAYS: Final = 365 / 12
LAG_DAYS: Final = 14
"""From an order to what is said of it: delivery, and some days of use."""
MOST_WORDS: Final = 3
LEAST_WITH_WORD: Final = 2
PRIOR_WORDS: Final = 50.0
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_LITTLE: Final = frozenset(
    """
    the and was for with this that not but are has have had its they them one all out get got very
    just than then too from you your she her his him who what when where which would could should
    will can did does been were there their after before only even also about into over more much
    why how any some now here
    """.split()  # noqa: SIM905  reads as a list of words
)


@dataclass(frozen=True)
class Theme:
    """Complaints of an aspect; `product_id` is empty where the whole shop is meant.

    `by_month` and `sold_by_month` are of the last twelve months of 365 / 12 days, the newest last;
    what was sold counts in the month in which it may be spoken of.
    """

    aspect: Aspect
    product_id: str
    words: tuple[str, ...]
    complaints: tuple[Mention, ...]
    praise: int
    by_month: tuple[int, ...]
    sold_by_month: tuple[int, ...]
    trend: Trend | None
    called: bool


def themes_of(
    mentions: Sequence[Mention],
    lines: pd.DataFrame,
    until: datetime,
    titles: Mapping[str, str] | None = None,
) -> list[Theme]:
    """The themes of the last twelve months, most complaints first.

    `lines` are order lines (see insights.records), `titles` the products' names by id.
    """
    recent = [one for one in mentions if 0 <= _month(one.at, until) < MONTHS]
    of_theme: dict[tuple[Aspect, str], list[Mention]] = {}
    for one in recent:
        if one.complains:
            for product_id in {one.product_id, ""}:
                of_theme.setdefault((one.aspect, product_id), []).append(one)
    praise = Counter((one.aspect, one.product_id) for one in recent if not one.complains)
    enough = {key: found for key, found in of_theme.items() if len(found) >= LEAST}
    sold = {id_: _sold(lines, id_, until) for id_ in {product for _, product in enough}}
    monthly = {key: _by_month(found, until) for key, found in enough.items()}
    trends = [trend_of(monthly[key].astype(float), sold[key[1]].astype(float)) for key in enough]
    named = titles or {}
    everything = Counter(word for one in recent if one.complains for word in _words(one, named))
    return sorted(
        (
            Theme(
                aspect=aspect,
                product_id=product,
                words=_marked(found, everything, named),
                complaints=tuple(found),
                praise=praise[aspect, product]
                if product
                else sum(count for (of, _), count in praise.items() if of == aspect),
                by_month=tuple(monthly[aspect, product].tolist()),
                sold_by_month=tuple(sold[product].tolist()),
                trend=trend,
                called=sure,
            )
            for ((aspect, product), found), trend, sure in zip(
                enough.items(), trends, called(trends), strict=True
            )
        ),
        key=lambda theme: (-len(theme.complaints), theme.aspect, theme.product_id),
    )


def _month(at: datetime, until: datetime) -> int:
    """How many months ago."""
    return int((until - at).total_seconds() / 86_400 // MONTH_DAYS)


def _by_month(found: Sequence[Mention], until: datetime) -> NDArray[np.int64]:
    ago = [_month(one.at, until) for one in found]
    return np.bincount(ago, minlength=MONTHS)[::-1].astype(np.int64)


def _sold(lines: pd.DataFrame, product_id: str, until: datetime) -> NDArray[np.int64]:
    """Lines sold of the product, of all for an empty id, by the month in which they are told of."""
    mine = lines[lines["product"] == product_id] if product_id else lines
    days = (until - mine["at"]).dt.total_seconds().to_numpy() / 86_400 - LAG_DAYS
    ago = np.floor(days / MONTH_DAYS).astype(int)
    known = (ago >= 0) & (ago < MONTHS)
    return np.bincount(ago[known], minlength=MONTHS)[::-1].astype(np.int64)


def _words(mention: Mention, titles: Mapping[str, str]) -> Collection[str]:
    """The words of a complaint beside the product's name."""
    clause = mention.clause.lower()
    if title := titles.get(mention.product_id, "").lower():
        clause = clause.replace(title, " ")
    return {word for word in _WORD.findall(clause) if word not in _LITTLE}


def _marked(
    found: Sequence[Mention], everything: Counter[str], titles: Mapping[str, str]
) -> tuple[str, ...]:
    """The words that mark these complaints among all.

    By the log-odds with all complaints as prior, over their standard error (Monroe, Colaresi, Quinn
    2008, eq. 22).
    """
    own = Counter(word for one in found for word in _words(one, titles))
    total, mine = sum(everything.values()), sum(own.values())
    scores = {}
    for word, count in own.items():
        if count < LEAST_WITH_WORD:
            continue
        prior = PRIOR_WORDS * everything[word] / total
        here, there = count + prior, everything[word] - count + prior
        odds = np.log(here / (mine + PRIOR_WORDS - here)) - np.log(
            there / (total - mine + PRIOR_WORDS - there)
        )
        scores[word] = float(odds / np.sqrt(1 / here + 1 / there))
    ranked = sorted(scores, key=lambda word: (-scores[word], word))
    return tuple(word for word in ranked[:MOST_WORDS] if scores[word] > 0)
