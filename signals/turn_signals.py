"""The signals of one turn, each with what it rests on.

Values in, values out: what scores a turn returns these, what stores, shows or ranks by
signals takes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from signals.preferences import StatedPreference  # noqa: TC001  stored ones are read by their types

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

__all__ = [
    "Contribution",
    "Feeling",
    "Mood",
    "Propensity",
    "Sentiment",
    "SentimentModel",
    "SignalEvidence",
    "TurnSignals",
]


class Feeling(StrEnum):
    """How somebody feels about something."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


@dataclass(frozen=True)
class Contribution:
    """What one feature adds to a score, on the scale on which the contributions add up."""

    feature: str
    value: float
    """The feature's own."""
    contribution: float


@dataclass(frozen=True)
class SignalEvidence:
    """Why a signal is what it is.

    `base` and the contributions add up to `score`, from which the model's own link (the logistic
    function, say) makes the signal's value. `model` is the name and version of what scored.
    """

    model: str
    words: tuple[str, ...] = ()
    base: float = 0.0
    contributions: tuple[Contribution, ...] = ()

    @property
    def score(self) -> float:
        """The sum of the base and all contributions."""
        return self.base + sum(one.contribution for one in self.contributions)


@dataclass(frozen=True)
class Sentiment:
    """How one text sounds: three probabilities that add up to 1, and the verdict by them."""

    feeling: Feeling
    negative: float
    neutral: float
    positive: float
    evidence: SignalEvidence

    @property
    def valence(self) -> float:
        """From -1 (surely negative) to 1 (surely positive)."""
        return self.positive - self.negative


class SentimentModel(Protocol):
    """What tells how texts sound; may be called from any thread."""

    @property
    def version(self) -> str:
        """Its name and version."""

    def score(self, texts: Sequence[str]) -> list[Sentiment]:
        """The sentiment of each text."""


@dataclass(frozen=True)
class Mood:
    """How the shopper feels in this conversation; it changes slowly, by `mood.after`.

    `turn_id` is the last turn that counted towards it, so that no turn counts twice.
    """

    feeling: Feeling = Feeling.NEUTRAL
    level: float = 0.0
    """The smoothed valence of the turns so far, -1 to 1."""
    negative_turns: int = 0
    """Of the last turns that said how the shopper feels, so many in a row were negative."""
    turn_id: str = ""


@dataclass(frozen=True)
class Propensity:
    """How likely the shopper is to buy in this visit, 0 to 1."""

    value: float
    evidence: SignalEvidence


@dataclass(frozen=True, kw_only=True)
class TurnSignals:
    """All signals of one turn."""

    turn_id: str
    conversation_id: str
    at: datetime
    sentiment: Sentiment
    mood: Mood
    propensity: Propensity
    preferences: tuple[StatedPreference, ...] = field(default=())
    """Said in this turn."""
