"""Searching all rows of a database server, whose files are out of reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import MetaData, Text, cast, literal, or_, select

from database import reading
from privacy.byte_search import Mention, forms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from privacy.subject import Phrase

__all__ = ["mentions_in"]


def mentions_in(engine: Engine, phrases: Sequence[Phrase]) -> list[Mention]:
    """The tables of which any column of any row has a phrase; none of SQLite, which is a file."""
    if engine.dialect.name == "sqlite":
        return []
    metadata = MetaData()
    metadata.reflect(engine)
    found = []
    with reading(engine) as connection:
        for table in metadata.sorted_tables:
            texts = [cast(column, Text) for column in table.columns]
            for phrase in phrases:
                has = [
                    text.contains(form.decode(), autoescape=True)
                    for form in forms_of(phrase)
                    for text in texts
                ]
                query = select(literal(1)).select_from(table).where(or_(*has)).limit(1)
                if connection.execute(query).first() is not None:
                    found.append(Mention("the database", table.name, phrase.kind))
    return list(dict.fromkeys(found))
