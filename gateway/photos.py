"""Photos: uploaded over HTTP under the conversation's token, and shown under a key of their own.

`POST /chat/v1/photos` takes the file as the body and answers with an id, which a ``message``
frame then sends. What is kept is drawn anew (conversations.images), whatever was uploaded.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from conversations.errors import ConversationNotFound, PhotoNotFound, PhotoRefused
from conversations.images import redraw
from gateway.cross_origin import bounded_body, cors_headers, preflight, refusal_response
from gateway.errors import (
    Busy,
    OriginRefused,
    PhotoUnusable,
    Refused,
    TokenExpired,
    TokenRefused,
)
from gateway.keys import CHAT, METRICS, SETTINGS
from gateway.visitors import address_of, origin_allowed

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["add_photo_routes"]

logger = logging.getLogger(__name__)

PATH: Final = "/chat/v1/photos"
UPLOAD_WITHIN_S: Final = 60.0
MOST_UPLOADS: Final = 16  # bodies held in memory
MOST_DECODING: Final = 2
DECODING: Final = web.AppKey("decoding", asyncio.Semaphore)
UPLOADS: Final = web.AppKey("uploads", asyncio.Semaphore)

_SHOWN: Final[Mapping[str, str]] = {
    # The widget lives on other people's pages; nothing else may come of a picture of a stranger.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline; filename=photo.jpg",
    "Cache-Control": "private, max-age=3600",
    "X-Content-Type-Options": "nosniff",
}


def add_photo_routes(app: web.Application) -> None:
    """Mount the upload and the photos themselves."""
    app[UPLOADS] = asyncio.Semaphore(MOST_UPLOADS)
    app[DECODING] = asyncio.Semaphore(MOST_DECODING)
    app.router.add_options(PATH, _preflight)
    app.router.add_post(PATH, _upload)
    app.router.add_get(PATH + "/{id:[A-Za-z0-9_-]{1,64}}", _show)


async def _preflight(request: web.Request) -> web.Response:
    return preflight(request, allowed_headers="Authorization, Content-Type")


async def _upload(request: web.Request) -> web.Response:
    try:
        return await _take(request)
    except Refused as refusal:
        return refusal_response(request, refusal)


async def _take(request: web.Request) -> web.Response:
    """Check who sends it before a byte of it is read."""
    settings, chat = request.app[SETTINGS], request.app[CHAT]
    if not origin_allowed(request.headers.get("Origin"), settings):
        raise OriginRefused("This page may not embed the chat.")
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise TokenRefused("The Authorization header must hold the conversation's token.")
    conversation_id = chat.tokens.conversation(token.strip())
    chat.limit(conversation_id, address_of(request, settings.trusted_proxies))
    if request.app[UPLOADS].locked():
        raise Busy("Too many photos are coming in; try again soon.", retry_after_s=5)
    async with request.app[UPLOADS]:
        data = await _body(request, settings.max_photo_bytes)
        try:
            async with request.app[DECODING]:
                clean = await asyncio.to_thread(redraw, data)
            photo = await chat.store.write(chat.store.photos.add, conversation_id, clean)
        except PhotoRefused as error:
            raise PhotoUnusable(str(error), reason=error.code) from error
        except ConversationNotFound as error:
            raise TokenExpired("This conversation no longer exists; open a new one.") from error
        except (SQLAlchemyError, OSError) as error:
            logger.exception("A photo of conversation %s was not stored.", conversation_id)
            request.app[METRICS].failures.labels("storage").inc()
            raise Busy("The photo could not be stored; try again soon.", retry_after_s=5) from error
    body = {
        "id": photo.id,
        "url": chat.photo_url(photo.id),
        "width": photo.width,
        "height": photo.height,
    }
    return web.json_response(body, status=201, headers=cors_headers(request))


async def _body(request: web.Request, most: int) -> bytes:
    too_large = PhotoUnusable(
        f"A photo may have {most / 1_000_000:g} MB." if most else "This shop takes no photos.",
        reason="too_large",
    )
    if not most:
        raise too_large
    too_slow = PhotoUnusable("The photo did not arrive in time.", reason="broken")
    return await bounded_body(
        request, most, UPLOAD_WITHIN_S, too_large=too_large, too_slow=too_slow
    )


async def _show(request: web.Request) -> web.Response:
    """A photo, for whoever has its key."""
    chat, photo_id = request.app[CHAT], request.match_info["id"]
    if not chat.tokens.opens_photo(request.query.get("key", ""), photo_id):
        raise web.HTTPNotFound
    try:
        data = await chat.store.read(chat.store.photos.read, photo_id)
    except PhotoNotFound:
        raise web.HTTPNotFound from None
    return web.Response(body=data, content_type="image/jpeg", headers=_SHOWN)
