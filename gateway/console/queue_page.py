"""The queue: who waits for a person, since when, and why."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from conversations.veil import Veil
from gateway.console.rendering import render

if TYPE_CHECKING:
    from aiohttp import web

    from conversations.waiting import Waiting
    from gateway.console.visit import Visit

__all__ = ["count", "queue", "queue_rows"]

MOST_COUNTED = 99


async def queue(visit: Visit) -> web.Response:
    """`GET /console/queue`."""
    return visit.page("queue.html", **await _values(visit))


async def queue_rows(visit: Visit) -> web.Response:
    """`GET /console/queue/rows`: the queue as it is now; 204 when it is as `seen`."""
    values = await _values(visit)
    if values["queue_seen"] == visit.request.query.get("seen"):
        return visit.unchanged()
    return visit.page("queue_rows.html", **values)


async def count(visit: Visit) -> web.Response:
    """`GET /console/queue/count`: how many wait, for every page; 204 when it is as `seen`."""
    waiting = min(await visit.console.read(visit.console.queue.count), MOST_COUNTED)
    if str(waiting) == visit.request.query.get("seen"):
        return visit.unchanged()
    return visit.page("queue_count.html", waiting=waiting)


async def _values(visit: Visit) -> dict[str, Any]:
    def read() -> list[dict[str, Any]]:
        waiting = visit.console.queue.waiting()
        tiers = visit.console.customers.tiers({each.customer_id or "" for each in waiting})
        return [_shown(each, tiers.get(each.customer_id or "", "")) for each in waiting]

    shown = await visit.console.read(read)
    listed = render("queue_list.html", waiting=shown, csrf=visit.csrf)
    return {
        "queued": listed,
        "queue_seen": hashlib.sha256(listed.encode()).hexdigest()[:16],
        "length": len(shown),
    }


def _shown(each: Waiting, tier: str) -> dict[str, Any]:
    """A row of the queue, personal data hidden."""
    veil = Veil(each.customer_name)
    return {
        "id": each.conversation_id,
        "name": veil.name(each.customer_name) or veil.identifier(each.customer_id) or "Guest",
        "tier": tier,
        "channel": each.channel,
        "reason": veil.text(each.reason),
        "since": each.since,
        "said": veil.text(each.said),
    }
