"""`python -m gateway`: serves until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from database import connect
from gateway.app import init_app
from gateway.errors import GatewayError
from gateway.internal import init_internal_app
from tilly.errors import TillyError
from tilly.settings import Settings

SHUTDOWN_WITHIN_S = 5.0

logger = logging.getLogger("gateway")


async def serve(settings: Settings) -> None:
    """Serve both doors until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    engine = connect(settings.sql_url)
    app = init_app(settings, engine)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(engine.dispose)
        public = await _start(stack, app, settings.host, settings.port)
        internal = await _start(stack, init_internal_app(app), "127.0.0.1", settings.internal_port)
        logger.info("Chat at %s, metrics at %s/metrics.", public, internal)
        await stop.wait()


async def _start(
    stack: contextlib.AsyncExitStack, app: web.Application, host: str, port: int
) -> str:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_WITHIN_S)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, host, port)
    await site.start()
    bound_host, bound_port = runner.addresses[0][:2]
    return f"http://{bound_host}:{bound_port}"


def main() -> None:
    """Read the settings and serve; a setting or database that cannot be used ends with 1."""
    try:
        settings = Settings.from_environment()
        logging.basicConfig(
            level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
        )
        asyncio.run(serve(settings))
    except (TillyError, GatewayError) as error:
        sys.exit(str(error))
    except SQLAlchemyError as error:
        reason = str(error).splitlines()[0]
        sys.exit(f"The database cannot be used; was it set up? {reason}")
    except OSError as error:
        sys.exit(f"The gateway cannot listen: {error}.")


if __name__ == "__main__":
    main()
