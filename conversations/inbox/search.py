"""Full-text search over conversations, by SQLite's FTS5 and PostgreSQL's tsvector."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import column, literal_column, select, table, text

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

__all__ = ["matching", "phrases_in"]

_PARTS: Final = re.compile(r'"([^"]*)"|(\S+)')
_WORD: Final = re.compile(r"\w+")
MOST_PHRASES: Final = 12


def phrases_in(said: str) -> list[list[str]]:
    """What is searched for, phrase by phrase, as words; signs are no part of it."""
    parts = (quoted or bare for quoted, bare in _PARTS.findall(said))
    phrases = (_WORD.findall(part.lower()) for part in parts)
    return [words for words in phrases if words][:MOST_PHRASES]


def matching(connection: Connection, said: str) -> Select[Any] | None:
    """The numbers of the conversations with all the phrases; None when nothing is searched for.

    Nothing that is typed is read as the search engine's own language.
    """
    phrases = phrases_in(said)
    if not phrases:
        return None
    unfinished = not said.rstrip().endswith('"')
    if connection.dialect.name == "sqlite":
        quoted = [f'"{" ".join(words)}"' for words in phrases]
        query = " AND ".join(quoted) + ("*" if unfinished else "")
        texts = table("inbox_texts", column("rowid"))
        found = text("inbox_texts MATCH :words").bindparams(words=query)
        return select(texts.c.rowid).where(found)
    joined = [" <-> ".join(words) for words in phrases]
    query = " & ".join(f"({words})" for words in joined)
    if unfinished:
        query = query[:-1] + ":*)"
    words = table("inbox_texts", column("number"), column("words"))
    tsquery = text("words @@ to_tsquery('simple', :words)").bindparams(words=query)
    return select(words.c.number).where(literal_column("true")).where(tsquery)
