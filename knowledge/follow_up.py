"""Questions that lean on the one before: "and for gold members?", "is it waterproof?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from knowledge.closed_classes import QUALIFIERS
from knowledge.text import content_words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["in_full", "speaks_of_it"]

_LEANS = re.compile(
    r"^\W*(?:and|or|but|also|what about|how about|what if|same|then|plus|even)\b", re.IGNORECASE
)
_PRONOUN = re.compile(
    r"\b(?:it|its|it's|they|them|their|this|that|these|those|one|ones)\b", re.IGNORECASE
)
_FEW: Final = 4


def in_full(question: str, earlier: Sequence[str]) -> str:
    """The question with what it leaves unsaid put before it: the last question that says it.

    Of the earlier question, a tier, region or speed is left out when this one names another.
    """
    if not earlier or not _LEANS.search(question) or len(content_words(question)) > _FEW:
        return question
    said = frozenset(words(question))
    named = frozenset().union(*(names for names in QUALIFIERS if names & said))
    before = " ".join(
        word for word in earlier[-1].split() if not named.intersection(words(word)) - said
    )
    return f"{before} {question}"


def speaks_of_it(question: str) -> bool:
    """Whether the question may be about something that was named before it."""
    return _PRONOUN.search(question) is not None
