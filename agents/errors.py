"""Errors of the agents package.

AgentsError
├── AgentNotFound       no account has this e-mail address or id
├── AgentKnown          another account has this e-mail address
├── AgentInvalid        an e-mail address, name or password that cannot be used
├── ProviderAway        the shop's own sign-in provider does not answer as it should
├── ReplyInvalid        a canned reply that cannot be kept
├── VariableEmpty       a text with a variable that has no value is about to be sent
├── SignInRefused       wrong address, wrong password or disabled: the three are never told apart
└── SessionEnded        signed out, expired, or never begun
"""

from __future__ import annotations

__all__ = [
    "AgentInvalid",
    "AgentKnown",
    "AgentNotFound",
    "AgentsError",
    "ProviderAway",
    "ReplyInvalid",
    "SessionEnded",
    "SignInRefused",
    "VariableEmpty",
]


class AgentsError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class AgentNotFound(AgentsError):
    """No account has this e-mail address or id."""


class AgentKnown(AgentsError):
    """Another account has this e-mail address."""


class AgentInvalid(AgentsError):
    """An account cannot be made of this."""


class ReplyInvalid(AgentsError):
    """A canned reply cannot be made of this."""


class VariableEmpty(AgentsError):
    """A text has a variable that has no value."""


class ProviderAway(AgentsError):
    """The shop's own sign-in provider does not answer as it should."""


class SignInRefused(AgentsError):
    """Who signed in could not be told from anybody else."""


class SessionEnded(AgentsError):
    """Nobody is signed in by this token."""
