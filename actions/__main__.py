"""The action server: `python -m actions`, one process, loopback only."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from typing import TYPE_CHECKING, Any

import yaml

from actions import build_actions
from actions.assisting import Assisting
from actions.gateway_link import GatewayLink, NoGateway
from actions.nudging import Nudging
from actions.server import build_app
from tilly.bootstrap import build_services
from tilly.errors import TillyError
from tilly.recommending import build_nudges
from tilly.settings import ROOT, Settings

if TYPE_CHECKING:
    from sanic import Sanic

    from tilly.bootstrap import Services

logger = logging.getLogger("actions")

RASA_PORT_FOR_ACTIONS = 5055


def main() -> int:
    """Build the services, warm the models, serve until stopped."""
    try:
        settings = Settings.from_environment()
        logging.basicConfig(
            level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
        )
        services = build_services(settings)
        nudges = build_nudges(settings)
    except TillyError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the process's own last word
        return 1
    token = settings.internal_token()
    port = settings.internal_port
    gateway = GatewayLink(port, token) if port else NoGateway()
    app = build_app(
        build_actions(services, gateway),
        services.knowledge.ingestor,
        Assisting(services),
        token,
        None if nudges is None else Nudging(services, gateway, nudges, bot_domain()),
    )

    @app.after_server_start
    async def warm_up(app: Sanic[Any, Any]) -> None:
        app.add_task(warm(app, services))

    @app.after_server_stop
    async def close(_: Sanic[Any, Any]) -> None:
        await gateway.close()
        await services.close()

    app.run(
        host="127.0.0.1",
        port=settings.action_port or RASA_PORT_FOR_ACTIONS,
        single_process=True,
        access_log=False,
        motd=False,
    )
    return 0


def bot_domain() -> dict[str, Any]:
    """The bot's domain, whose responses word what is said outside a turn too."""
    domain: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return domain


async def warm(app: Sanic[Any, Any], services: Services) -> None:
    """Load the models before the first shopper waits for them; then the server is ready."""
    started = time.monotonic()
    try:
        await asyncio.to_thread(services.knowledge.product_search.search, "a warm jacket")
        # Asked in earnest, so that the lines of the passages are embedded once too.
        await services.answers.answer("How long does the warm-up take?")
    except Exception:  # a store that cannot answer yet still hands over and shows orders
        logger.exception("Warming up failed; the first answer will be slow or fail.")
    app.ctx.ready = True
    logger.info("ready after %.1f s", time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main())
