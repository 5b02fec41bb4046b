"""Slips of the finger in a search, put right by what the catalogue lists."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.shopping_words import AUDIENCES, COLOURS, HARD_FEATURES, KINDRED, singular
from knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Spelling"]

SHORTEST = 5
LONG = 10
"""Letters from which a word may have two slips; a shorter one has one."""
_WORD = re.compile(r"[^\W\d_]+")
_OWN = frozenset(
    {*STOP_WORDS, *KINDRED, *COLOURS, *HARD_FEATURES, *(w for ws in AUDIENCES.values() for w in ws)}
)


class Spelling:
    """The words of one catalogue, and the nearest of them to a word that it has not."""

    def __init__(self, known: Collection[str], listed: Collection[str]) -> None:
        """`known` are all words that are said of a product, `listed` those it is filed under."""
        self._known = known
        self._listed: dict[str, list[str]] = defaultdict(list)
        for word in {*listed, *COLOURS, *HARD_FEATURES}:
            if len(word) >= SHORTEST and word.isalpha():
                self._listed[word[0]].append(word)
        self._nearest = lru_cache(maxsize=4096)(self._nearest_to)

    def put_right(self, text: str) -> str:
        """The text, with words that stand nowhere in the catalogue as it spells them."""
        return _WORD.sub(lambda match: self._spelt(match[0]), text)

    def _spelt(self, word: str) -> str:
        stem = singular(word.lower())
        if len(stem) < SHORTEST or stem in self._known or stem in _OWN:
            return word
        return self._nearest(stem) or word

    def _nearest_to(self, stem: str) -> str:
        # The first letter is seldom mistyped. Half of a word, or one with another end, is
        # more often another word: a table is no tablet.
        near = process.extractOne(
            stem,
            self._listed.get(stem[0], ()),
            scorer=OSA.distance,
            score_cutoff=2 if len(stem) >= LONG else 1,
        )
        if near is None or near[0].startswith(stem) or stem.startswith(near[0]):
            return ""
        return str(near[0])
