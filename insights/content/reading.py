"""How easy a text is to read.

Flesch's reading ease (Flesch 1948, "A new readability yardstick", Journal of Applied Psychology
32): 206.835 - 1.015 words per sentence - 84.6 syllables per word. From 60 on it is plain English;
figures and units are left out, for they are read otherwise. Syllables are counted as groups of
vowels, less a silent final e.
"""

from __future__ import annotations

import re
from typing import Final

from knowledge.text import sentences

__all__ = ["reading_ease"]

_WORD: Final = re.compile(r"(?<![\w.,°])[A-Za-z]{2,}(?:['\u2019][a-z]+)?|\b[aAI]\b")
_VOWELS: Final = re.compile(r"[aeiouy]+")
LEAST_WORDS: Final = 12
"""Fewer say nothing of how a text reads."""


def reading_ease(text: str) -> float | None:
    """Flesch's score, about 0 (hard) to 100 (easy); None of a text too short to tell."""
    parts = [
        sentence for sentence in sentences(text.replace("\n- ", "\n")) if _WORD.search(sentence)
    ]
    found = [word.lower() for part in parts for word in _WORD.findall(part)]
    if len(found) < LEAST_WORDS:
        return None
    syllables = sum(map(_syllables, found))
    return 206.835 - 1.015 * len(found) / len(parts) - 84.6 * syllables / len(found)


def _syllables(word: str) -> int:
    count = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and count > 1
    return max(1, count - silent)
