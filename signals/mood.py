"""The mood of a conversation: what the sentiment of its turns comes to.

One grumble is no crisis, and one "thanks" heals none. Turns without feeling ("where is my
order") do not count: they neither sour the mood nor mend it. It turns negative when two turns in
a row that say how the shopper feels are negative, and is ordinary again only once the smoothed
valence has risen above a higher mark than the one it fell below: hysteresis, as in a thermostat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signals.turn_signals import Feeling, Mood

if TYPE_CHECKING:
    from signals.turn_signals import Sentiment

__all__ = ["after"]

TURNS_TO_SOUR: Final = 2
SMOOTHING: Final = 0.5
"""What the newest turn that counts weighs; the rest is what was before it."""
MENDED: Final = 0.0
"""The smoothed valence above which a negative mood is over."""
PLEASED: Final = 0.4
"""The smoothed valence from which a mood is positive, and half of which ends that again."""


def after(before: Mood, sentiment: Sentiment, turn_id: str) -> Mood:
    """The mood after a turn; a turn that has counted already changes nothing."""
    if turn_id and turn_id == before.turn_id:
        return before
    if sentiment.feeling is Feeling.NEUTRAL:
        return Mood(before.feeling, before.level, before.negative_turns, turn_id)
    level = sum(parts(before, sentiment))
    negative = sentiment.feeling is Feeling.NEGATIVE
    in_a_row = before.negative_turns + 1 if negative else 0
    return Mood(_feeling(before.feeling, level, in_a_row), level, in_a_row, turn_id)


def parts(before: Mood, sentiment: Sentiment) -> tuple[float, float]:
    """What the level after a turn is made of: what was before it, and the turn."""
    if sentiment.feeling is Feeling.NEUTRAL:
        return before.level, 0.0
    return (1 - SMOOTHING) * before.level, SMOOTHING * sentiment.valence


def _feeling(before: Feeling, level: float, negative_turns: int) -> Feeling:
    if negative_turns >= TURNS_TO_SOUR:
        return Feeling.NEGATIVE
    if before is Feeling.NEGATIVE and level <= MENDED:
        return Feeling.NEGATIVE
    least = PLEASED / 2 if before is Feeling.POSITIVE else PLEASED
    return Feeling.POSITIVE if level >= least else Feeling.NEUTRAL
