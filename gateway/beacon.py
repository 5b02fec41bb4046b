"""The beacon: `POST /events/v1`, where the shop's pages report what shoppers do on them.

Made for `navigator.sendBeacon`, which sends no headers of ours and reads no answer: the body is
JSON whatever its type says, and who it was is in it. See docs/behaviour-events.md.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from commerce.errors import RecordInvalid
from commerce.importers.fields import Fields
from gateway.cross_origin import bounded_body, cors_headers, preflight, refusal_response
from gateway.errors import (
    Busy,
    FrameRefused,
    OriginRefused,
    RateLimited,
    Refused,
    TooLong,
)
from gateway.keys import CHAT, ENGINE, METRICS, SETTINGS
from gateway.limits import Buckets, address_key
from gateway.nudging import Nudger
from gateway.visitors import address_of, origin_allowed
from signals.behaviour_log import BehaviourLog
from signals.event_reading import Sender, event_of, visitor_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signals import BehaviourEvent

__all__ = ["PATH", "add_beacon_routes"]

PATH: Final = "/events/v1"
MOST_BYTES: Final = 16 * 1024
MOST_EVENTS: Final = 50
OLDEST_S: Final = 24 * 3600.0
"""A browser may hold events back that long while it is offline."""
ARRIVES_WITHIN_S: Final = 10.0
LIMITS: Final = web.AppKey("beacon_limits", Buckets)
NUDGER: Final = web.AppKey("nudger", Nudger)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What one beacon tells."""

    visitor_id: str
    token: str
    events: Sequence[object]
    nudges: bool
    """Whether the page could show a nudge now."""


def add_beacon_routes(app: web.Application) -> None:
    """Mount the beacon."""
    app[LIMITS] = Buckets(app[SETTINGS].rate_beacons_per_address)
    app[NUDGER] = Nudger(app[SETTINGS], app[CHAT].hub)
    app.on_cleanup.append(_stop_nudging)
    app.router.add_options(PATH, _preflight)
    app.router.add_post(PATH, _beacon)


async def _stop_nudging(app: web.Application) -> None:
    await app[NUDGER].close()


async def _preflight(request: web.Request) -> web.Response:
    """A page that sends its own JSON type asks whether it may."""
    return preflight(request, allowed_headers="Content-Type")


async def _beacon(request: web.Request) -> web.Response:
    try:
        answer = await _take(request)
    except Refused as refusal:
        return refusal_response(request, refusal)
    return web.json_response(answer, status=202, headers=cors_headers(request))


async def _take(request: web.Request) -> dict[str, Any]:
    """Check who sends it before a byte of it is read, then keep what is right of it."""
    app, settings = request.app, request.app[SETTINGS]
    if not origin_allowed(request.headers.get("Origin"), settings):
        raise OriginRefused("This page may not report to this store.")
    if wait := app[LIMITS].take(address_key(address_of(request, settings.trusted_proxies))):
        raise RateLimited("Too many reports; try again soon.", retry_after_s=round(wait, 1))
    body = await bounded_body(
        request,
        MOST_BYTES,
        ARRIVES_WITHIN_S,
        too_large=TooLong(f"A report may have {MOST_BYTES:,} bytes."),
        too_slow=FrameRefused("The report did not arrive in time."),
    )
    report = _report(body)
    store = app[CHAT].store
    sender = Sender(datetime.now(UTC), report.visitor_id)
    if report.token:
        conversation_id = app[CHAT].tokens.conversation(report.token)
        customer_id = await store.read(store.conversations.customer_of, conversation_id)
        sender = replace(sender, conversation_id=conversation_id, customer_id=customer_id or "")
    taken, refused = _events(report.events, sender)
    try:
        await store.write(BehaviourLog(app[ENGINE]).add, taken)
    except SQLAlchemyError as error:
        logger.exception("Behaviour events were not stored.")
        app[METRICS].failures.labels("storage").inc()
        raise Busy("The events could not be stored; try again soon.", retry_after_s=5) from error
    if report.nudges and sender.conversation_id:
        app[NUDGER].consider(sender.conversation_id, taken)
    return {"taken": len(taken), "refused": refused}


def _report(body: bytes) -> Report:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise FrameRefused("A report must be one JSON object; this is not valid JSON.") from None
    if not isinstance(data, dict):
        raise FrameRefused("A report must be one JSON object.")
    try:
        visitor_id = visitor_of(Fields(data, {}))
    except RecordInvalid as error:
        raise FrameRefused(f"{error.field} {error.reason}.", field=error.field) from error
    if not visitor_id:
        raise FrameRefused("visitor_id is empty: which browser was it?", field="visitor_id")
    token = data.get("token") or ""
    if not isinstance(token, str):
        raise FrameRefused("token must be a string.", field="token")
    events = data.get("events")
    if not isinstance(events, list) or not 1 <= len(events) <= MOST_EVENTS:
        raise FrameRefused(f"events must be a list of 1 to {MOST_EVENTS}.", field="events")
    return Report(visitor_id, token, events, nudges=data.get("nudges") is True)


def _events(
    reported: Sequence[object], sender: Sender
) -> tuple[list[BehaviourEvent], list[dict[str, Any]]]:
    """The events that are right, and what is wrong with the others."""
    taken, refused = [], []
    for place, values in enumerate(reported):
        try:
            if not isinstance(values, dict):
                raise RecordInvalid("events", "must hold objects")
            taken.append(event_of(values, {}, replace(sender, at=sender.at - _age(values))))
        except RecordInvalid as error:
            refused.append({"event": place, "field": error.field, "reason": error.reason})
    return taken, refused


def _age(values: Mapping[str, Any]) -> timedelta:
    """How long ago it was: the clocks of browsers are wrong, their intervals are not."""
    age = values.get("age", 0)
    if isinstance(age, bool) or not isinstance(age, int | float) or not 0 <= age <= OLDEST_S:
        raise RecordInvalid("age", f"must be seconds, from 0 to {OLDEST_S:g}")
    return timedelta(seconds=age)
