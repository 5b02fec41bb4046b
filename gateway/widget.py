"""Serves the chat widget: one script tag, a handful of modules behind it, no build step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

STATIC: Final = Path(__file__).parent / "static"

_HEADERS: Final[Mapping[str, str]] = {
    # Module scripts are fetched with CORS, and the widget lives on other people's pages.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",  # revalidated by ETag: an update reaches every shop at once
    "X-Content-Type-Options": "nosniff",
}


def add_widget_routes(app: web.Application) -> None:
    """Mount `/widget.js` and the modules `/widget/*.js` that it imports."""
    app.router.add_get("/widget.js", _entry)
    app.router.add_get("/widget/{name:[a-z-]+\\.js}", _module)


async def _entry(_request: web.Request) -> web.FileResponse:
    return _script(STATIC / "widget.js")


async def _module(request: web.Request) -> web.FileResponse:
    path = STATIC / "widget" / request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound
    return _script(path)


def _script(path: Path) -> web.FileResponse:
    response = web.FileResponse(path, headers=_HEADERS)
    response.content_type = "text/javascript"
    response.charset = "utf-8"
    return response
