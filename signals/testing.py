"""Doubles for tests: a sentiment by a list of words, a shop that understands nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signals.turn_signals import Feeling, Sentiment, SignalEvidence
from signals.wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NoWishes", "WordSentiment"]

_FEELINGS: Final = {
    Feeling.NEGATIVE: ((0.9, 0.1, 0.0), frozenset({"terrible", "useless", "angry"})),
    Feeling.POSITIVE: ((0.0, 0.1, 0.9), frozenset({"great", "lovely", "thanks"})),
}


class WordSentiment:
    """A text is as negative or positive as the first word of feeling in it."""

    version = "words-1"

    def __init__(self) -> None:
        self.scored: list[str] = []

    def score(self, texts: Sequence[str]) -> list[Sentiment]:
        """The sentiment of each text."""
        self.scored += texts
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> Sentiment:
        for word in text.lower().split():
            for feeling, (probabilities, words) in _FEELINGS.items():
                if word.strip(".,!?") in words:
                    evidence = SignalEvidence(self.version, (word,))
                    return Sentiment(feeling, *probabilities, evidence)
        return Sentiment(Feeling.NEUTRAL, 0.05, 0.9, 0.05, SignalEvidence(self.version))


class NoWishes:
    """Understands nothing of what is wished."""

    def __call__(self, text: str) -> Wishes:
        """Nothing."""
        del text
        return Wishes()
