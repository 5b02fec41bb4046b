"""What kind of thing a question names: the pressure of "what pressure do the tyres need?".

A line near to such a question in every other word does not answer it without naming the kind,
or the figure that stands for it.
"""

from __future__ import annotations

import re
from typing import Final

from knowledge.text import STOP_WORDS, words
from knowledge.wording import concepts

__all__ = ["counted", "demanded"]

_DEMAND: Final = re.compile(
    r"\b(?:what|which|whose)(?:['\u2019]s| is| are)? (?:the |an? )?"
    r"(?P<noun>[a-z][\w-]*(?: [a-z][\w-]*)?)",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(r"\bhow many (?P<noun>[a-z][\w-]*)", re.IGNORECASE)
_VAGUE: Final = frozenset(
    words("kind sort type one way thing part point amount case day time people difference happen")
)
"""Nouns that leave open what is demanded: "what kind of leather"."""


def demanded(question: str) -> frozenset[str]:
    """The concepts of the noun that follows "what" or "which"; none where it is vague."""
    found = _DEMAND.search(question)
    return _head(found["noun"]) if found else frozenset()


def counted(question: str) -> frozenset[str]:
    """The concepts of the noun that follows "how many"."""
    found = _COUNT.search(question)
    return _head(found["noun"]) if found else frozenset()


def _head(phrase: str) -> frozenset[str]:
    """The last noun of a phrase that a function word ends; of "thread count" it is the thread."""
    head: frozenset[str] = frozenset()
    for word in phrase.lower().split():
        if word in STOP_WORDS or word.removesuffix("s") in _VAGUE:
            break
        head = frozenset(concepts(word)) or head
    return head
