"""A model behind an OpenAI-compatible server: vLLM, SGLang, TGI, llama.cpp, Ollama.

Personal data stays here: unless `allow_personal_data`, every e-mail, phone number, postal
address and card number is replaced by a placeholder before a message goes to a server on
another machine. Redacting rather than refusing keeps the shopper's question answerable;
a sentence that repeats a placeholder does not survive the claim check.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from yarl import URL

from generation.admission import Admission
from generation.errors import (
    Busy,
    DeadlineExceeded,
    EndpointRefused,
    GenerationError,
    ModelUnavailable,
    StreamBroken,
)
from generation.openai_replies import deltas, knows_no_usage, refusal
from generation.personal_data import personal_data, redact

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from generation.chat_model import Delta, Message

logger = logging.getLogger(__name__)

ATTEMPTS: Final = 3
STREAMS: Final = 32
CONNECT_S: Final = 5.0
SILENCE_S: Final = 60.0  # the first token of a long prompt on a CPU takes its time
FIRST_PAUSE_S: Final = 0.3
LONGEST_PAUSE_S: Final = 4.0
LONGEST_REST_S: Final = 30.0
"""How long a server that is busy is left alone at most, whatever it asks for."""
_PASSING = frozenset({408, 409, 425, 500, 502, 504})
_OK = 200


@dataclass
class OpenAICompatibleChatModel:
    """Streams chat completions over HTTP; one connection pool for all streams."""

    url: str
    model: str
    api_key: str = ""
    allow_personal_data: bool = False
    attempts: int = ATTEMPTS
    silence_s: float = SILENCE_S
    streams: int = STREAMS
    """Answers asked of the server at once."""
    waiting: int = 0
    """More that may wait for these."""
    _session: aiohttp.ClientSession | None = field(default=None, init=False, repr=False)
    _usage_refused: bool = field(default=False, init=False, repr=False)
    _busy_until: float = field(default=0.0, init=False, repr=False)
    """A moment by `time.monotonic`, where the server told when it will have time again."""

    def __post_init__(self) -> None:
        address = URL(self.url)
        if address.scheme not in {"http", "https"} or not address.host:
            raise ModelUnavailable(
                f"The model's address is {self.url!r}; it must look like http://localhost:8000/v1."
            )
        base = address if address.path.strip("/") else address.with_path("/v1")
        self._endpoint = base / "chat/completions"
        self._admission = Admission(self.streams, self.waiting)
        self._places = asyncio.Semaphore(self.streams)

    @property
    def name(self) -> str:
        """`openai_compatible:` and the model's own name."""
        return f"openai_compatible:{self.model}"

    @property
    def remote(self) -> bool:
        """Whether the server runs on another machine; only loopback addresses do not."""
        host = self._endpoint.host or ""
        if host == "localhost" or host.endswith(".localhost"):
            return False
        try:
            return not ipaddress.ip_address(host).is_loopback
        except ValueError:
            return True

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int, deadline: float | None = None
    ) -> AsyncGenerator[Delta, None]:
        """The answer as it arrives; retried, with jitter, only until its first piece is here.

        Raises Busy, too, when it would have to wait for others in vain, and when the server says
        that it has too much to do.
        """
        if time.monotonic() < self._busy_until:
            raise Busy(f"{self.name} is busy, and told when to ask again.")
        with self._admission.taken(self.name, deadline) as admitted:
            async with self._place(deadline):
                admitted.began = time.monotonic()
                body = self._body(messages, max_tokens)
                async with contextlib.aclosing(self._attempts(body, deadline)) as pieces:
                    async for piece in pieces:
                        yield piece
                admitted.done = True

    @contextlib.asynccontextmanager
    async def _place(self, deadline: float | None) -> AsyncGenerator[None, None]:
        """One of the `streams` that run at once."""
        try:
            async with asyncio.timeout(_left(deadline)):
                await self._places.acquire()
        except TimeoutError as error:
            raise DeadlineExceeded(f"{self.name} did not come to it in time.") from error
        try:
            yield
        finally:
            self._places.release()

    async def _attempts(
        self, body: dict[str, Any], deadline: float | None
    ) -> AsyncGenerator[Delta, None]:
        begun = False
        for attempt in range(1, self.attempts + 1):
            try:
                async with contextlib.aclosing(self._attempt(body)) as pieces:
                    while (piece := await self._next(pieces, deadline)) is not None:
                        begun = True
                        yield piece
            except (ModelUnavailable, StreamBroken) as error:
                if begun or not await self._pause(error, attempt, deadline):
                    raise
            else:
                return

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _next(
        self, pieces: AsyncGenerator[Delta, None], deadline: float | None
    ) -> Delta | None:
        # Only the wait for the server is limited: a limit around a yield would strike the caller.
        left = _left(deadline)
        try:
            if left == 0:
                raise TimeoutError
            async with asyncio.timeout(left):
                return await anext(pieces, None)
        except TimeoutError as error:
            raise DeadlineExceeded(f"{self.name} did not answer in time.") from error

    def _body(self, messages: Sequence[Message], max_tokens: int) -> dict[str, Any]:
        contents = [message.content for message in messages]
        if self.remote and not self.allow_personal_data:
            kinds = sorted({kind for text in contents for kind in personal_data(text)})
            if kinds:
                logger.info("Redacted for the remote model: %s.", ", ".join(kinds))
                contents = [redact(text) for text in contents]
        return {
            "model": self.model,
            "messages": [
                {"role": message.role, "content": content}
                for message, content in zip(messages, contents, strict=True)
            ],
            "max_tokens": max_tokens,
            "temperature": 0,
            "stream": True,
        }

    async def _attempt(self, body: dict[str, Any]) -> AsyncGenerator[Delta, None]:
        usage = {} if self._usage_refused else {"stream_options": {"include_usage": True}}
        try:
            async with self._connections().post(
                self._endpoint, json=body | usage, allow_redirects=False
            ) as response:
                try:
                    if response.status != _OK:
                        await self._refused(response)
                    async for piece in deltas(response):
                        yield piece
                finally:
                    response.close()  # a half-read answer is cut, so that the server stops too
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise ModelUnavailable(
                f"No server answers at {self._endpoint.origin()}; start it or set TILLY_LLM_URL."
            ) from error
        except aiohttp.SocketTimeoutError as error:
            raise StreamBroken(f"{self.name} was silent for {self.silence_s:g} s.") from error
        except aiohttp.ClientError as error:
            raise StreamBroken(f"The connection to {self.name} broke: {error}.") from error

    async def _refused(self, response: aiohttp.ClientResponse) -> None:
        said = (await response.content.read(4096)).decode("utf-8", "replace")
        if knows_no_usage(response.status, said) and not self._usage_refused:
            self._usage_refused = True  # an older server: it counts no tokens while streaming
            raise StreamBroken(f"{self.name} does not know stream_options.")
        error = refusal(self.name, response.status, said, response.headers)
        if isinstance(error, Busy):
            self._busy_until = time.monotonic() + min(error.retry_after, LONGEST_REST_S)
        raise error

    async def _pause(self, error: GenerationError, attempt: int, deadline: float | None) -> bool:
        """Wait before the next attempt; False when there shall be none."""
        lasting = isinstance(error, EndpointRefused) and error.status not in _PASSING
        if attempt >= self.attempts or lasting or isinstance(error, Busy):
            return False
        ceiling = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (attempt - 1))
        seconds = random.uniform(0, ceiling)  # noqa: S311 - jitter, not a secret
        left = _left(deadline)
        if left is not None and seconds >= left:
            return False
        logger.warning("%s Trying again in %.1f s.", error, seconds)
        await asyncio.sleep(seconds)
        return True

    def _connections(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
            self._session = aiohttp.ClientSession(
                headers=headers,
                timeout=aiohttp.ClientTimeout(
                    total=None, connect=CONNECT_S, sock_read=self.silence_s
                ),
            )
        return self._session


def _left(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())
