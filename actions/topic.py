"""What an action is here: a name, and what it does with a turn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.turn import AskedTurn
    from tilly.bootstrap import Services

__all__ = ["Event", "TopicAction", "WrappingAction"]

Event = dict[str, Any]


class TopicAction(ABC):
    """Base of all actions: parse the turn, call one service, return events.

    `events_when_failed` are returned in place of the action's own when it fails, so that the
    rules that read them still find their way.
    """

    name: str
    silent: bool = False
    """Whether nobody is told when it fails: it answers nothing that was asked."""
    events_when_failed: Sequence[Event] = ()

    def __init__(self, services: Services, gateway: Gateway) -> None:
        self.services = services
        self.gateway = gateway

    @abstractmethod
    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Answer the turn through the dispatcher; events change what Rasa remembers."""


class WrappingAction(TopicAction):
    """Base of what stands in the place of an action and may leave the turn to it."""

    def __init__(self, action: TopicAction) -> None:
        """`action` is known to Rasa by its name, and fails as it did."""
        super().__init__(action.services, action.gateway)
        self._action = action
        self.name = action.name
        self.events_when_failed = action.events_when_failed


class Gateway(Protocol):
    """The gateway as actions see it: what a shopper is shown before the turn ends."""

    async def delta(self, conversation_id: str, turn_id: str, index: int, text: str) -> None:
        """Show a checked sentence now; the final text still goes through Rasa."""

    async def notify(self, conversation_id: str) -> None:
        """Say that the conversation has new frames to push."""
