"""Nudges: what a page reports may call for an offer on it, which the action server decides.

The widget says with each report whether it could show one now. What it shows is a frame of its
own, not stored and not part of the conversation; what the shopper says to it comes back as one.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout

from signals import BehaviourKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gateway.hub import Hub
    from signals import BehaviourEvent
    from tilly.settings import Settings

__all__ = ["Nudger"]

EVERY_S: Final = 5.0
"""A conversation's reports are considered no more often."""
WITHIN_S: Final = 10.0
LEAST_REMEMBERED: Final = 10_000

logger = logging.getLogger(__name__)


class Nudger:
    """Asks the action server about pages that were reported, beside the reports."""

    def __init__(self, settings: Settings, hub: Hub) -> None:
        self._address = f"http://127.0.0.1:{settings.action_port}/internal/nudge"
        self._token = settings.internal_token
        self._wanted = bool(settings.nudges)
        self._hub = hub
        self._session: ClientSession | None = None
        self._asked_at: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def consider(self, conversation_id: str, events: Sequence[BehaviourEvent]) -> None:
        """A page that could show a nudge reported these; returns at once."""
        now = time.monotonic()
        before = self._asked_at.get(conversation_id, -EVERY_S)
        if not self._wanted or now - before < EVERY_S:
            return
        if len(self._asked_at) >= LEAST_REMEMBERED:
            self._asked_at = {one: at for one, at in self._asked_at.items() if now - at < EVERY_S}
        self._asked_at[conversation_id] = now
        viewed = [event for event in events if event.kind is BehaviourKind.VIEW]
        page = viewed[-1] if viewed else None
        task = asyncio.create_task(
            self._ask(
                conversation_id,
                page.product_id if page else "",
                (page.seconds or 0.0) if page else 0.0,
            )
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Ask no more."""
        for task in self._tasks:
            task.cancel()
        if self._session is not None:
            await self._session.close()

    async def _ask(self, conversation_id: str, product_id: str, seconds: float) -> None:
        body = {"conversation": conversation_id, "product_id": product_id, "seconds": seconds}
        if self._session is None:
            self._session = ClientSession(
                headers={"X-Service-Token": self._token()}, timeout=ClientTimeout(total=WITHIN_S)
            )
        try:
            async with self._session.post(self._address, json=body) as response:
                answer: dict[str, Any] = await response.json() if response.ok else {}
        except (ClientError, OSError, TimeoutError, ValueError) as error:
            logger.warning("No nudge could be asked for: %s.", type(error).__name__)
            return
        if nudge := answer.get("nudge"):
            self._hub.show(conversation_id, {"type": "nudge", **nudge})
