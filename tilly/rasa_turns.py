"""Whether Rasa is at work on a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import httpx

from privacy import ErasureUnfinished

if TYPE_CHECKING:
    from tilly.settings import Settings

__all__ = ["RasaTurns"]

TURNS: Final = 4
"""For how many turns' time the one that is under way is waited for: Rasa's lock lasts three."""


class RasaTurns:
    """Asks the running Rasa, whose lock of each conversation is in its own memory."""

    def __init__(self, settings: Settings) -> None:
        self._url = f"http://127.0.0.1:{settings.rasa_port}" if settings.rasa_port else ""
        self._token = settings.internal_token
        self._patience = TURNS * settings.turn_budget

    def running(self) -> bool:
        """Whether there is a Rasa that takes requests."""
        if not self._url:
            return False
        try:
            httpx.get(f"{self._url}/", timeout=5.0)
        except httpx.HTTPError as error:
            return not isinstance(error, httpx.ConnectError)
        return True

    def settle(self, conversation_id: str) -> None:
        """Return when no turn is under way; a Rasa that does not run has none.

        Replacing a tracker's events by none takes the lock and, as Rasa only ever adds to its
        table, writes nothing. Raises ErasureUnfinished when the turn does not end.
        """
        if not self._url:
            return
        try:
            httpx.put(
                f"{self._url}/conversations/{quote(conversation_id, safe='')}/tracker/events",
                params={"token": self._token()},
                json=[],
                timeout=httpx.Timeout(self._patience, connect=5.0),
            ).raise_for_status()
        except httpx.ConnectError:
            return
        except httpx.HTTPError:
            raise ErasureUnfinished(
                "A turn of the conversation does not end; tried again."
            ) from None
