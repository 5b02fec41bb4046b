"""What an OpenAI-compatible server sends back: events with pieces of text, or a refusal."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from generation.chat_model import Delta
from generation.errors import (
    Busy,
    EndpointRefused,
    GenerationError,
    PromptTooLong,
    StreamBroken,
)
from generation.server_sent_events import data_of_events

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    import aiohttp

__all__ = ["deltas", "knows_no_usage", "refusal"]

_BUSY = frozenset({429, 503})
_BAD_REQUEST = frozenset({400, 422})
_TOO_LONG = frozenset({400, 413})
_HINTS = {
    401: "; check TILLY_LLM_API_KEY",
    403: "; check TILLY_LLM_API_KEY",
    404: "; check TILLY_LLM_URL and TILLY_LLM_MODEL",
}


async def deltas(response: aiohttp.ClientResponse) -> AsyncGenerator[Delta, None]:
    """The pieces of an answer, then the token counts; StreamBroken where it ends too early."""
    finished = False
    usage: dict[str, Any] = {}
    async with contextlib.aclosing(data_of_events(response.content.iter_any())) as events:
        async for data in events:
            if data.strip() == "[DONE]":
                finished = True
                break
            text, reason, counts = _read(data)
            finished = finished or reason
            usage = counts or usage
            if text:
                yield Delta(text)
    if not finished:
        raise StreamBroken("The model's server ended the answer before it was whole.")
    yield Delta(
        "",
        prompt_tokens=usage.get("prompt_tokens"),
        completion_tokens=usage.get("completion_tokens"),
    )


def _read(data: str) -> tuple[str, bool, dict[str, Any]]:
    """The text of one event, whether it ends the answer, and token counts."""
    try:
        event = json.loads(data)
        if error := event.get("error"):
            message = error.get("message", error) if isinstance(error, dict) else error
            raise StreamBroken(f"The model's server reported an error: {str(message)[:200]}.")
        usage = event.get("usage") or {}
        choices = event.get("choices") or []
        if not choices:
            return "", False, usage
        text = "" + ((choices[0].get("delta") or {}).get("content") or "")
        return text, choices[0].get("finish_reason") is not None, usage
    except (ValueError, AttributeError, TypeError, KeyError, IndexError) as error:
        raise StreamBroken(
            f"The model's server sent an unreadable event: {data[:80]!r}."
        ) from error


def knows_no_usage(status: int, said: str) -> bool:
    """Whether a server refuses to count tokens while it streams, as older ones do."""
    return status in _BAD_REQUEST and "stream_options" in said


def refusal(name: str, status: int, said: str, headers: Mapping[str, str]) -> GenerationError:
    """The error that an answer with this status is; `said` is its body.

    A server that has too much to do (429, 503) is Busy, as an engine of our own would be.
    """
    after = headers.get("Retry-After", "")
    retry_after = float(after) if after.isdecimal() else 0.0
    told = f"{name} answered {status} ({_reason(said)})"
    if status in _BUSY:
        return Busy(f"{told}.", retry_after=retry_after)
    if status in _TOO_LONG and "context" in said.lower():
        return PromptTooLong(f"The prompt does not fit {name}: {_reason(said)}.")
    return EndpointRefused(f"{told}{_HINTS.get(status, '')}.", status=status)


def _reason(said: str) -> str:
    try:
        error = json.loads(said)
        error = error.get("error", error)
        return str(error.get("message", error) if isinstance(error, dict) else error)[:200].strip(
            ". "
        )
    except (ValueError, AttributeError):
        return said.strip()[:200].strip(". ") or "no reason given"
