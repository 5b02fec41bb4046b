"""Errors of the generation package.

GenerationError
├── ModelUnavailable    no answer can be begun: weights missing, address wrong, server down
│   ├── EndpointRefused the server answered, with an error status
│   └── Busy            it has as many answers in hand as it can give in time (429, 503)
├── PromptTooLong       the messages do not fit the model's context
├── StreamBroken        the text stopped before it was whole
└── DeadlineExceeded    the time given to the answer is used up
"""

from __future__ import annotations


class GenerationError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class ModelUnavailable(GenerationError):
    """No answer can be begun: weights missing, address wrong, or server down."""


class EndpointRefused(ModelUnavailable):
    """The server answered with an error status."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class Busy(ModelUnavailable):
    """The model has as many answers in hand as it can give in time; do without it at once.

    `retry_after` is the seconds after which to ask again; 0 when that was not said.
    """

    def __init__(self, message: str, *, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PromptTooLong(GenerationError):
    """The messages do not fit the model's context."""


class StreamBroken(GenerationError):
    """The text stopped before it was whole."""


class DeadlineExceeded(GenerationError):
    """The time given to the answer is used up."""
