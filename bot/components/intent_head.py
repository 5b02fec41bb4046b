"""Two linear views of a message, joined: what it means and how it is worded.

The first is a logistic regression on the sentence's dense features, the second a linear
support-vector machine on n-grams of words, of letters and of frames: the sentence with all rare
words alike, so that "where is my _" means the same of any thing. Their scores are joined as a
product of experts (Hinton 2002): log p = a · log p1 + b · margin + const.

A guess is trusted the more, the nearer the message is to examples of that intent: a sentence like
none of them is out of scope however clearly one intent beats the others (Sun et al. 2022).
What was tried instead, with figures: docs/decisions/0007-nlu-pipeline.md.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Collection, Dict, Final, List, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from bot.components.errors import TrainingDataError
from bot.components.softmax_regression import SoftmaxRegression

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Chosen by cross-validation on the training parts of four data sets.
INVERSE_PENALTY: Final = 20.0
ITERATIONS: Final = 60
WORDING: Final = {"C": 1.0, "random_state": 0}
WORDS: Final = {
    "ngram_range": (1, 2),
    "sublinear_tf": True,
    "token_pattern": r"(?u)\b\w+\b",
}
LETTERS: Final = {"analyzer": "char_wb", "ngram_range": (2, 5), "sublinear_tf": True}
FRAMES: Final = {"ngram_range": (1, 3), "sublinear_tf": True, "token_pattern": r"\S+"}
WORD: Final = re.compile(r"\w+")
RARE: Final = 8
"""A word in fewer examples is only a place in a frame."""
MEANING_SHARE: Final = 0.6
MARGIN_SCALE: Final = 3.0
NEAREST: Final = 3
NEARNESS_WEIGHT: Final = 10.0
TINY: Final = 1e-9


class IntentHead:
    """Probabilities of intents from texts and their dense features."""

    def __init__(self, parts: Dict[str, Any]) -> None:
        self._parts = parts
        self._meaning = SoftmaxRegression(**parts["meaning"])
        self.labels: List[str] = self._meaning.labels
        self._examples = [
            parts["examples"][parts["intents"] == row] for row in range(len(self.labels))
        ]

    @classmethod
    def fit(
        cls, texts: Sequence[str], dense: NDArray[np.float32], labels: Sequence[str]
    ) -> IntentHead:
        """Learn from texts, their (texts, width) features and their intents.

        Raises TrainingDataError when there are fewer than two intents.
        """
        if len(set(labels)) < 2:  # noqa: PLR2004
            raise TrainingDataError(
                f"The training data has {len(set(labels))} intents; a classifier needs two."
            )
        meaning = SoftmaxRegression.fit(
            dense, labels, inverse_penalty=INVERSE_PENALTY, iterations=ITERATIONS
        )
        rows = {label: row for row, label in enumerate(meaning.labels)}
        parts: Dict[str, Any] = {
            "meaning": vars(meaning),
            "examples": unit(dense).astype(np.float16),
            "intents": np.array([rows[label] for label in labels]),
        }
        ngrams = FeatureUnion(
            [
                ("words", TfidfVectorizer(**WORDS, dtype=np.float32)),
                ("letters", TfidfVectorizer(**LETTERS, dtype=np.float32)),
            ]
        )
        examples = Counter(word for text in texts for word in set(WORD.findall(text.lower())))
        common = sorted(word for word, times in examples.items() if times >= RARE)
        frames = TfidfVectorizer(**FRAMES, dtype=np.float32)
        try:
            ngrams.fit(texts)
        except ValueError:  # no text has a single letter: the meaning alone must do
            return cls({**parts, "wording": None})
        frames.fit(framed(texts, common))
        head = cls({**parts, "ngrams": ngrams, "frames": frames, "common": common, "wording": None})
        head._parts["wording"] = LinearSVC(**WORDING).fit(head._worded(texts), labels)
        return head

    def scores(self, texts: Sequence[str], dense: NDArray[np.float32]) -> NDArray[np.float64]:
        """Unnormalised log-probabilities of shape (texts, intents), uncalibrated."""
        meaning = self._meaning.log_probabilities(dense)
        if self._parts["wording"] is None:
            return meaning
        margins = self._parts["wording"].decision_function(self._worded(texts))
        if margins.ndim == 1:  # two intents have one margin between them
            margins = np.stack([-margins, margins], axis=1)
        joined: NDArray[np.float64] = (
            MEANING_SHARE * meaning + (1 - MEANING_SHARE) * MARGIN_SCALE * margins
        )
        return joined

    def evidence(
        self, shares: NDArray[np.float64], dense: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """How much speaks for each row's greatest share: its log-odds and its nearness.

        Nearness is the mean cosine to the nearest three examples of that intent.
        """
        best = np.clip(shares.max(axis=1), TINY, 1 - TINY)
        near = np.empty(len(dense))
        for row, (vector, guess) in enumerate(zip(unit(dense), shares.argmax(axis=1), strict=True)):
            cosines = self._examples[guess].astype(np.float32) @ vector
            near[row] = np.sort(cosines)[-NEAREST:].mean()
        evidence: NDArray[np.float64] = np.log(best / (1 - best)) + NEARNESS_WEIGHT * near
        return evidence

    def _worded(self, texts: Sequence[str]) -> csr_matrix:
        ngrams = self._parts["ngrams"].transform(texts)
        frames = self._parts["frames"].transform(framed(texts, self._parts["common"]))
        return hstack([ngrams, frames], format="csr")

    def state(self) -> Dict[str, Any]:
        """What `IntentHead(state)` is made from again."""
        return self._parts


def framed(texts: Sequence[str], common: Collection[str]) -> List[str]:
    """Texts with their ends marked, in which every word that is not common is "_"."""
    kept = set(common)
    frames = []
    for text in texts:
        words = [word if word in kept else "_" for word in WORD.findall(text.lower())]
        frames.append(" ".join(["^", *words, "$"]))
    return frames


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of length 1."""
    length = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), TINY)
    normalised: NDArray[np.float32] = vectors / length
    return normalised


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares
