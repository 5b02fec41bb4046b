"""The dialogue engine as the gateway sees it: one message in, the answers out."""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from gateway.errors import DialogueFailed, DialogueTimedOut, EventsRefused
from gateway.replies import messages_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conversations.replies import BotMessage

__all__ = ["Dialogue", "RasaDialogue"]

MOST_ANSWER_BYTES: Final = 4 * 1024 * 1024
MOST_TRACKER_BYTES: Final = 64 * 1024 * 1024
READ_WITHIN_S: Final = 10.0
# Rasa's lock is waited for: longer than a turn may take, and as long as it lasts.
APPEND_WITHIN_S: Final = 60.0


class Dialogue(Protocol):
    """Something that answers messages."""

    async def say(
        self, conversation_id: str, text: str, metadata: Mapping[str, Any], within: float
    ) -> list[BotMessage]:
        """What is answered, `within` so many seconds. Raises DialogueFailed."""

    async def tell(self, conversation_id: str, events: Sequence[Mapping[str, Any]]) -> None:
        """Have it know of what happened without it. Raises DialogueFailed, or EventsRefused."""

    async def has_heard(self, conversation_id: str, note: str) -> bool:
        """Whether it was told of the events of a note. Raises DialogueFailed."""

    async def ready(self) -> bool:
        """Whether it could answer now."""

    async def close(self) -> None:
        """Let go of connections."""


class RasaDialogue:
    """Rasa's REST channel. Each message is posted once, whatever happens to it."""

    def __init__(self, base_url: str, token: str) -> None:
        self._base = base_url
        self._webhook = f"{base_url}/webhooks/rest/webhook"
        self._status = f"{base_url}/status"
        self._token = token
        self._open: ClientSession | None = None

    async def say(
        self, conversation_id: str, text: str, metadata: Mapping[str, Any], within: float
    ) -> list[BotMessage]:
        """What Rasa answers. Raises DialogueFailed or DialogueTimedOut."""
        message = {"sender": conversation_id, "message": text, "metadata": metadata}
        return messages_of(await self._ask("POST", self._webhook, within, json=message))

    async def tell(self, conversation_id: str, events: Sequence[Mapping[str, Any]]) -> None:
        """Append events to the tracker; a shopper's message is understood first.

        The conversation's lock makes this wait for a turn that runs. Raises DialogueFailed, and
        EventsRefused for events that are none.
        """
        understood = [await self._understood(event) for event in events]
        await self._ask(
            "POST",
            f"{self._tracker(conversation_id)}/events",
            APPEND_WITHIN_S,
            params={"include_events": "NONE"},
            json=understood,
        )

    async def has_heard(self, conversation_id: str, note: str) -> bool:
        """Whether the tracker has an event of the note. Raises DialogueFailed."""
        tracker = await self._ask(
            "GET",
            self._tracker(conversation_id),
            READ_WITHIN_S,
            params={"include_events": "ALL"},
            most=MOST_TRACKER_BYTES,
        )
        events = tracker.get("events") if isinstance(tracker, dict) else None
        return any((event.get("metadata") or {}).get("note") == note for event in events or ())

    def _tracker(self, conversation_id: str) -> str:
        return f"{self._base}/conversations/{quote(conversation_id, safe='')}/tracker"

    async def _understood(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        if event["event"] != "user":
            return event
        text = {"text": event["text"]}
        parsed = await self._ask("POST", f"{self._base}/model/parse", READ_WITHIN_S, json=text)
        return {**event, "parse_data": parsed, "input_channel": "rest"}

    async def _ask(
        self,
        method: str,
        address: str,
        within: float,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        most: int = MOST_ANSWER_BYTES,
    ) -> Any:
        """What Rasa answers. Raises DialogueFailed, EventsRefused or DialogueTimedOut."""
        try:
            async with self._session().request(
                method,
                address,
                params={"token": self._token, **(params or {})},
                json=json,
                timeout=ClientTimeout(total=within),
            ) as response:
                if response.status == 400:  # noqa: PLR2004 - HTTP's Bad Request
                    raise EventsRefused("Rasa cannot read what it was told.")
                if response.status != 200:  # noqa: PLR2004 - HTTP's OK
                    raise DialogueFailed(f"Rasa answered with status {response.status}.")
                body = await response.content.read(most + 1)
                while chunk := await response.content.read(most + 1):
                    body += chunk
                    if len(body) > most:
                        raise DialogueFailed("Rasa's answer is too long to be one.")
            return loads(body)
        except TimeoutError as error:
            raise DialogueTimedOut(f"Rasa gave no answer within {within:g} s.") from error
        except (ClientError, OSError) as error:
            raise DialogueFailed(f"Rasa cannot be reached: {type(error).__name__}.") from error
        except ValueError as error:
            raise DialogueFailed("Rasa's answer is not JSON.") from error

    async def ready(self) -> bool:
        """Whether Rasa has loaded a model."""
        try:
            async with self._session().get(
                self._status, params={"token": self._token}, timeout=ClientTimeout(total=3)
            ) as response:
                return response.ok
        except (ClientError, OSError, TimeoutError):
            return False

    async def close(self) -> None:
        """Close the connections."""
        if self._open is not None:
            await self._open.close()

    def _session(self) -> ClientSession:
        if self._open is None:
            # Rasa closes idle connections after 120 s; ours go first, so none is posted into.
            self._open = ClientSession(connector=TCPConnector(limit=0, keepalive_timeout=15))
        return self._open
