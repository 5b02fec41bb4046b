"""How a shopper's turn sounds, and which words say so.

`load_sentiment` gives the shipped network, trained at set-up (`signals.sentiment_training`), or a
transformers classifier of the shop's choice (`signals.sentiment_transformers`). Both load on first
use and keep a reading of the last turns: whoever asks about the same turn again waits for nothing.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from embedding.words import WORD
from signals.turn_signals import Contribution, Feeling, Sentiment, SignalEvidence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from signals.turn_signals import SentimentModel

__all__ = ["Classifier", "ExplainedSentiment", "LazySentiment", "load_sentiment"]

REMEMBERED: Final = 256
LEAST: Final = 1e-6
"""No probability counts as less."""
_NUMBER: Final = {feeling: at for at, feeling in enumerate(Feeling)}
MOST_WORDS: Final = 40
"""Of a longer text the first so many are left out in turn."""
_FUNCTION_WORDS: Final = frozenset(
    """
    a am an and are as at be been being by did do does doing for from had has have having he her
    here hers him his i i'd i'll i'm i've in into is it it'd it'll it's its me mine my of on or our
    ours she that that's the their theirs them then there there's these they they'd they'll
    they're they've this those to us was we we'd we'll we're we've were with you you'd you'll
    you're you've your yours
    """.split()  # noqa: SIM905  reads as a list of words
)
"""Words that hold a sentence together and carry no feeling; what denies or intensifies is none."""
SHOWN_WORDS: Final = 3
"""At most so many words are said to carry a verdict."""
CARRIES: Final = 0.5
"""What a word must add, as a share of what the strongest adds, to be one of them."""


class Classifier(Protocol):
    """What tells three feelings apart."""

    def logits(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Of each text three logits, in the order of `Feeling`."""


def load_sentiment(model: str, trained: Path) -> SentimentModel:
    """The sentiment model of a store: `model` is a folder or a hub id, empty for the shipped one.

    `trained` is the folder of the shipped network. Nothing is loaded yet; the first text raises
    ModelUnusable when there is no usable model under that name.
    """
    if not model:
        return LazySentiment(f"own@{trained.name}", lambda: _shipped(trained))
    return LazySentiment(model, lambda: _chosen(model))


class ExplainedSentiment:
    """Sentiment by a classifier, with the words that carry it.

    The evidence adds up to the log odds of the feeling told against the two others. A word adds
    what is lost when it is left out (Li et al. 2016, arXiv:1612.08220), function words aside; a
    neutral text is told without, since nothing carries it.
    """

    def __init__(self, classifier: Classifier, version: str) -> None:
        self.version = version
        self._classifier = classifier

    def score(self, texts: Sequence[str]) -> list[Sentiment]:
        """The sentiment of each text."""
        return [self._told(text) for text in texts]

    def _told(self, text: str) -> Sentiment:
        likely = _softmax(self._classifier.logits([text])[0])
        feeling = max(Feeling, key=lambda one: likely[_NUMBER[one]])
        odds = _log_odds(likely, feeling)
        contributions: tuple[Contribution, ...] = ()
        said = (word for word in WORD.finditer(text) if word.group().lower() not in _FUNCTION_WORDS)
        words = list(islice(said, MOST_WORDS))
        if words and feeling is not Feeling.NEUTRAL:
            rest = [text[: word.start()] + text[word.end() :] for word in words]
            without = map(_softmax, self._classifier.logits(rest))
            contributions = tuple(
                Contribution(word.group().lower(), 1.0, odds - _log_odds(one, feeling))
                for word, one in zip(words, without, strict=True)
            )
        base = odds - sum(one.contribution for one in contributions)
        evidence = SignalEvidence(self.version, _carrying(contributions), base, contributions)
        return Sentiment(feeling, *likely, evidence)


class LazySentiment:
    """A model that is loaded when the first text comes; safe to ask from any thread."""

    def __init__(self, version: str, load: Callable[[], SentimentModel]) -> None:
        self.version = version
        self._load = load
        self._model: SentimentModel | None = None
        self._lock = threading.Lock()
        self._read: OrderedDict[str, Sentiment] = OrderedDict()

    def score(self, texts: Sequence[str]) -> list[Sentiment]:
        """The sentiment of each text."""
        with self._lock:
            return [self._one(text) for text in texts]

    def _one(self, text: str) -> Sentiment:
        if text not in self._read:
            if self._model is None:
                self._model = self._load()
            self._read[text] = self._model.score([text])[0]
            while len(self._read) > REMEMBERED:
                self._read.popitem(last=False)
        self._read.move_to_end(text)
        return self._read[text]


def _softmax(logits: Sequence[float]) -> tuple[float, float, float]:
    highest = max(logits)
    weights = [math.exp(one - highest) for one in logits]
    negative, neutral, positive = (one / sum(weights) for one in weights)
    return negative, neutral, positive


def _log_odds(likely: Sequence[float], feeling: Feeling) -> float:
    others = sum(one for at, one in enumerate(likely) if at != _NUMBER[feeling])
    return math.log(max(likely[_NUMBER[feeling]], LEAST) / max(others, LEAST))


def _carrying(contributions: Sequence[Contribution]) -> tuple[str, ...]:
    """The words that add most, in the order they were said."""
    ranked = sorted(contributions, key=lambda one: -one.contribution)[:SHOWN_WORDS]
    return tuple(
        one.feature
        for one in contributions
        if one in ranked and 0 < one.contribution >= CARRIES * ranked[0].contribution
    )


def _shipped(folder: Path) -> ExplainedSentiment:
    from signals.sentiment_serving import served_network

    return ExplainedSentiment(served_network(folder), f"own@{folder.name}")


def _chosen(model: str) -> SentimentModel:
    from signals.sentiment_transformers import TransformersClassifier

    return ExplainedSentiment(TransformersClassifier(model), model)
