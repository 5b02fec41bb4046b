"""Signals: what a shopper's words and behaviour say about mood, intent to buy and wishes."""

from signals.behaviour import BehaviourEvent, BehaviourKind, PageKind
from signals.preferences import Polarity, PreferenceScope, Range, StatedPreference
from signals.turn_signals import (
    Contribution,
    Feeling,
    Mood,
    Propensity,
    Sentiment,
    SentimentModel,
    SignalEvidence,
    TurnSignals,
)

__all__ = [
    "BehaviourEvent",
    "BehaviourKind",
    "Contribution",
    "Feeling",
    "Mood",
    "PageKind",
    "Polarity",
    "PreferenceScope",
    "Propensity",
    "Range",
    "Sentiment",
    "SentimentModel",
    "SignalEvidence",
    "StatedPreference",
    "TurnSignals",
]
