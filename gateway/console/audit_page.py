"""The audit log, for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aiohttp import web

    from gateway.console.visit import Visit

__all__ = ["audit"]

PAGE: Final = 100
MOST_DIGITS: Final = 15


async def audit(visit: Visit) -> web.Response:
    """`GET /console/audit`: the newest entries; `before` and `subject` narrow them."""
    query = visit.request.query
    before = query.get("before", "")
    found = await visit.console.read(
        visit.console.audit.entries,
        before=int(before) if before.isdecimal() and len(before) <= MOST_DIGITS else None,
        subject=query.get("subject", ""),
        limit=PAGE + 1,
    )
    return visit.page(
        "audit.html",
        entries=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        subject=query.get("subject", ""),
    )
