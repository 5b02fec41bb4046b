"""The console's one table of routes, and the guard in front of each.

A route says which role it needs; None is for everybody. Nothing of the console can be reached but
by this table: the test that plays every role against every route reads it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web

from agents import Role
from gateway.console import (
    assist,
    audit_page,
    content_page,
    conversation_pages,
    customer_pages,
    decisions,
    desk,
    forecasts_page,
    inbox_pages,
    models_page,
    numbers_page,
    overview_page,
    picking,
    pricing_page,
    promotions_page,
    provider_sign_in,
    queue_page,
    reply_pages,
    segments_page,
    sign_in,
    story_pages,
    teaching_pages,
    ticket_pages,
    voice_page,
)
from gateway.console.state import CONSOLE, Console
from gateway.console.visit import Visit
from gateway.keys import CHAT, ENGINE, SETTINGS
from gateway.visitors import is_own_origin
from tilly.inbox import term_sources

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

__all__ = ["ROUTES", "Route", "add_console_routes"]

STATIC: Final = Path(__file__).parent.parent / "static" / "console"
FILES: Final = {
    "chart.umd.min.js": "text/javascript",
    "numbers.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "console.js": "text/javascript",
    "desk.js": "text/javascript",
    "console.css": "text/css",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Route:
    """One address; `passive` is what a page asks by itself, which keeps no session alive."""

    method: str
    path: str
    handler: Callable[[Visit], Awaitable[web.StreamResponse]]
    role: Role | None = Role.AGENT
    passive: bool = False


async def _static(visit: Visit) -> web.StreamResponse:
    name = visit.request.match_info["name"]
    if name not in FILES:
        raise web.HTTPNotFound
    response = web.FileResponse(STATIC / name, headers={"Cache-Control": "no-cache"})
    response.content_type = FILES[name]
    return response


ONE: Final = "/console/conversations/{id}"
ERASURE: Final = "/console/customers/erasures/{erasure}"
CAMPAIGN: Final = "/console/promotions/{campaign}"
PRICE: Final = "/console/pricing/{proposal}"
TEXT: Final = "/console/content/{text}"
INSIGHT_ROUTES: Final = (*overview_page.OVERVIEW.routes(), *voice_page.VOICE.routes())
ROUTES: Final = (
    Route("GET", "/console/static/{name}", _static, role=None),
    Route("GET", "/console/sign-in", sign_in.form, role=None),
    Route("POST", "/console/sign-in", sign_in.submit, role=None),
    Route("GET", "/console/sign-in/provider", provider_sign_in.begin, role=None),
    Route("GET", "/console/sign-in/callback", provider_sign_in.come_back, role=None),
    Route("POST", "/console/sign-out", sign_in.leave),
    Route("GET", "/console", inbox_pages.inbox),
    Route("GET", "/console/inbox", inbox_pages.inbox),
    Route("GET", "/console/inbox/rows", inbox_pages.rows, passive=True),
    Route("POST", "/console/inbox/decide", decisions.decide_many),
    Route("POST", "/console/views", inbox_pages.save),
    Route("POST", "/console/views/{view}/forget", inbox_pages.forget),
    Route("GET", ONE, conversation_pages.conversation),
    Route("GET", ONE + "/log", conversation_pages.log, passive=True),
    Route("GET", ONE + "/turns/{turn}", conversation_pages.turn),
    Route("POST", ONE + "/turns/{turn}/annotations", teaching_pages.annotate),
    Route("GET", ONE + "/test", story_pages.form, role=Role.LEAD),
    Route("POST", ONE + "/test", story_pages.submit, role=Role.LEAD),
    Route("GET", "/console/annotations", teaching_pages.listed),
    Route("POST", "/console/annotations/decide", teaching_pages.decide, role=Role.LEAD),
    Route("POST", ONE + "/decide", decisions.decide_one),
    Route("POST", ONE + "/reveal", decisions.reveal),
    Route("GET", "/console/queue", queue_page.queue),
    Route("GET", "/console/queue/rows", queue_page.queue_rows, passive=True),
    Route("GET", "/console/queue/count", queue_page.count, passive=True),
    Route("GET", "/console/tickets", ticket_pages.tickets),
    Route("POST", "/console/tickets/{ticket}/close", ticket_pages.close),
    Route("POST", ONE + "/accept", desk.accept),
    Route("POST", ONE + "/write", desk.write),
    Route("POST", ONE + "/typing", desk.typing),
    Route("POST", ONE + "/transfer", desk.transfer),
    Route("POST", ONE + "/hand-back", desk.hand_back),
    Route("GET", ONE + "/pick/{what}", picking.pick),
    Route("GET", ONE + "/briefing", assist.briefing),
    Route("GET", ONE + "/suggestion", assist.suggestion),
    Route("GET", ONE + "/summary", assist.summary),
    Route("GET", "/console/replies", reply_pages.replies, role=Role.LEAD),
    Route("POST", "/console/replies", reply_pages.save, role=Role.LEAD),
    Route("POST", "/console/replies/{reply}/forget", reply_pages.forget, role=Role.LEAD),
    Route("GET", "/console/numbers", numbers_page.numbers),
    Route("GET", "/console/numbers/{figure}.csv", numbers_page.download),
    *(Route("GET", path, handler, role=Role.LEAD) for path, handler in INSIGHT_ROUTES),
    Route("GET", "/console/voice/talks", voice_page.talks, role=Role.LEAD),
    Route("GET", "/console/segments", segments_page.segments, role=Role.LEAD),
    Route("GET", "/console/segments.csv", segments_page.download, role=Role.LEAD),
    Route("GET", "/console/segments.json", segments_page.segments_json, role=Role.LEAD),
    Route("GET", "/console/segments/customer", segments_page.customer, role=Role.LEAD),
    Route(
        "GET",
        "/console/segments/{segment}/customers.csv",
        segments_page.audience,
        role=Role.LEAD,
    ),
    Route("GET", "/console/pricing", pricing_page.pricing, role=Role.LEAD),
    Route("GET", "/console/pricing.csv", pricing_page.download, role=Role.LEAD),
    Route("GET", "/console/pricing.json", pricing_page.pricing_json, role=Role.LEAD),
    Route("GET", "/console/pricing/approved.csv", pricing_page.approved, role=Role.LEAD),
    Route("GET", "/console/pricing/product", pricing_page.product, role=Role.LEAD),
    Route("POST", PRICE + "/approve", pricing_page.approve, role=Role.LEAD),
    Route("POST", PRICE + "/reject", pricing_page.reject, role=Role.LEAD),
    Route("GET", "/console/content", content_page.content, role=Role.LEAD),
    Route("GET", "/console/content.csv", content_page.download, role=Role.LEAD),
    Route("GET", "/console/content.json", content_page.content_json, role=Role.LEAD),
    Route("GET", TEXT, content_page.text, role=Role.LEAD),
    Route("POST", TEXT, content_page.mend, role=Role.LEAD),
    Route("POST", TEXT + "/approve", content_page.approve, role=Role.LEAD),
    Route("POST", TEXT + "/reject", content_page.reject, role=Role.LEAD),
    Route("GET", "/console/forecasts", forecasts_page.forecasts, role=Role.LEAD),
    Route("GET", "/console/forecasts.csv", forecasts_page.FORECASTS.file, role=Role.LEAD),
    Route("GET", "/console/forecasts.json", forecasts_page.FORECASTS.data, role=Role.LEAD),
    Route("GET", "/console/promotions", promotions_page.promotions, role=Role.LEAD),
    Route("POST", "/console/promotions", promotions_page.plan, role=Role.LEAD),
    Route("GET", "/console/promotions.csv", promotions_page.download, role=Role.LEAD),
    Route("GET", "/console/promotions.json", promotions_page.promotions_json, role=Role.LEAD),
    Route("GET", CAMPAIGN + ".json", promotions_page.campaign_json, role=Role.LEAD),
    Route("GET", CAMPAIGN, promotions_page.campaign, role=Role.LEAD),
    Route("POST", CAMPAIGN + "/start", promotions_page.start, role=Role.LEAD),
    Route("POST", CAMPAIGN + "/stop", promotions_page.stop, role=Role.LEAD),
    Route("POST", CAMPAIGN + "/recipients", promotions_page.recipients, role=Role.LEAD),
    Route("GET", "/console/models", models_page.models, role=Role.LEAD),
    Route("GET", "/console/models.csv", models_page.download, role=Role.LEAD),
    Route("GET", "/console/models.json", models_page.models_json, role=Role.LEAD),
    Route("GET", "/console/customers", customer_pages.customers, role=Role.LEAD),
    Route("POST", "/console/customers", customer_pages.look_up, role=Role.LEAD),
    Route("POST", "/console/customers/export", customer_pages.export, role=Role.LEAD),
    Route("POST", "/console/customers/erase", customer_pages.erase, role=Role.ADMIN),
    Route("GET", ERASURE, customer_pages.erasure, role=Role.LEAD, passive=True),
    Route("GET", ERASURE + "/certificate.json", customer_pages.certificate, role=Role.LEAD),
    Route("GET", "/console/audit", audit_page.audit, role=Role.ADMIN),
)


def add_console_routes(app: web.Application) -> None:
    """Mount the console on the gateway; its services stand behind `CONSOLE`."""
    app[CONSOLE] = Console(app[SETTINGS], app[ENGINE], app[CHAT].store, sources=term_sources())
    for route in ROUTES:
        app.router.add_route(route.method, route.path, _guarded(route))
    app.cleanup_ctx.append(_closing)


async def _closing(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[CONSOLE].close()


def _guarded(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        visit = Visit(request)
        posted = route.method == "POST"
        if posted and not is_own_origin(request, visit.settings):
            return visit.refuse("This form was not sent by a page of the console.")
        if route.role is not None:
            agent = await visit.signed_in(active=not route.passive)
            if agent is None:
                return visit.to_sign_in()
            visit = Visit(request, agent)
            if not agent.role.covers(route.role):
                return visit.refuse(f"This needs the role {route.role.value!r}; ask an admin.")
            if posted and not visit.csrf_matches(str((await request.post()).get("csrf", ""))):
                return visit.refuse("This form is not of this session; go back and reload it.")
        return await route.handler(visit)

    return handle
