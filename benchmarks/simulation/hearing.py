"""How the shop hears a simulated shopper: its own scoring, whole or with a part left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signals import Feeling, Mood, Propensity, Sentiment, SignalEvidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.simulation.chance import Draws
    from signals import TurnSignals

__all__ = ["ARMS", "Arm", "HeardFeeling", "heard"]


@dataclass(frozen=True, kw_only=True)
class Arm:
    """What one side of an experiment makes use of."""

    mood: bool = True
    wishes: bool = True
    propensity: bool = True
    guarded: bool = True
    """Whether the guard is told of open matters, moods and former offers."""
    of_another: bool = False
    """Whether the signals are those of another shopper: a placebo."""
    of_same_need: bool = False
    """Whether that other shopper came for the same category."""

    def used(self, signals: TurnSignals) -> TurnSignals:
        """The signals that this arm may use."""
        silent = Propensity(0.0, SignalEvidence("left out"))
        return replace(
            signals,
            mood=signals.mood if self.mood else Mood(turn_id=signals.turn_id),
            preferences=signals.preferences if self.wishes else (),
            propensity=signals.propensity if self.propensity else silent,
        )


ARMS = {
    "signals": Arm(),
    "without": Arm(mood=False, wishes=False, propensity=False),
    "no_mood": Arm(mood=False),
    "no_wishes": Arm(wishes=False),
    "no_propensity": Arm(propensity=False),
    "placebo": Arm(of_another=True),
    "placebo_of_need": Arm(of_another=True, of_same_need=True),
    "placebo_mood": Arm(of_another=True, wishes=False, propensity=False),
    "placebo_wishes": Arm(of_another=True, mood=False, propensity=False),
    "unguarded": Arm(guarded=False),
}


class HeardFeeling:
    """A sentiment model of a stated error rate: it is told what a turn was meant to sound like."""

    version = "stated-error"

    def __init__(self, feeling: Feeling) -> None:
        probability = {one: 0.9 if one is feeling else 0.05 for one in Feeling}
        self._sentiment = Sentiment(
            feeling,
            probability[Feeling.NEGATIVE],
            probability[Feeling.NEUTRAL],
            probability[Feeling.POSITIVE],
            SignalEvidence(self.version),
        )

    def score(self, texts: Sequence[str]) -> list[Sentiment]:
        """The same for each text."""
        return [self._sentiment for _ in texts]


def heard(meant: Feeling, misheard: float, draws: Draws, turn: int) -> Feeling:
    """What is heard of a feeling: with the chance `misheard` one of the two others."""
    if not draws.chance(misheard, "misheard", turn):
        return meant
    return draws.one_of([one for one in Feeling if one is not meant], "heard", turn)
