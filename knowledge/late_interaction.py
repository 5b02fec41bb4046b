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
"""Lines whose words stay at hand: about 20 kB each."""
LEAST: Final = 1e-9


@dataclass(frozen=True)
class Nearness:
    """How near a line is to a question.

    `meaning` is the cosine of the texts as wholes, `words` the mean similarity of the question's
    words to their nearest in the line and its headings, `own_words` the same without the
    headings, `own_meaning` the cosine of the means of the weighed words and of the line's own.
    """

    meaning: float
    words: float
    own_words: float
    own_meaning: float


class LateInteraction:
    """Compares questions with lines; remembers the lines. May be called from any thread."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, WordVectors] = {}

    def compare(
        self,
        question: str,
        weights: Sequence[float],
        lines: Sequence[tuple[str, str]],
    ) -> list[Nearness]:
        """The nearness of each line, given as its headings and its own text.

        `weights` are those of the question's words, as `WORD` finds them.
        """
        whole = [f"{headings} {own}".strip() for headings, own in lines]
        asked, *found = self._read([question, *whole])
        weight = np.asarray(weights[: len(asked.words)], dtype=np.float32)
        if not weight.sum():
            weight = np.ones(len(asked.words), dtype=np.float32)
        mean = _unit(asked.vectors[weight > 0].sum(axis=0))
        return [
            _nearness(asked, weight, mean, line, sum(1 for _ in WORD.finditer(own)))
            for line, (_, own) in zip(found, lines, strict=True)
        ]

    def _read(self, texts: Sequence[str]) -> list[WordVectors]:
        known = self._known
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        fresh = {
            text: WordVectors(one.words, one.vectors.astype(np.float16), one.text)
            for text, one in zip(new, self._embedder.words(new), strict=True)
        }
        self._known = fresh if len(known) + len(fresh) > REMEMBERED else known | fresh
        return [fresh[text] if text in fresh else known[text] for text in texts]


def _nearness(
    asked: WordVectors, weight: Numbers, mean: Numbers, line: WordVectors, own: int
) -> Nearness:
    meaning = float(asked.text @ line.text)
    if not len(line.vectors) or not len(asked.vectors):
        return Nearness(meaning, 0.0, 0.0, 0.0)
    vectors = line.vectors.astype(np.float32)
    near = asked.vectors.astype(np.float32) @ vectors.T
    total = float(weight.sum())
    start = max(0, len(vectors) - own)
    if start == len(vectors):  # a long heading left no room for the line itself
        start = 0
    return Nearness(
        meaning=meaning,
        words=float(near.max(axis=1) @ weight) / total,
        own_words=float(near[:, start:].max(axis=1) @ weight) / total,
        own_meaning=float(mean @ _unit(vectors[start:].sum(axis=0))),
    )


def _unit(vector: Numbers) -> Numbers:
    unit: Numbers = vector.astype(np.float32) / max(float(np.linalg.norm(vector)), LEAST)
    return unit
