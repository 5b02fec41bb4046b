"""What a review feels about each side of a purchase: quality, fit, delivery, price, service.

A review is read clause by clause: "soft but far too small" praises one thing and blames another.
The words of a clause decide (`opinions.polarity`); where they say nothing, the model does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opinions import ENOUGH, aspects_in, clauses, polarity
from signals.turn_signals import Feeling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opinions import Aspect
    from signals.turn_signals import SentimentModel

__all__ = ["AspectOpinion", "aspect_opinions"]

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True)
class AspectOpinion:
    """What one clause of a review, quoted word for word, feels about one aspect."""

    aspect: Aspect
    feeling: Feeling
    clause: str


def aspect_opinions(review: str, model: SentimentModel) -> tuple[AspectOpinion, ...]:
    """What a review says of each aspect, in the order it is said."""
    return tuple(
        AspectOpinion(aspect, feeling, clause)
        for clause in _clauses(review)
        if (found := aspects_in(clause))
        for feeling in (_feeling(clause, model),)
        for aspect, _ in sorted(found, key=lambda one: one[1])
    )


def _clauses(review: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(review):
        yield from clauses(sentence)


def _feeling(clause: str, model: SentimentModel) -> Feeling:
    value = polarity(clause)
    if abs(value) <= ENOUGH:
        return model.score([clause])[0].feeling
    return Feeling.POSITIVE if value > 0 else Feeling.NEGATIVE
