"""How a shopper's turn sounds, and which words say so.

`load_sentiment` gives the shipped network, trained at set-up (`signals.sentiment_training`), or a
transformers classifier of the shop's choice (`signals.sentiment_transformers`). Both load on first
use and keep a reading of the last turns: whoever asks about the same turn again waits for nothing.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from signals.turn_signals import Contribution, Feeling, Sentiment, SignalEvidence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from signals.sentiment_network import Network
    from signals.turn_signals import SentimentModel

__all__ = ["LazySentiment", "NetworkSentiment", "Reading", "judged", "load_sentiment"]

REMEMBERED: Final = 256
SHOWN_WORDS: Final = 3
"""At most so many words are said to carry a verdict."""
CARRIES: Final = 0.5
"""What a word must add, as a share of what the strongest adds, to be one of them."""


@dataclass(frozen=True)
class Reading:
    """What a text adds up to: `logits` is `base` plus all of `by_word`, label by label.

    `base` is what the label has in itself and from marks that are no words.
    """

    logits: tuple[float, ...]
    words: tuple[str, ...]
    by_word: tuple[tuple[float, ...], ...]
    base: tuple[float, ...]


class Reader(Protocol):
    """What reads one text; the labels are those of `Feeling`, in its order."""

    def read(self, text: str) -> Reading:
        """The logits of a text and what each word adds to them."""


def load_sentiment(model: str, trained: Path) -> SentimentModel:
    """The sentiment model of a store: `model` is a folder or a hub id, empty for the shipped one.

    `trained` is the folder of the shipped network. Nothing is loaded yet; the first text raises
    ModelUnusable when there is no usable model under that name.
    """
    if not model:
        return LazySentiment(f"own@{trained.name}", lambda: _shipped(trained))
    return LazySentiment(model, lambda: _chosen(model))


class NetworkSentiment:
    """Sentiment by a network whose logits are a sum over words.

    The evidence adds up to the log odds of positive against negative.
    """

    def __init__(self, network: Reader, version: str) -> None:
        self.version = version
        self._network = network

    def score(self, texts: Sequence[str]) -> list[Sentiment]:
        """The sentiment of each text."""
        return [judged(self._network.read(text), self.version) for text in texts]


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


def judged(reading: Reading, version: str) -> Sentiment:
    """What a reading comes to: probabilities by the softmax, the likeliest feeling, the words."""
    highest = max(reading.logits)
    weights = [math.exp(one - highest) for one in reading.logits]
    negative, neutral, positive = (one / sum(weights) for one in weights)
    likelihood = {
        Feeling.NEGATIVE: negative,
        Feeling.NEUTRAL: neutral,
        Feeling.POSITIVE: positive,
    }
    feeling = max(likelihood, key=likelihood.__getitem__)
    contributions = tuple(
        Contribution(word, 1.0, pleased - displeased)
        for word, (displeased, _, pleased) in zip(reading.words, reading.by_word, strict=True)
    )
    base = reading.base[2] - reading.base[0]
    evidence = SignalEvidence(version, _carrying(feeling, contributions), base, contributions)
    return Sentiment(feeling, negative, neutral, positive, evidence)


def _carrying(feeling: Feeling, contributions: Sequence[Contribution]) -> tuple[str, ...]:
    """The words that carry a verdict, in the order they were said; none of a neutral text."""
    if feeling is Feeling.NEUTRAL:
        return ()
    sign = 1 if feeling is Feeling.POSITIVE else -1
    adds = [sign * one.contribution for one in contributions]
    ranked = sorted(range(len(adds)), key=lambda at: -adds[at])[:SHOWN_WORDS]
    return tuple(
        contributions[at].feature
        for at in sorted(ranked)
        if adds[at] > 0 and adds[at] >= CARRIES * adds[ranked[0]]
    )


def _shipped(folder: Path) -> NetworkSentiment:
    from signals.sentiment_network import Network

    network: Network = Network.load(folder)
    return NetworkSentiment(network, f"own@{folder.name}")


def _chosen(model: str) -> SentimentModel:
    from signals.sentiment_transformers import TransformersSentiment

    return TransformersSentiment(model)
