"""What shoppers complain of, how it goes, what to mend first, and how satisfied they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from commerce import Catalogue
from insights.errors import TooLittleData
from insights.records import read_records
from insights.voice.fixing import WEEKS, fixes_of
from insights.voice.kept import UNHAPPY, ThemeTalks
from insights.voice.mentions import read_mentions
from insights.voice.rated import read_dialogues, satisfaction_of
from insights.voice.themes import themes_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from insights.voice.fixing import Fix
    from insights.voice.themes import Theme

__all__ = ["listen"]

LEAST: Final = 20
"""Judgements in reviews and talks below which nothing is told."""
RATED_WITHIN: Final = timedelta(days=365)
MOST_FIXES: Final = 20


def listen(engine: Engine, now: datetime) -> dict[str, Any]:
    """The report on what was said before `now`, as JSON can hold it; keeps the talks of each theme.

    Raises TooLittleData.
    """
    mentions = read_mentions(engine, now)
    if len(mentions) < LEAST:
        raise TooLittleData(
            f"Reviews and talks judge {len(mentions)} times; {LEAST} are needed to tell themes."
        )
    titles = {product.id: product.title for product in Catalogue(engine).all()}
    lines = read_records(engine, now).order_lines
    themes = themes_of(mentions, lines, now, titles)
    talks, stars = read_dialogues(engine, now - RATED_WITHIN, now)
    recent, _ = read_dialogues(engine, now - timedelta(weeks=WEEKS), now)
    fixes = fixes_of(themes, lines, now)[:MOST_FIXES]
    satisfaction = satisfaction_of(talks, stars, list(recent))
    ThemeTalks(engine).replace(
        {_key(one): one.talks for one in fixes} | {UNHAPPY: satisfaction.look_at}
    )
    return {
        "until": str(now.date()),
        "weeks": WEEKS,
        "judged": dict(Counter(one.source for one in mentions)),
        "themes": [_told(theme, titles) for theme in themes],
        "fixes": [
            {
                **asdict(one),
                "key": _key(one),
                "product": titles.get(one.product_id, ""),
                "talks": len(one.talks),
                "reviews": len(one.reviews),
            }
            for one in fixes
        ],
        "satisfaction": {**asdict(satisfaction), "look_at": len(satisfaction.look_at)},
    }


def _key(fix: Fix) -> str:
    return f"{fix.aspect}/{fix.product_id}"


def _told(theme: Theme, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "aspect": theme.aspect,
        "product_id": theme.product_id,
        "product": titles.get(theme.product_id, ""),
        "words": theme.words,
        "complaints": len(theme.complaints),
        "from_talks": sum(one.source == "talk" for one in theme.complaints),
        "praise": theme.praise,
        "by_month": theme.by_month,
        "sold_by_month": theme.sold_by_month,
        "trend": None if theme.trend is None else asdict(theme.trend),
        "called": theme.called,
    }
