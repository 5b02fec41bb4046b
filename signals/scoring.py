"""One pure function scores a turn: the same dialogue, events and models give the same signals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signals.intent_features import features_of
from signals.mood import after
from signals.stated import stated_preferences
from signals.turn_signals import Feeling, Mood, Sentiment, SignalEvidence, TurnSignals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signals.behaviour import BehaviourEvent
    from signals.dialogue import Dialogue
    from signals.propensity import PropensityModel
    from signals.turn_signals import SentimentModel
    from signals.wishes import WishReader

__all__ = ["SignalModels", "score_turn"]

SILENT: Final = Sentiment(Feeling.NEUTRAL, 0.0, 1.0, 0.0, SignalEvidence("no words"))
"""Of a clicked button, whose words are ours."""


@dataclass(frozen=True)
class SignalModels:
    """What a turn is scored by."""

    sentiment: SentimentModel
    propensity: PropensityModel
    read: WishReader


def score_turn(
    dialogue: Dialogue, events: Sequence[BehaviourEvent], before: Mood, models: SignalModels
) -> TurnSignals:
    """The signals of the dialogue's last turn.

    `events` are what the shopper did, oldest first; `before` is the mood after the turn before.
    """
    turn = dialogue.now
    sentiment = models.sentiment.score([turn.text])[0] if turn.text.strip() else SILENT
    return TurnSignals(
        turn_id=turn.turn_id,
        conversation_id=dialogue.conversation_id,
        at=turn.at,
        sentiment=sentiment,
        mood=after(before, sentiment, turn.turn_id),
        propensity=models.propensity.score(features_of(dialogue, events, turn.at)),
        preferences=stated_preferences(dialogue, models.read),
    )
