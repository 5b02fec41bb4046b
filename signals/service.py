"""Scoring turns with what is kept: the shopper's events in, signals and preferences out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from conversations import Conversations, Traces
from signals.behaviour_log import BehaviourLog
from signals.dialogue import Dialogue, DialogueTurn, typed
from signals.intent_features import features_of
from signals.kept_preferences import KeptPreferences
from signals.scoring import score_turn
from signals.signal_history import SignalHistory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Engine

    from signals.scoring import SignalModels
    from signals.turn_signals import Mood, Propensity, TurnSignals

__all__ = ["Signals"]

logger = logging.getLogger(__name__)


class Signals:
    """Scores turns as they happen, and afterwards those that were missed.

    `models` is called for every turn, so that a model that was trained meanwhile is used; it
    should be cheap after the first call.
    """

    def __init__(self, engine: Engine, models: Callable[[], SignalModels]) -> None:
        self.history = SignalHistory(engine)
        self.behaviour = BehaviourLog(engine)
        self.preferences = KeptPreferences(engine)
        self._models = models
        self._traces = Traces(engine)
        self._conversations = Conversations(engine)

    def score(self, dialogue: Dialogue, before: Mood) -> TurnSignals:
        """Score the dialogue's last turn, and keep its signals and what it states.

        `before` is the mood after the turn before it.
        """
        customer = self._conversations.customer_of(dialogue.conversation_id) or ""
        events = self.behaviour.of_shopper(dialogue.conversation_id, customer)
        signals = score_turn(dialogue, events, before, self._models())
        self.preferences.keep(
            signals.conversation_id, signals.turn_id, signals.preferences, signals.at
        )
        self.history.record(signals)
        return signals

    def propensity(self, conversation_id: str, customer_id: str, now: datetime) -> Propensity:
        """How likely a purchase in this visit is at a moment between two turns."""
        events = self.behaviour.of_shopper(conversation_id, customer_id)
        said = self._said(conversation_id)
        dialogue = Dialogue(conversation_id, said) if said else None
        return self._models().propensity.score(features_of(dialogue, events, now))

    def catching_up(self, among: Sequence[str] | None = None) -> Iterator[int]:
        """Score recorded turns that have no signals, of all or `among` some, a batch at a time.

        Gives how many turns each batch had. They come in the order in which they were said, for
        each mood follows from the one before it, and one that cannot be scored is passed over.
        What a shopper has said since about a thing is not overwritten by what they said then.
        """
        last = None
        while missed := self.history.unscored(among, last):
            for last in missed:
                try:
                    self._score_afterwards(last.turn_id, last.conversation_id)
                except SQLAlchemyError:
                    raise  # the database is away, and the turn not to blame
                except Exception:  # of one turn, whatever it is; the others do not wait for it
                    logger.exception("Turn %s cannot be scored.", last.turn_id)
            yield len(missed)

    def _score_afterwards(self, turn_id: str, conversation_id: str) -> None:
        turns = self._said(conversation_id)
        at = next(place for place, turn in enumerate(turns) if turn.turn_id == turn_id)
        said = turns[: at + 1]
        before = self.history.mood_before(conversation_id, said[-1].at)
        self.score(Dialogue(conversation_id, said), before)

    def _said(self, conversation_id: str) -> tuple[DialogueTurn, ...]:
        """The recorded turns of a conversation, in order."""
        return tuple(
            DialogueTurn(turn.turn_id, typed(turn.text), turn.intent or "", turn.started_at)
            for turn in self._traces.turns_of(conversation_id)
        )
