"""The gateway's internal endpoint: sentences shown while the turn still runs."""

from __future__ import annotations

import logging
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

__all__ = ["GatewayLink", "NoGateway"]

logger = logging.getLogger(__name__)

# A delta is a courtesy: the whole text follows anyway, so a slow gateway is not waited for.
TIMEOUT_S = 2.0


class GatewayLink:
    """Posts to the gateway; a failure is logged and costs the shopper nothing but the wait."""

    def __init__(self, port: int, token: str) -> None:
        self._base = f"http://127.0.0.1:{port}/internal"
        self._headers = {"X-Service-Token": token}
        self._open: ClientSession | None = None

    async def delta(self, conversation_id: str, turn_id: str, index: int, text: str) -> None:
        """Show a sentence in the widget now."""
        body = {"conversation": conversation_id, "turn": turn_id, "index": index, "text": text}
        await self._post("deltas", body)

    async def notify(self, conversation_id: str) -> None:
        """Say that frames were stored for a conversation."""
        await self._post("notify", {"conversation": conversation_id})

    async def close(self) -> None:
        """Close the connections."""
        if self._open is not None:
            await self._open.close()

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        if self._open is None:
            self._open = ClientSession(
                headers=self._headers, timeout=ClientTimeout(total=TIMEOUT_S)
            )
        try:
            async with self._open.post(f"{self._base}/{path}", json=body) as response:
                if not response.ok:
                    logger.warning("The gateway refused a %s: status %s.", path, response.status)
        except (ClientError, OSError, TimeoutError) as error:
            logger.warning("The gateway took no %s: %s.", path, type(error).__name__)


class NoGateway:
    """Where there is no gateway, as under `rasa shell`: the reply comes whole, at the end."""

    async def delta(self, conversation_id: str, turn_id: str, index: int, text: str) -> None:
        """Show nothing."""

    async def notify(self, conversation_id: str) -> None:
        """Tell nobody."""

    async def close(self) -> None:
        """Close nothing."""
