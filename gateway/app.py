"""The public application: chat API, widget, console, health, and the demo shop when asked for."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from aiohttp import web

from gateway.beacon import add_beacon_routes
from gateway.chat import Chat
from gateway.console import add_console_routes
from gateway.dialogue import RasaDialogue
from gateway.health import Readiness, healthz
from gateway.invoices import add_invoice_routes
from gateway.keys import CHAT, ENGINE, METRICS, SETTINGS
from gateway.metrics import Metrics
from gateway.photos import add_photo_routes
from gateway.security import add_security_headers
from gateway.websocket import chat_socket
from gateway.widget import add_widget_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Engine

    from gateway.dialogue import Dialogue
    from tilly.settings import Settings

__all__ = ["init_app"]

logger = logging.getLogger(__name__)


def init_app(
    settings: Settings, engine: Engine, *, dialogue: Dialogue | None = None
) -> web.Application:
    """Build the application on an open database; Rasa's port is read from the settings.

    Raises SecretTooShort.
    """
    app = web.Application()
    metrics = Metrics()
    rasa = dialogue or RasaDialogue(
        f"http://127.0.0.1:{settings.rasa_port}", settings.internal_token()
    )
    app[SETTINGS] = settings
    app[ENGINE] = engine
    app[METRICS] = metrics
    app[CHAT] = Chat(settings, engine, rasa, metrics)
    app.router.add_get("/chat/v1/ws", chat_socket)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", Readiness().answer)
    add_invoice_routes(app)
    add_photo_routes(app)
    add_widget_routes(app)
    if settings.behaviour:
        add_beacon_routes(app)
    add_console_routes(app)
    if settings.demo:
        from gateway.shop import add_shop_routes

        add_shop_routes(app)
    app.on_response_prepare.append(add_security_headers)
    app.on_shutdown.append(_hang_up)
    app.cleanup_ctx.append(_turns)
    return app


async def _turns(app: web.Application) -> AsyncIterator[None]:
    """Before the first connection, give what a restart left unanswered its reply."""
    if left := await app[CHAT].turns.reconcile():
        logger.warning("%d messages of the last run got a fault reply.", left)
    app[CHAT].courier.start()
    app[CHAT].waits.start()
    yield
    await app[CHAT].close()


async def _hang_up(app: web.Application) -> None:
    await app[CHAT].hub.close()
