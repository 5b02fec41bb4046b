"""How many answers are taken on: a model that is asked too much refuses at once.

A refusal costs a shopper nothing, for the answer is then quoted from the sources; waiting in a
queue until the turn's time is used up would.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from generation.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Admission", "Admitted"]

NEWEST_WEIGHS: Final = 0.2
"""Of an answer's duration in the running mean."""


@dataclass
class Admitted:
    """One answer that was taken on; set `began` when the model turned to it, `done` at its end."""

    began: float = 0.0
    done: bool = False


@dataclass
class Admission:
    """`at_once` answers run, `waiting` more may wait for them; used by one event loop."""

    at_once: int
    waiting: int
    clock: Callable[[], float] = time.monotonic
    in_hand: int = field(default=0, init=False)
    usual: float = field(default=0.0, init=False)
    """Seconds that an answer takes once begun; 0.0 until one has been given."""

    @contextlib.contextmanager
    def taken(self, name: str, deadline: float | None) -> Iterator[Admitted]:
        """Count an answer in; raises Busy when it would have to wait in vain."""
        self._refuse(name, deadline)
        self.in_hand += 1
        one = Admitted()
        try:
            yield one
        finally:
            self.in_hand -= 1
            if one.done and one.began:
                took = self.clock() - one.began
                weight = NEWEST_WEIGHS if self.usual else 1.0
                self.usual += weight * (took - self.usual)

    def _refuse(self, name: str, deadline: float | None) -> None:
        if self.in_hand >= self.at_once + self.waiting:
            raise Busy(f"{name} has {self.in_hand} answers in hand, which is all it takes on.")
        ahead = self.in_hand - self.at_once + 1
        if ahead <= 0 or deadline is None:
            return
        left = deadline - self.clock()
        needed = self.usual * ahead / self.at_once + self.usual
        if needed > left:
            raise Busy(
                f"{name} has {self.in_hand} answers in hand; "
                f"another would take {needed:.1f} s and has {left:.1f} s."
            )
