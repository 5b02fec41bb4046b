"""Words with their places, compared by their stems."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from knowledge.shopping_words import singular

__all__ = ["Token", "close", "stem", "tokens"]

_WORD = re.compile(r"[^\W_]+(?:['\u2019.][^\W_]+)*%?")
ALIKE = 86
"""Similarity (0 to 100) from which a word counts as a misspelt one."""
SHORTEST_MISSPELT = 5
LOST_ONE = 4
"""Letters left of the shortest word of which one was lost: "paka" for "parka"."""


@dataclass(frozen=True)
class Token:
    """A word of a text: as it is compared, and where it stands."""

    stem: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of a text in order."""
    return [Token(stem(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]


def stem(word: str) -> str:
    """A word in the form in which two of its forms are equal."""
    return singular(word.lower().replace("\u2019", "'").removesuffix("'s"))


def close(word: str, other: str) -> bool:
    """Whether one is the other, perhaps misspelt; short words and figures must be equal."""
    if word == other:
        return True
    if any(map(str.isdigit, word + other)):
        return False
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < SHORTEST_MISSPELT:
        lost_one = len(shorter) == LOST_ONE and len(longer) > LOST_ONE
        if not lost_one or shorter[0] != longer[0] or shorter[-1] != longer[-1]:
            return False
    return fuzz.ratio(word, other, score_cutoff=ALIKE) > 0
