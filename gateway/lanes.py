"""Lanes: the accepted messages of each conversation wait in one, in their order."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from gateway.metrics import Metrics

__all__ = ["Ask", "Lane", "Lanes"]


@dataclass
class Ask:
    """A message that waits for its turn; `accepted_at` is on the monotonic clock.

    `epoch` is the one that its turn belongs to: once it has passed, the turn is silent.
    """

    turn_id: str
    forwarded: str
    page: Mapping[str, Any] | None
    epoch: int
    accepted_at: float
    photos: tuple[str, ...] = ()
    streamed: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Lane:
    """A conversation's messages; `lock` keeps acceptance and queueing in one order."""

    waiting: deque[Ask] = field(default_factory=deque)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    active: Ask | None = None
    users: int = 0


class Lanes:
    """The lanes that are in use; `waiting` counts the messages in all of them."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._lanes: dict[str, Lane] = {}
        self.waiting = 0

    def active(self, conversation_id: str) -> Ask | None:
        """The message that is being answered in a conversation."""
        lane = self._lanes.get(conversation_id)
        return None if lane is None else lane.active

    @asynccontextmanager
    async def entered(self, conversation_id: str) -> AsyncIterator[Lane]:
        """A conversation's lane, for one caller at a time."""
        lane = self._lanes.setdefault(conversation_id, Lane())
        lane.users += 1
        try:
            async with lane.lock:
                yield lane
        finally:
            lane.users -= 1
            self.forget(conversation_id, lane)

    def join(self, lane: Lane, ask: Ask) -> bool:
        """Line a message up; True when the lane was idle, and somebody must work it off."""
        idle = lane.active is None and not lane.waiting
        lane.waiting.append(ask)
        self._count(1)
        return idle

    def leave(self, lane: Lane, ask: Ask) -> None:
        """The turn of a message is over: deltas that come now are late."""
        lane.active = None
        if lane.waiting and lane.waiting[0] is ask:
            lane.waiting.popleft()
            self._count(-1)

    def forget(self, conversation_id: str, lane: Lane) -> None:
        """Let go of a lane that nobody uses."""
        if not lane.users and not lane.waiting and lane.active is None:
            self._lanes.pop(conversation_id, None)

    def _count(self, change: int) -> None:
        self.waiting += change
        self._metrics.waiting.set(self.waiting)
