"""Whether the gateway lives, and whether the store can answer."""

from __future__ import annotations

import asyncio
import time

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from sqlalchemy.exc import SQLAlchemyError

from gateway.keys import CHAT, SETTINGS

__all__ = ["Readiness", "healthz"]

FRESH_FOR_S = 1.0
PROBE_WITHIN_S = 3.0


async def healthz(_request: web.Request) -> web.Response:
    """`GET /healthz`: 200 while the gateway runs."""
    return web.json_response({"status": "ok"})


class Readiness:
    """`GET /readyz`: 200 when database, dialogue engine and action server answer, else 503.

    One probe serves everyone who asks within a second.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._parts: dict[str, bool] = {}
        self._at = float("-inf")

    async def answer(self, request: web.Request) -> web.Response:
        """Answer from a probe no older than a second."""
        async with self._lock:
            if time.monotonic() - self._at > FRESH_FOR_S:
                self._parts = await _probe(request.app)
                self._at = time.monotonic()
        ready = all(self._parts.values())
        return web.json_response(
            {
                "status": "ready" if ready else "not ready",
                **{part: "ok" if well else "down" for part, well in self._parts.items()},
            },
            status=200 if ready else 503,
        )


async def _probe(app: web.Application) -> dict[str, bool]:
    dialogue, actions, database = await asyncio.gather(
        app[CHAT].dialogue.ready(), _actions_ready(app), _database_ready(app)
    )
    return {"dialogue": dialogue, "actions": actions, "database": database}


async def _actions_ready(app: web.Application) -> bool:
    settings = app[SETTINGS]
    address = f"http://127.0.0.1:{settings.action_port}/healthz"
    token = settings.internal_token()
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=PROBE_WITHIN_S)) as session,
            session.get(address, headers={"X-Service-Token": token}) as response,
        ):
            return response.ok
    except (ClientError, OSError, TimeoutError):
        return False


async def _database_ready(app: web.Application) -> bool:
    store = app[CHAT].store
    try:
        await asyncio.wait_for(store.read(store.ping), PROBE_WITHIN_S)
    except (SQLAlchemyError, TimeoutError):
        return False
    return True
