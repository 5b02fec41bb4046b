"""Errors of the conversations package.

ConversationsError
├── ConversationNotFound    no conversation has this id
├── OtherCustomer           the conversation belongs to another customer
├── MessageNotFound         this conversation was sent no such message
└── ButtonRefused
    ├── ButtonUnknown       this conversation was sent no such button
    └── ButtonUsed          a button is valid once
"""

from __future__ import annotations


class ConversationsError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class ConversationNotFound(ConversationsError):
    """No conversation has this id."""


class OtherCustomer(ConversationsError):
    """The conversation belongs to another customer."""


class MessageNotFound(ConversationsError):
    """This conversation was sent no such message."""


class ButtonRefused(ConversationsError):
    """A click that names no button that can be clicked."""


class ButtonUnknown(ButtonRefused):
    """This conversation was sent no such button."""


class ButtonUsed(ButtonRefused):
    """A button is valid once."""
