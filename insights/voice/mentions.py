"""What reviews and talks complain of or praise: side of a purchase and product, clause by clause.

One text counts once for each product and aspect, as a complaint if any of its clauses is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from commerce import Catalogue
from conversations.tables import messages
from database import reading
from insights.voice.judging import judgements_in
from insights.voice.reviews import ReviewLog
from knowledge.linking import ProductNames, naming_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Engine

    from opinions import Aspect

__all__ = ["Mention", "read_mentions"]


@dataclass(frozen=True)
class Mention:
    """What one review or talk says of one aspect of a product, in its own words.

    `source` is "review" or "talk", `id` the review's or the conversation's; `product_id` is empty
    where no product is named.
    """

    source: str
    id: str
    product_id: str
    at: datetime
    aspect: Aspect
    complains: bool
    clause: str


def read_mentions(engine: Engine, until: datetime) -> list[Mention]:
    """All mentions before `until`, the oldest first."""
    found = [*_of_reviews(engine, until), *_of_talks(engine, until)]
    return sorted(found, key=lambda one: (one.at, one.source, one.id, one.aspect))


def _of_reviews(engine: Engine, until: datetime) -> Iterator[Mention]:
    for review in ReviewLog(engine).before(until):
        told = judgements_in(f"{review.title}. {review.text}", review.rating)
        for aspect, (complains, clause) in told.items():
            yield Mention(
                "review", review.id, review.product_id, review.at, aspect, complains, clause
            )


def _of_talks(engine: Engine, until: datetime) -> Iterator[Mention]:
    names = ProductNames(naming_of(product) for product in Catalogue(engine).all())
    query = (
        select(messages.c.conversation_id, messages.c.text, messages.c.at)
        .where(
            messages.c.sender == "shopper",
            messages.c.clicked.is_not(True),  # a button's words are the shop's
            messages.c.at < until,
        )
        .order_by(messages.c.at, messages.c.id)
    )
    with reading(engine) as connection:
        said = connection.execute(query).all()
    yield from _first_of_each(
        Mention("talk", row.conversation_id, product_id, row.at, aspect, complains, clause)
        for row in said
        for aspect, (complains, clause) in judgements_in(row.text).items()
        for product_id in _named(names, row.text)
    )


def _named(names: ProductNames, text: str) -> tuple[str, ...]:
    """The product that a text names; an empty id where it names none, or could mean several."""
    links = names.named_in(text)
    return (links[0].product_id,) if len(links) == 1 else ("",)


def _first_of_each(found: Iterable[Mention]) -> Iterator[Mention]:
    """A talk that complains of the same again is still one."""
    seen = set()
    for one in found:
        key = (one.id, one.product_id, one.aspect, one.complains)
        if key not in seen:
            seen.add(key)
            yield one
