"""Which talks the themes of the newest run count, to be read where they are told of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select

from conversations.tables import conversations, messages
from database import reading, writing
from insights.tables import theme_talks
from insights.voice.judging import judgements_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Engine

__all__ = ["KIND", "UNHAPPY", "TalkOfTheme", "ThemeTalks"]

KIND: Final = "voice"
UNHAPPY: Final = "unhappy"
"""The theme of unrated talks that are likely unhappy."""
MOST_SHOWN: Final = 100


@dataclass(frozen=True)
class TalkOfTheme:
    """A talk as a list shows it; `said` is what complains, or what was said first."""

    conversation_id: str
    customer_name: str | None
    at: datetime
    said: str


class ThemeTalks:
    """The talks by theme; methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def replace(self, talks: Mapping[str, Sequence[str]]) -> None:
        """Keep the conversations of each theme, in their order, in place of all that were."""
        rows = [
            {"theme": theme, "conversation_id": id_, "position": position}
            for theme, ids in talks.items()
            for position, id_ in enumerate(ids)
        ]
        with writing(self._engine) as connection:
            connection.execute(delete(theme_talks))
            if rows:
                connection.execute(insert(theme_talks), rows)

    def of(self, theme: str) -> list[TalkOfTheme]:
        """The first hundred talks of a theme that are still there."""
        kept = (
            select(
                theme_talks.c.conversation_id,
                conversations.c.customer_name,
                conversations.c.created_at.label("at"),
            )
            .join(conversations, conversations.c.id == theme_talks.c.conversation_id)
            .where(theme_talks.c.theme == theme)
            .order_by(theme_talks.c.position)
            .limit(MOST_SHOWN)
        )
        with reading(self._engine) as connection:
            talks = connection.execute(kept).mappings().all()
            ids = [row["conversation_id"] for row in talks]
            texts = connection.execute(
                select(messages.c.conversation_id, messages.c.text)
                .where(messages.c.conversation_id.in_(ids), messages.c.sender == "shopper")
                .order_by(messages.c.conversation_id, messages.c.seq)
            ).all()
        said: dict[str, list[str]] = {id_: [] for id_ in ids}
        for id_, text in texts:
            said[id_].append(text)
        aspect = theme.partition("/")[0]
        return [
            TalkOfTheme(**row, said=_telling(said[row["conversation_id"]], aspect)) for row in talks
        ]


def _telling(texts: Sequence[str], aspect: str) -> str:
    """The text that complains of the aspect; the first where none does any more."""
    for text in texts:
        if any(of == aspect and complains for of, (complains, _) in judgements_in(text).items()):
            return text
    return texts[0] if texts else ""
