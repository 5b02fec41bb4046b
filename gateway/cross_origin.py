"""Posts from the shop's pages, which are of another origin: who may, how much, how refused."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from gateway.errors import Busy, RateLimited
from gateway.keys import METRICS, SETTINGS
from gateway.visitors import origin_allowed

if TYPE_CHECKING:
    from gateway.errors import Refused

__all__ = ["bounded_body", "cors_headers", "preflight", "refusal_response"]


def cors_headers(request: web.Request) -> dict[str, str]:
    """What lets the page that asks read the answer; nothing for a foreign page."""
    origin = request.headers.get("Origin")
    headers = {"Vary": "Origin"}
    if origin is not None and origin_allowed(origin, request.app[SETTINGS]):
        headers["Access-Control-Allow-Origin"] = origin
    return headers


def preflight(request: web.Request, *, allowed_headers: str) -> web.Response:
    """The answer to a page that asks whether it may post."""
    headers = cors_headers(request)
    if "Access-Control-Allow-Origin" in headers:
        headers |= {
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": allowed_headers,
            "Access-Control-Max-Age": "600",
        }
    return web.Response(status=204, headers=headers)


async def bounded_body(
    request: web.Request, most: int, within_s: float, *, too_large: Refused, too_slow: Refused
) -> bytes:
    """The whole body; more than `most` bytes are not read, and nobody takes longer than that.

    Raises `too_large` or `too_slow`.
    """
    if (request.content_length or 0) > most:
        raise too_large
    data = bytearray()
    try:
        async with asyncio.timeout(within_s):
            async for part in request.content.iter_any():
                data += part
                if len(data) > most:
                    raise too_large
    except TimeoutError:
        raise too_slow from None
    return bytes(data)


def refusal_response(request: web.Request, refusal: Refused) -> web.Response:
    """The refusal as JSON under its HTTP status, counted, with when to try again."""
    request.app[METRICS].refused.labels(refusal.code).inc()
    headers = cors_headers(request)
    if isinstance(refusal, RateLimited | Busy):
        headers["Retry-After"] = str(round(refusal.details.get("retry_after_s", 1) + 0.5))
    return web.json_response(refusal.frame(), status=refusal.status, headers=headers)
