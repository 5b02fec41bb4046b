"""Which shoppers are writing now. Nothing of it is stored, and nothing of what they write."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["HOLDS_S", "Writing", "agent_writes"]

HOLDS_S: Final = 6.0
"""So long does one `typing` frame hold; clients send one every three seconds while it lasts."""


class Writing:
    """Told by the shoppers' `typing` frames, each of which holds for a few seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._until)

    def note(self, conversation_id: str) -> None:
        """The shopper of a conversation is writing."""
        self._until[conversation_id] = self._clock() + HOLDS_S
        self._until.move_to_end(conversation_id)
        while next(iter(self._until.values())) <= self._clock():
            self._until.popitem(last=False)

    def forget(self, conversation_id: str) -> None:
        """What they wrote was sent."""
        self._until.pop(conversation_id, None)

    def __contains__(self, conversation_id: str) -> bool:
        return self._until.get(conversation_id, 0.0) > self._clock()


def agent_writes(name: str) -> dict[str, str]:
    """The ephemeral frame that shows the shopper who is writing to them."""
    return {"type": "typing", "from": "agent", "name": name}
