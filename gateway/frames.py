"""What a client may send: parsed into frozen records, or refused with the field's name."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NoReturn, cast

from gateway.errors import FrameRefused, TooLong
from gateway.frame_fields import Fields, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "MAX_FRAME_CHARS",
    "Click",
    "ClientFrame",
    "Feedback",
    "Identify",
    "Message",
    "NudgeAnswer",
    "Open",
    "Ping",
    "SignOut",
    "Typing",
    "neutralised",
    "parse",
]

MAX_FRAME_CHARS = 64 * 1024
MAX_TOKEN_CHARS = 4096
MAX_REASON_CHARS = 500
MAX_PHOTOS = 5


@dataclass(frozen=True)
class Open:
    """Open a conversation, or resume one after frame `last_seq`."""

    token: str | None
    customer_token: str | None
    last_seq: int
    page: Mapping[str, Any] | None


@dataclass(frozen=True)
class Message:
    """Something typed; `id` is the client's. With photos the text may be empty."""

    id: str
    text: str
    page: Mapping[str, Any] | None
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Click:
    """A button of an earlier reply."""

    id: str
    button: str


@dataclass(frozen=True)
class Feedback:
    """A thumb up or down on a message of ours."""

    message: str
    value: Literal["up", "down"]
    reason: str


NudgeChoice = Literal["followed", "dismissed", "stopped"]


@dataclass(frozen=True)
class NudgeAnswer:
    """What a shopper said to a nudge; `id` is the nudge's."""

    id: str
    answer: NudgeChoice


@dataclass(frozen=True)
class Identify:
    """A customer signs in."""

    customer_token: str


@dataclass(frozen=True)
class SignOut:
    """The customer signs out."""


@dataclass(frozen=True)
class Typing:
    """The shopper is writing something."""


@dataclass(frozen=True)
class Ping:
    """Asks for a pong."""


ClientFrame = Open | Message | Click | Feedback | NudgeAnswer | Identify | SignOut | Typing | Ping


def parse(text: str, *, max_message_chars: int) -> ClientFrame:
    """Read one frame. Raises FrameRefused or TooLong, with the client's id when it has one."""
    if len(text) > MAX_FRAME_CHARS:
        raise TooLong(
            f"A frame may have {MAX_FRAME_CHARS:,} characters; this one has {len(text):,}."
        )
    try:
        frame = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise FrameRefused("A frame must be one JSON object; this is not valid JSON.") from None
    if not isinstance(frame, dict):
        raise FrameRefused("A frame must be one JSON object, such as {'type': 'ping'}.")
    kind = frame.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        kinds = ", ".join(_READERS)
        raise FrameRefused(f"type must be one of {kinds}.", field="type")
    fields = Fields(frame)
    try:
        return reader(fields, max_message_chars)
    except FrameRefused as refusal:
        refusal.client_id = fields.client_id()
        raise


def neutralised(text: str) -> str:
    """Text that the dialogue engine cannot take for a command.

    Rasa runs a message that starts with ``/`` as an intent, after stripping white space
    (every Unicode kind); invisible characters are looked through as well.
    """
    stripped = _lstrip(text, also="")
    return _lstrip(stripped, also="/") if stripped.startswith("/") else text


def _lstrip(text: str, also: str) -> str:
    start = 0
    while start < len(text) and (
        text[start].isspace()
        or text[start] in also
        or unicodedata.category(text[start]) in {"Cc", "Cf"}
    ):
        start += 1
    return text[start:]


def _open(fields: Fields, _max: int) -> Open:
    return Open(
        token=fields.string("token", MAX_TOKEN_CHARS) or None,
        customer_token=fields.string("customer_token", MAX_TOKEN_CHARS) or None,
        last_seq=fields.number("last_seq"),
        page=fields.page(),
    )


def _message(fields: Fields, max_message_chars: int) -> Message:
    client_id = fields.identifier("id")
    photos = fields.identifiers("photos", MAX_PHOTOS)
    text = fields.string("text", max_message_chars) if photos else None
    if not photos:
        text = fields.required("text", max_message_chars)
    text = neutralised(text or "").strip()
    if not text and not photos:
        refuse("text", "must say something")
    return Message(client_id, text, fields.page(), photos)


def _click(fields: Fields, _max: int) -> Click:
    return Click(fields.identifier("id"), fields.identifier("button"))


def _feedback(fields: Fields, _max: int) -> Feedback:
    value = fields.choice("value", "up", "down")
    return Feedback(
        fields.identifier("message"),
        "up" if value == "up" else "down",
        (fields.string("reason", MAX_REASON_CHARS) or "").strip(),
    )


def _nudge(fields: Fields, _max: int) -> NudgeAnswer:
    answer = fields.choice("answer", "followed", "dismissed", "stopped")
    return NudgeAnswer(fields.identifier("id"), cast("NudgeChoice", answer))


def _identify(fields: Fields, _max: int) -> Identify:
    return Identify(fields.required("customer_token", MAX_TOKEN_CHARS))


_READERS: dict[str, Callable[[Fields, int], ClientFrame]] = {
    "open": _open,
    "message": _message,
    "click": _click,
    "feedback": _feedback,
    "nudge": _nudge,
    "identify": _identify,
    "sign_out": lambda _fields, _max: SignOut(),
    "typing": lambda _fields, _max: Typing(),
    "ping": lambda _fields, _max: Ping(),
}


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
