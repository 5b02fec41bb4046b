"""Headers that tell browsers what a page of ours must never do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.keys import SETTINGS

if TYPE_CHECKING:
    from aiohttp import web

__all__ = ["add_security_headers"]

PAGE_POLICY = "object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
OTHER_POLICY = "default-src 'none'; frame-ancestors 'none'"
ONE_YEAR = 365 * 24 * 3600


async def add_security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Set what the handler has not set itself."""
    headers = response.headers
    page = response.content_type == "text/html"
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Content-Security-Policy", PAGE_POLICY if page else OTHER_POLICY)
    if request.app[SETTINGS].base_url.startswith("https:"):
        headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
