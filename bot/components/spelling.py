"""Mends slips of the finger before a sentence is understood.

A word that neither the encoder nor the training data knows becomes the most frequent training
word that is one edit away (a letter left out, added, changed, or two swapped: Damerau 1964). Where
there is none it becomes the commonest of the encoder's words that is, with the same first letter
if it can be: few slip at the start of a word (Pollock & Zamora 1984). Short words, names in the
encoder's vocabulary and anything with a digit stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WORD: Final = re.compile(r"(?<![\w@#.\-])[A-Za-z]{4,}(?![\w@\-]|\.\w)")
CORRECTED_TEXT: Final = "corrected_text"
"""Under this key a message keeps what was meant."""
LEAST_SEEN: Final = 2
"""A word seen once may itself be a slip."""


class Speller:
    """Corrects words by what the training data says often, then by what the encoder knows."""

    def __init__(self, counts: Mapping[str, int], known: Iterable[str]) -> None:
        self.counts = dict(counts)
        self._known = {word: place for place, word in enumerate(known)}

    @classmethod
    def fit(cls, texts: Iterable[str], known: Iterable[str]) -> Speller:
        """Learn which words are common; `known` are never touched, the commonest first."""
        counts = Counter(found[0].lower() for text in texts for found in WORD.finditer(text))
        common = {word: times for word, times in counts.items() if times >= LEAST_SEEN}
        return cls(common, known)

    def correct(self, text: str) -> str:
        """The text with unknown words mended where one edit is enough."""
        return WORD.sub(lambda found: self._mended(found[0]), text)

    def _mended(self, word: str) -> str:
        lower = word.lower()
        if lower in self.counts or lower in self._known:
            return word
        near = one_edit_from(lower)
        learnt = [one for one in near if one in self.counts]
        if learnt:
            return max(learnt, key=lambda one: (self.counts[one], one))
        common = [one for one in near if one in self._known and WORD.fullmatch(one)]
        alike = [one for one in common if one[0] == lower[0]] or common
        return min(alike, key=self._known.__getitem__) if alike else word


def one_edit_from(word: str) -> set[str]:
    """All that one letter added, dropped or changed, or two swapped, makes of a word."""
    found = set()
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        found.add(before + after[1:])
        found.add(before + after[1:2] + after[:1] + after[2:])
        for letter in ascii_lowercase:
            found.add(before + letter + after)
            found.add(before + letter + after[1:])
    return found - {word}
