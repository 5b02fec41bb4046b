"""A conversation so far, as far as signals are told by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Dialogue", "DialogueTurn", "typed"]


def typed(text: str) -> str:
    """The words of a message; a clicked button's payload is none of the shopper's words."""
    return "" if text.lstrip().startswith("/") else text


@dataclass(frozen=True)
class DialogueTurn:
    """What the shopper said, and what NLU took it for; `text` is empty for a clicked button."""

    turn_id: str
    text: str
    intent: str
    at: datetime


@dataclass(frozen=True)
class Dialogue:
    """The shopper's turns, oldest first; the last one is the one that is scored."""

    conversation_id: str
    turns: tuple[DialogueTurn, ...]

    @property
    def now(self) -> DialogueTurn:
        """The turn that is scored."""
        return self.turns[-1]
