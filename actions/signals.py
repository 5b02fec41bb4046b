"""Scoring the turn before anything else decides about it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from actions.topic import TopicAction
from signals import Feeling, Mood
from signals.dialogue import Dialogue, DialogueTurn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from signals import TurnSignals

__all__ = ["ActionScoreTurn", "dialogue_of"]

SCORED: Final = "turn_signals"
MOOD: Final = "mood"
WITHIN_S: Final = 2.0
"""Signals are worth no longer wait; the worker scores the turn afterwards."""


class ActionScoreTurn(TopicAction):
    """Scores the turn, once: Rasa runs it before it decides, and again when a form begins.

    An ordinary mood is the slot `mood` unset, and a turn that cannot be scored has one.
    """

    name = "action_score_turn"
    silent = True
    events_when_failed = ({"event": "slot", "name": MOOD, "value": None},)

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Keep the signals, and remember in slots what rules and the next turn need."""
        del dispatcher
        last = _remembered(turn.slots)
        if not turn.turn_id or last.get("turn_id") == turn.turn_id:
            return []  # scored already, or none of the gateway's: the worker gives it an id
        async with asyncio.timeout(WITHIN_S):
            signals = await asyncio.to_thread(
                self.services.signals.score, dialogue_of(turn), _mood(last)
            )
        negative = signals.mood.feeling is Feeling.NEGATIVE
        events: list[Event] = [{"event": "slot", "name": SCORED, "value": _memory(signals)}]
        if negative != (turn.slots.get(MOOD) is not None):
            value = Feeling.NEGATIVE.value if negative else None
            events.append({"event": "slot", "name": MOOD, "value": value})
        return events


def dialogue_of(turn: AskedTurn) -> Dialogue:
    """The shopper's turns so far, this one last."""
    past = (
        DialogueTurn(each.turn_id, each.text, each.intent, _moment(each.at)) for each in turn.past
    )
    now = DialogueTurn(turn.turn_id, turn.text, turn.intent, _moment(turn.at))
    return Dialogue(turn.conversation_id, (*past, now))


def _memory(signals: TurnSignals) -> dict[str, Any]:
    """What the slot keeps: figures and the mood; the evidence is in the database."""
    return {
        "turn_id": signals.turn_id,
        "feeling": signals.sentiment.feeling.value,
        "valence": round(signals.sentiment.valence, 4),
        "propensity": round(signals.propensity.value, 4),
        "mood": {
            "feeling": signals.mood.feeling.value,
            "level": round(signals.mood.level, 4),
            "negative_turns": signals.mood.negative_turns,
        },
    }


def _remembered(slots: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = slots.get(SCORED)
    return kept if isinstance(kept, dict) else {}


def _mood(last: Mapping[str, Any]) -> Mood:
    """The mood after the turn before this one."""
    kept = last.get("mood") or {}
    return Mood(
        Feeling(kept.get("feeling", Feeling.NEUTRAL)),
        float(kept.get("level", 0.0)),
        int(kept.get("negative_turns", 0)),
        str(last.get("turn_id", "")),
    )


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
