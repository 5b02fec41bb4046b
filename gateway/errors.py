"""Errors of the gateway package.

GatewayError
├── SecretTooShort          a signing secret that could be guessed
├── AssistantAway           the action server gave agents no help
├── DialogueFailed          the dialogue engine gave no usable answer
│   ├── DialogueTimedOut    it gave none within the turn's budget
│   └── EventsRefused       it cannot read what it was told
└── Refused                 an error frame: `code` says which kind, the message says why
    ├── FrameRefused        the frame cannot be read, or a field of it is wrong
    │   └── TooLong
    ├── TokenRefused        forged, or of another kind
    │   └── TokenExpired
    ├── RateLimited         too many messages; `retry_after_s` says when to go on
    ├── Busy                too much waits to be answered
    ├── NotOpen             the first frame of a connection must be ``open``
    ├── OriginRefused       the page's origin may not embed the chat
    ├── ClickRefused        no such button here, or it was used
    ├── PhotoUnknown        no such photo here
    └── PhotoUnusable       what was uploaded is no photo that can be taken; `reason` says why
"""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "AssistantAway",
    "Busy",
    "ClickRefused",
    "DialogueFailed",
    "DialogueTimedOut",
    "EventsRefused",
    "FrameRefused",
    "GatewayError",
    "NotOpen",
    "OriginRefused",
    "PhotoUnknown",
    "PhotoUnusable",
    "RateLimited",
    "Refused",
    "SecretTooShort",
    "TokenExpired",
    "TokenRefused",
    "TooLong",
]


class GatewayError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class SecretTooShort(GatewayError):
    """A signing secret that could be guessed."""


class AssistantAway(GatewayError):
    """The action server gave no help; an agent can do without."""


class DialogueFailed(GatewayError):
    """The dialogue engine gave no usable answer."""


class DialogueTimedOut(DialogueFailed):
    """The dialogue engine gave no answer within the turn's budget."""


class EventsRefused(DialogueFailed):
    """The dialogue engine cannot read what it was told, now or ever."""


class Refused(GatewayError):
    """Something that a client sent is refused; becomes an error frame.

    `status` is that of the answer where it was sent by HTTP.
    """

    code: ClassVar[str]
    status: int = 503

    def __init__(self, message: str, client_id: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.client_id = client_id
        self.details = details

    def frame(self) -> dict[str, Any]:
        """The error frame."""
        frame = {"type": "error", "code": self.code, "message": str(self)}
        if self.client_id is not None:
            frame["id"] = self.client_id
        return frame | self.details


class FrameRefused(Refused):
    """The frame cannot be read, or a field of it is wrong."""

    code = "bad_frame"
    status = 400


class TooLong(FrameRefused):
    """The frame or its text is longer than allowed."""

    code = "too_long"
    status = 413


class TokenRefused(Refused):
    """A token is forged, broken or of another kind."""

    code = "bad_token"
    status = 401


class TokenExpired(TokenRefused):
    """A token's time is over, or what it opened is gone."""

    code = "expired"


class RateLimited(Refused):
    """Too many messages in too short a time."""

    code = "rate_limited"
    status = 429


class Busy(Refused):
    """Too much waits to be answered."""

    code = "busy"


class NotOpen(Refused):
    """The first frame of a connection must be ``open``."""

    code = "not_open"


class OriginRefused(Refused):
    """The page's origin may not embed the chat."""

    code = "origin"
    status = 403


class ClickRefused(Refused):
    """This conversation was sent no such button, or it was used."""

    code = "unknown_button"


class PhotoUnknown(Refused):
    """This conversation has no such photo."""

    code = "unknown_photo"


class PhotoUnusable(Refused):
    """What was uploaded is no photo, broken, too large, or one too many."""

    code = "bad_photo"
    STATUSES: ClassVar = {"wrong_type": 415, "broken": 422, "too_large": 413, "too_many": 409}

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message, reason=reason)
        self.status = self.STATUSES[reason]
