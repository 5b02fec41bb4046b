"""How satisfied somebody in a dialogue is, learnt from dialogues that people have rated.

A multinomial logistic regression on the last words of either side (TF-IDF of words and pairs of
words) and on the dialogue's signs. Few are dissatisfied, so every level weighs the same in
training. `python -m benchmarks satisfaction` measures it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import MaxAbsScaler

from insights.errors import TooLittleData
from insights.voice.dialogues import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from insights.voice.dialogues import Utterance

__all__ = ["SatisfactionModel", "foretold", "recalls"]

REGULARISATION: Final = 0.003
"""The inverse strength of the penalty on weights: strong, for the extreme levels are rare."""
STEPS: Final = 300
LEAST_SEEN: Final = 3
"""Dialogues in which a word must have been said."""
# A word, a sign of Chinese, Japanese or Korean, or a mark that tells asking and shouting.
_WORD: Final = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u9fff\uac00-\ud7af]+(?:'[^\W_]+)*|[?!]"
)


@dataclass(frozen=True)
class SatisfactionModel:
    """Learnt from dialogues, each up to the moment at which its level was given."""

    levels: tuple[int, ...]
    """The levels that it knows, in order."""
    _words: TfidfVectorizer
    _signs: DictVectorizer
    _scale: MaxAbsScaler
    _regression: LogisticRegression
    _acts: bool

    @classmethod
    def fit(
        cls,
        dialogues: Sequence[Sequence[Utterance]],
        levels: NDArray[np.int64],
        *,
        acts: bool = True,
    ) -> Self:
        """Learn from `dialogues` and their `levels`, shape (dialogues,), such as 1 to 5.

        Raises TooLittleData where all levels are the same, or nothing was said often enough.
        """
        known = np.unique(levels)
        if len(known) == 1:
            raise TooLittleData("Satisfaction can be learnt only where ratings differ.")
        model = cls(
            tuple(known.tolist()),
            TfidfVectorizer(analyzer=_terms, min_df=LEAST_SEEN, sublinear_tf=True),
            DictVectorizer(),
            MaxAbsScaler(),
            LogisticRegression(C=REGULARISATION, class_weight="balanced", max_iter=STEPS),
            acts,
        )
        try:
            words = model._words.fit_transform(dialogues)
        except ValueError as error:
            message = f"Satisfaction cannot be learnt from {len(dialogues)} dialogues."
            raise TooLittleData(message) from error
        signs = model._scale.fit_transform(model._signs.fit_transform(model._told(dialogues)))
        model._regression.fit(sparse.hstack([words, signs]).tocsr(), levels)
        return model

    def likely(self, dialogues: Sequence[Sequence[Utterance]]) -> NDArray[np.float64]:
        """The chance of each level were all as frequent, shape (dialogues, levels)."""
        signs = self._scale.transform(self._signs.transform(self._told(dialogues)))
        seen = sparse.hstack([self._words.transform(dialogues), signs]).tocsr()
        chances: NDArray[np.float64] = self._regression.predict_proba(seen)
        return chances

    def predict(self, dialogues: Sequence[Sequence[Utterance]]) -> NDArray[np.int64]:
        """The likeliest level of each, shape (dialogues,)."""
        likeliest: NDArray[np.int64] = np.array(self.levels)[self.likely(dialogues).argmax(1)]
        return likeliest

    def _told(self, dialogues: Sequence[Sequence[Utterance]]) -> list[dict[str, float]]:
        return [signs_of(one, acts=self._acts) for one in dialogues]


def foretold(
    dialogues: Sequence[Sequence[Utterance]],
    levels: NDArray[np.int64],
    groups: Sequence[Any],
    *,
    folds: int = 10,
    acts: bool = True,
) -> NDArray[np.int64]:
    """The level of each by a model that saw none of its group, shape (dialogues,).

    Raises TooLittleData where there are fewer than two groups, or too little to learn from.
    """
    folds = min(folds, len(set(groups)))
    if folds == 1:
        raise TooLittleData("Judging a model of satisfaction takes more than one dialogue.")
    found = np.empty_like(levels)
    for seen, unseen in GroupKFold(folds).split(levels, groups=groups):
        model = SatisfactionModel.fit([dialogues[at] for at in seen], levels[seen], acts=acts)
        found[unseen] = model.predict([dialogues[at] for at in unseen])
    return found


def recalls(found: NDArray[np.int64], truth: NDArray[np.int64]) -> dict[int, float]:
    """The recall of each level that occurs; their mean is the unweighted average recall (UAR)."""
    return {
        int(level): float((found[truth == level] == level).mean()) for level in np.unique(truth)
    }


def _terms(dialogue: Sequence[Utterance]) -> Iterator[str]:
    """The words and pairs of words that either side said last, by side."""
    for side in (True, False):
        said = next((one.text for one in reversed(dialogue) if one.shopper is side), "")
        spoken = _WORD.findall(said.lower())
        name = "shopper" if side else "shop"
        yield from (f"{name}: {word}" for word in spoken)
        yield from (f"{name}: {first} {second}" for first, second in pairwise(spoken))
