"""Resolved conversations that are like another one, by the words that they share.

Ranked by BM25 on SQLite and by `ts_rank` on PostgreSQL, as their full-text searches have it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import column, exists, func, select, table, text

from conversations.inbox.search import phrases_in
from conversations.inbox.tables import inbox, inbox_terms, inbox_vocabulary
from conversations.tables import handoffs
from database import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine, Select

__all__ = ["Similar", "similar_resolved"]

MOST_WORDS: Final = 12
SHORTEST_WORD: Final = 4
"""Letters; shorter words are in every conversation."""


@dataclass(frozen=True)
class Similar:
    """A resolved conversation: what its shopper said last, and what an agent agreed on last."""

    conversation_id: str
    excerpt: str
    agreed: str


def similar_resolved(
    engine: Engine, conversation_id: str, said: Sequence[str], *, limit: int = 3
) -> list[Similar]:
    """The resolved conversations that share most with what was said, the best first."""
    words = dict.fromkeys(
        word for each in reversed(said) for (word, *_) in phrases_in(each) if _tells(word)
    )
    if not words:
        return []
    resolved = exists().where(
        inbox_terms.c.number == inbox.c.number,
        inbox_terms.c.term == inbox_vocabulary.c.id,
        inbox_vocabulary.c.kind == "status",
        inbox_vocabulary.c.value == "resolved",
    )
    with reading(engine) as connection:
        found = _ranked(connection, list(words)[:MOST_WORDS]).subquery()
        query = (
            select(inbox.c.conversation_id, inbox.c.excerpt)
            .join(found, found.c.number == inbox.c.number)
            .where(resolved, inbox.c.conversation_id != conversation_id)
            .order_by(found.c.rank, inbox.c.activity.desc())
            .limit(limit)
        )
        rows = connection.execute(query).all()
        agreed = _agreed(connection, [row.conversation_id for row in rows])
    return [Similar(*row, agreed.get(row.conversation_id, "")) for row in rows]


def _tells(word: str) -> bool:
    return len(word) >= SHORTEST_WORD


def _ranked(connection: Connection, words: Sequence[str]) -> Select[Any]:
    """Numbers of conversations with any of the words, and a rank that is lowest for the best."""
    if connection.dialect.name == "sqlite":
        joined = " OR ".join(f'"{word}"' for word in words)
        texts = table("inbox_texts", column("rowid"), column("rank"))
        matching = text("inbox_texts MATCH :words").bindparams(words=joined)
        return select(texts.c.rowid.label("number"), texts.c.rank).where(matching)
    joined = " | ".join(words)
    texts = table("inbox_texts", column("number"), column("words"))
    asked = text("words @@ to_tsquery('simple', :words)").bindparams(words=joined)
    rank = -func.ts_rank(texts.c.words, func.to_tsquery("simple", joined))
    return select(texts.c.number, rank.label("rank")).where(asked)


def _agreed(connection: Connection, conversation_ids: Sequence[str]) -> dict[str, str]:
    query = (
        select(handoffs.c.conversation_id, handoffs.c.summary)
        .where(handoffs.c.conversation_id.in_(conversation_ids), handoffs.c.summary.is_not(None))
        .order_by(handoffs.c.ended_at)
    )
    return {row.conversation_id: row.summary for row in connection.execute(query)}
