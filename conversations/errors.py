"""Errors of the conversations package.

ConversationsError
├── ConversationNotFound    no conversation has this id
├── OtherCustomer           the conversation belongs to another customer
├── MessageNotFound         this conversation was sent no such message
├── TicketNotFound          no ticket has this id
├── PhotoNotFound           missing or of another conversation: the two are never told apart
├── PhotoRefused            what was sent as a photo is none, or too large, or one too many
├── TakenOver               a turn would write although somebody else answers now
├── TakeoverRefused
│   ├── NotHeld             no agent has the conversation
│   ├── HeldByAnother       another agent has it
│   └── ShopperWrote        the shopper wrote what the agent has not read yet
└── ButtonRefused
    ├── ButtonUnknown       this conversation was sent no such button
    └── ButtonUsed          a button is valid once
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ConversationsError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class ConversationNotFound(ConversationsError):
    """No conversation has this id."""


class OtherCustomer(ConversationsError):
    """The conversation belongs to another customer."""


class MessageNotFound(ConversationsError):
    """This conversation was sent no such message."""


class TicketNotFound(ConversationsError):
    """No ticket has this id."""


class PhotoNotFound(ConversationsError):
    """This conversation has no such photo."""


class PhotoRefused(ConversationsError):
    """A photo that is not taken; `code` is wrong_type, broken, too_large or too_many."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class TakenOver(ConversationsError):
    """A turn would write although somebody else answers now; nothing was written.

    `about` says what it would have been, to the agents.
    """

    def __init__(self, message: str, about: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.about = about or {}


class TakeoverRefused(ConversationsError):
    """An agent cannot do this in the conversation as it is."""


class NotHeld(TakeoverRefused):
    """No agent has the conversation."""


class HeldByAnother(TakeoverRefused):
    """Another agent has the conversation."""


class ShopperWrote(TakeoverRefused):
    """The shopper wrote what the agent has not read yet."""


class ButtonRefused(ConversationsError):
    """A click that names no button that can be clicked."""


class ButtonUnknown(ButtonRefused):
    """This conversation was sent no such button."""


class ButtonUsed(ButtonRefused):
    """A button is valid once."""
