"""The lines below products in the demo shop's lists: which is shown, and whether it was followed.

Counts alone are kept, nothing of who saw what: `POST /shop/api/content` takes the ids of the lines
that came into view and of those whose product was then opened.
"""

from __future__ import annotations

import asyncio
import json
from random import SystemRandom
from typing import TYPE_CHECKING, Final

from aiohttp import web

from gateway.keys import ENGINE, SETTINGS
from gateway.limits import Buckets, address_key
from gateway.visitors import address_of, origin_allowed
from insights.content.briefs import Channel
from insights.content.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commerce import Product
    from insights.content.shelf import Text

__all__ = ["add_content_routes", "lines_for"]

PATH: Final = "/shop/api/content"
MOST: Final = 100
"""Lines in one report: more than a page shows at once."""
MOST_BYTES: Final = 8 * 1024
RANDOM: Final = SystemRandom()
LIMITS: Final = web.AppKey("content_limits", Buckets)


def add_content_routes(app: web.Application) -> None:
    """Mount where the pages report what came into view."""
    app[LIMITS] = Buckets(app[SETTINGS].rate_beacons_per_address)
    app.router.add_post(PATH, _report)


def lines_for(app: web.Application, products: Sequence[Product]) -> Mapping[str, Text]:
    """The line to show now for each product that has an approved one, by the product's id."""
    return Shelf(app[ENGINE]).chosen(products, Channel.CARD, RANDOM)


async def _report(request: web.Request) -> web.Response:
    """`POST /shop/api/content` with `{"shown": [ids], "followed": [ids]}`."""
    settings = request.app[SETTINGS]
    if not origin_allowed(request.headers.get("Origin"), settings):
        raise web.HTTPForbidden(text="This page may not report to this store.")
    if request.app[LIMITS].take(address_key(address_of(request, settings.trusted_proxies))):
        raise web.HTTPTooManyRequests(text="Too many reports; try again soon.")
    if (request.content_length or MOST_BYTES) >= MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(MOST_BYTES, request.content_length or 0)
    try:
        told = json.loads(await request.read())
        shown, followed = (_ids(told.get(name, [])) for name in ("shown", "followed"))
    except (ValueError, AttributeError):
        raise web.HTTPBadRequest(text="A report is a JSON object of lists of ids.") from None
    await asyncio.to_thread(Shelf(request.app[ENGINE]).count, shown, followed)
    return web.Response(status=204)


def _ids(told: object) -> list[str]:
    """Each id once. Raises ValueError."""
    if not isinstance(told, list) or len(told) > MOST:
        raise ValueError("no list of ids")
    return list(dict.fromkeys(each for each in told if isinstance(each, str)))
