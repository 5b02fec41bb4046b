"""What a text judges, clause by clause: which side of a purchase, and whether well or badly.

A clause's words decide (`opinions`). Where they say neither, a review's stars do; a text without
stars then says nothing.
"""

from __future__ import annotations

import re
from typing import Final

from opinions import ENOUGH, Aspect, aspects_in, clauses, polarity

__all__ = ["judgements_in"]

GOOD_STARS, BAD_STARS = 4, 2
"""From which on, and up to which, a review without a word of judgement praises or blames."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n+")


def judgements_in(text: str, stars: float | None = None) -> dict[Aspect, tuple[bool, str]]:
    """Whether a text complains of each aspect that it judges, and the clause that says so."""
    found: dict[Aspect, tuple[bool, str]] = {}
    for sentence in _SENTENCE_END.split(text):
        for clause in clauses(sentence):
            complains = _complains(clause, stars)
            if complains is None:
                continue
            for aspect, _ in aspects_in(clause):
                if aspect not in found or (complains and not found[aspect][0]):
                    found[aspect] = (complains, clause)
    return found


def _complains(clause: str, stars: float | None) -> bool | None:
    value = polarity(clause)
    if abs(value) > ENOUGH:
        return value < 0
    if stars is None or BAD_STARS < stars < GOOD_STARS:
        return None
    return stars <= BAD_STARS
