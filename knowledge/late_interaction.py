"""How near a line is to a question, word by word: late interaction.

Each word of the question looks for the word of the line that is nearest to it in context, and
these similarities are averaged by the weight of the question's words, as in ColBERT (Khattab and
Zaharia 2020, arXiv:2004.12832), with the sentence embedder's own last layer for vectors. So "how
do I launder it" meets "wash cold by hand" though they have no word in common.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from embedding.words import WORD, WordVectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from embedding import Embedder

    Numbers = NDArray[np.float32]

__all__ = ["LateInteraction", "Nearness"]

REMEMBERED: Final = 4000
"""Texts whose words stay at hand: about 20 kB each."""
LEAST: Final = 1e-9


@dataclass(frozen=True)
class Nearness:
    """How near a line is to a question.

    `words` is the mean similarity of the question's words to their nearest in the line and its
    headings, `meaning` the cosine of the means of the weighed words and of the line's own.
    """

    words: float
    meaning: float


class LateInteraction:
    """Compares questions with lines; remembers the lines. May be called from any thread."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, WordVectors] = {}

    def compare(
        self, question: str, weights: Sequence[float], lines: Sequence[tuple[str, str]]
    ) -> list[Nearness]:
        """The nearness of each line, given as its headings and its own text.

        `weights` are those of the question's words, as `WORD` finds them. The two texts of a line
        are read apart: lines share their headings, which then are read once.
        """
        asked, *found = self._read([question, *(text for line in lines for text in line)])
        weight, mean = _weighed(asked, weights)
        return [
            _nearness(asked.vectors, weight, mean, headings.vectors, own.vectors)
            for headings, own in zip(found[::2], found[1::2], strict=True)
        ]

    def in_context(
        self, question: str, weights: Sequence[float], headings: str, own: str
    ) -> Nearness:
        """The nearness of one line that is read together with its headings.

        It tells better whether the line answers, and costs too much to be asked of all.
        """
        asked, line = self._read([question, f"{headings} {own}".strip()])
        weight, mean = _weighed(asked, weights)
        start = max(0, len(line.vectors) - sum(1 for _ in WORD.finditer(own)))
        if start == len(line.vectors):  # a long heading left no room for the line itself
            start = 0
        return _nearness(asked.vectors, weight, mean, line.vectors[:start], line.vectors[start:])

    def _read(self, texts: Sequence[str]) -> list[WordVectors]:
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        fresh = {
            text: WordVectors(one.words, one.vectors.astype(np.float16))
            for text, one in zip(new, self._embedder.words(new), strict=True)
        }
        self._known = fresh if len(known) + len(fresh) > REMEMBERED else known | fresh
        return [fresh[text] if text in fresh else known[text] for text in texts]


def _weighed(asked: WordVectors, weights: Sequence[float]) -> tuple[Numbers, Numbers]:
    """What each word of the question weighs, and the mean of those that weigh something."""
    weight = np.asarray(weights[: len(asked.words)], dtype=np.float32)
    if not weight.sum():
        weight = np.ones(len(asked.words), dtype=np.float32)
    return weight, _unit(asked.vectors[weight > 0].sum(axis=0))


def _nearness(
    asked: Numbers, weight: Numbers, mean: Numbers, headings: Numbers, own: Numbers
) -> Nearness:
    if not len(own) or not len(asked):
        return Nearness(0.0, 0.0)
    own = own.astype(np.float32)
    line = np.concatenate([headings.astype(np.float32), own])
    near = (asked.astype(np.float32) @ line.T).max(axis=1)
    return Nearness(
        words=float(near @ weight) / float(weight.sum()),
        meaning=float(mean @ _unit(own.sum(axis=0))),
    )


def _unit(vector: Numbers) -> Numbers:
    unit: Numbers = vector.astype(np.float32) / max(float(np.linalg.norm(vector)), LEAST)
    return unit
