"""Reviews of products, kept to count what they speak of: who wrote them is not kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select

from database import reading, writing
from insights.tables import product_reviews

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Engine

__all__ = ["ProductReview", "ReviewLog"]

BATCH: Final = 500


@dataclass(frozen=True)
class ProductReview:
    """A review; `rating` is 1 to 5 stars."""

    id: str
    product_id: str
    rating: float
    title: str
    text: str
    at: datetime


class ReviewLog:
    """The reviews of all products."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def upsert(self, reviews: Sequence[ProductReview]) -> None:
        """Keep reviews; one of the same id replaces what was kept."""
        with writing(self._engine) as connection:
            for begin in range(0, len(reviews), BATCH):
                batch = reviews[begin : begin + BATCH]
                ids = [one.id for one in batch]
                connection.execute(delete(product_reviews).where(product_reviews.c.id.in_(ids)))
                connection.execute(insert(product_reviews), [asdict(one) for one in batch])

    def before(self, until: datetime) -> list[ProductReview]:
        """The reviews written before `until`, the oldest first."""
        query = select(product_reviews).where(product_reviews.c.at < until)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(product_reviews.c.at, product_reviews.c.id))
            return [ProductReview(**row) for row in rows.mappings()]
