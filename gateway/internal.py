"""The loopback door: metrics, and what our other processes have to tell.

Everything but the metrics asks for the service token.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from gateway.keys import CHAT, METRICS, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

__all__ = ["init_internal_app"]

MOST_BYTES = 256 * 1024
LONGEST_DELTA = 8000
TOKEN = web.AppKey("token", str)


def init_internal_app(public: web.Application) -> web.Application:
    """Serve the internal endpoints on the state of the public application."""
    app = web.Application(middlewares=[_only_ours], client_max_size=MOST_BYTES)
    app[SETTINGS] = public[SETTINGS]
    app[METRICS] = public[METRICS]
    app[CHAT] = public[CHAT]
    app[TOKEN] = public[SETTINGS].internal_token()
    app.router.add_get("/metrics", _metrics)
    app.router.add_post("/internal/deltas", _deltas)
    app.router.add_post("/internal/notify", _notify)
    return app


@web.middleware
async def _only_ours(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    if request.path.startswith("/internal/"):
        token = request.headers.get("X-Service-Token", "")
        if not hmac.compare_digest(token.encode(), request.app[TOKEN].encode()):
            raise web.HTTPUnauthorized(text="The X-Service-Token header is missing or wrong.")
    return await handler(request)


async def _metrics(request: web.Request) -> web.Response:
    body = generate_latest(request.app[METRICS].registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _deltas(request: web.Request) -> web.Response:
    """A checked sentence of a running turn: 200 passed on, 409 when it may not speak now."""
    delta = await _object(request)
    conversation_id, turn_id = _text(delta, "conversation", 255), _text(delta, "turn", 64)
    text, index = _text(delta, "text", LONGEST_DELTA), delta.get("index")
    if isinstance(index, bool) or not isinstance(index, int) or index < 0:
        raise web.HTTPBadRequest(text="index must be a whole number of zero or more.")
    passed = await request.app[CHAT].turns.delta(conversation_id, turn_id, index, text)
    return web.json_response({"passed": passed}, status=200 if passed else 409)


async def _notify(request: web.Request) -> web.Response:
    """Frames of a conversation were stored by another process: send them."""
    notice = await _object(request)
    request.app[CHAT].changed(_text(notice, "conversation", 255))
    return web.Response(status=204)


async def _object(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise web.HTTPBadRequest(text="The body must be a JSON object.") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="The body must be a JSON object.")
    return body


def _text(body: dict[str, Any], name: str, longest: int) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise web.HTTPBadRequest(text=f"{name} must be a string of 1 to {longest} characters.")
    return value
