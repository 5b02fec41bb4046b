"""The port to a language model that words answers.

A stream is an asynchronous generator. Closing it (`aclose`, or leaving
`contextlib.aclosing`) stops the model's work; a stream that is not read to its end
must be closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class Message:
    """One message of the prompt."""

    role: Role
    content: str


@dataclass(frozen=True)
class Delta:
    """A piece of the answer; the last one of a stream has the token counts, if known."""

    text: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class ChatModel(Protocol):
    """A model that continues a conversation."""

    @property
    def name(self) -> str:
        """What traces and `tilly doctor` show, such as `local:Qwen2.5-1.5B-Instruct`."""

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, deadline: float | None = None
    ) -> AsyncGenerator[Delta, None]:
        """The answer, piece by piece; `deadline` is a `time.monotonic()` moment.

        Raises ModelUnavailable before the first piece, StreamBroken after it,
        PromptTooLong, and DeadlineExceeded at any time.
        """

    async def close(self) -> None:
        """Give back what the model holds: memory, connections, threads."""
