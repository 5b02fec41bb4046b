"""How shoppers rate the service: one to five stars and a comment, once per conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from conversations.frames import lock, now
from conversations.inbox.changes import mark_changed
from conversations.masking import mask_card_numbers
from conversations.tables import ratings
from database import reading, writing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

__all__ = ["MOST_STARS", "Rating", "Ratings"]

MOST_STARS = 5


@dataclass(frozen=True)
class Rating:
    """A conversation's rating; `stars` is None while the shopper was asked and has not said."""

    conversation_id: str
    stars: int | None
    comment: str | None
    asked_at: datetime | None
    rated_at: datetime | None


class Ratings:
    """The ratings of all conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ask(self, conversation_id: str) -> bool:
        """Whether to ask now: True the first time, never after a rating or an earlier asking.

        Raises ConversationNotFound.
        """
        return self._keep(conversation_id, only_new=True, asked_at=now())

    def rate(self, conversation_id: str, stars: int) -> None:
        """Keep a rating of 1 to 5 stars; a later one replaces it.

        Raises ConversationNotFound, and ValueError for any other number.
        """
        if not 1 <= stars <= MOST_STARS:
            raise ValueError(f"A rating has 1 to {MOST_STARS} stars, not {stars}.")
        self._keep(conversation_id, stars=stars, rated_at=now())

    def comment(self, conversation_id: str, text: str) -> None:
        """Keep what the shopper adds to their rating. Raises ConversationNotFound."""
        self._keep(conversation_id, comment=mask_card_numbers(text).strip())

    def of(self, conversation_id: str) -> Rating | None:
        """The conversation's rating; None when it was neither asked for nor given."""
        query = select(ratings).where(ratings.c.conversation_id == conversation_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Rating(row.conversation_id, row.stars, row.comment, row.asked_at, row.rated_at)

    def _keep(self, conversation_id: str, *, only_new: bool = False, **values: Any) -> bool:
        """Whether this is the conversation's first word on a rating; kept in any case but that."""
        ours = ratings.c.conversation_id == conversation_id
        with writing(self._engine) as connection:
            lock(connection, conversation_id)
            mark_changed(connection, conversation_id)
            new = connection.execute(select(ratings).where(ours)).first() is None
            if new:
                connection.execute(
                    insert(ratings).values(conversation_id=conversation_id, **values)
                )
            elif not only_new:
                connection.execute(update(ratings).where(ours).values(**values))
            return new
