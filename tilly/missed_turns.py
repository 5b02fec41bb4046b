"""Scoring turns that the action server did not score: the worker's part of signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from signals.service import Signals

__all__ = ["MissedTurns"]


class MissedTurns:
    """Remembers which turns were recorded, and scores those of them that have no signals.

    What was recorded before the worker started is looked through a batch at a time, so that
    new turns do not wait for a long history; nothing of this need be remembered over a crash.
    """

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._history = signals.catching_up()
        self._recorded: set[str] = set()

    def heard(self, turn_ids: Collection[str]) -> None:
        """Turns were recorded."""
        self._recorded.update(turn_ids)

    def score(self) -> None:
        """Score what was heard of since, and a batch of the history."""
        if self._recorded:
            among = sorted(self._recorded)
            for _ in self._signals.catching_up(among):
                pass
            self._recorded.difference_update(among)
        next(self._history, None)
