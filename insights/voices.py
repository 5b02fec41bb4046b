"""What one customer said of late: moods, wishes, stars, read where they are kept.

Nothing of it is copied: it is gone with the customer, and when signals have been kept long enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from conversations.tables import conversations, ratings
from database import reading
from signals.kept_preferences import KeptPreferences
from signals.tables import turn_signals

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from signals import StatedPreference

__all__ = ["CustomerVoice", "CustomerVoices", "MoodAfter"]

MOST: Final = 20
"""Conversations whose mood is told, the newest."""


@dataclass(frozen=True)
class MoodAfter:
    """How somebody felt at the end of a conversation; `stars` is None where they gave none."""

    conversation_id: str
    at: datetime
    feeling: str
    stars: int | None


@dataclass(frozen=True)
class CustomerVoice:
    """`moods` are the newest first; `wishes` are what was said for good."""

    moods: tuple[MoodAfter, ...]
    wishes: tuple[StatedPreference, ...]


class CustomerVoices:
    """Reads what customers said; methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._preferences = KeptPreferences(engine)

    def of(self, customer_id: str, now: datetime) -> CustomerVoice:
        """What is kept of a customer; nothing of who is unknown."""
        wishes = self._preferences.of("", customer_id, now)
        return CustomerVoice(self._moods(customer_id), tuple(one.preference for one in wishes))

    def _moods(self, customer_id: str) -> tuple[MoodAfter, ...]:
        scored, talk = turn_signals.c, conversations.c
        last = (
            select(scored.conversation_id, func.max(scored.at).label("at"))
            .join(conversations, talk.id == scored.conversation_id)
            .where(talk.customer_id == customer_id, talk.customer_id != "")
            .group_by(scored.conversation_id)
            .order_by(func.max(scored.at).desc())
            .limit(MOST)
            .subquery()
        )
        query = (
            select(scored.conversation_id, scored.at, scored.mood, ratings.c.stars)
            .join(
                last,
                (last.c.conversation_id == scored.conversation_id) & (last.c.at == scored.at),
            )
            .outerjoin(ratings, ratings.c.conversation_id == scored.conversation_id)
            .order_by(scored.at.desc())
        )
        with reading(self._engine) as connection:
            found = {row.conversation_id: MoodAfter(*row) for row in connection.execute(query)}
        return tuple(found.values())
