from __future__ import annotations

import contextlib
import dataclasses
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from aiohttp import web

import database
from conversations.tables import metadata
from gateway.app import init_app
from gateway.internal import init_internal_app
from gateway.keys import CHAT
from gateway.testing import ScriptedRasa
from signals.tables import metadata as signals
from tilly.chat_client import ChatClient
from tilly.settings import Settings

SERVICE_TOKEN = "service-token-of-the-tests"
CUSTOMER_SECRET = "the secret that the shop shares with its assistant"


class Gateway:
    """A gateway on loopback that can be stopped and started again on its database."""

    def __init__(self, settings):
        self.settings = settings
        self.engine = database.connect(settings.sql_url)
        with database.writing(self.engine) as connection:
            metadata.create_all(connection)
            signals.create_all(connection)
        self._runners = []

    async def start(self):
        self.app = init_app(self.settings, self.engine)
        self.url = await self._listen(self.app)
        self.internal_url = await self._listen(init_internal_app(self.app))
        self.chat = self.app[CHAT]

    async def stop(self):
        for runner in reversed(self._runners):
            await runner.cleanup()
        self._runners.clear()

    async def kill(self):
        """Stop as a crash does: running turns are forgotten, nothing is tidied up."""
        turns = self.chat.turns
        for task in list(turns._tasks):
            task.cancel()
        turns.reconcile = turns.close = _nothing
        await self.stop()

    def client(self, **options):
        return ChatClient(self.url, **{"timeout": 20.0, "patient": False, **options})

    async def _listen(self, app):
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"


async def _nothing():
    return 0


@pytest.fixture
async def rasa():
    async with ScriptedRasa() as rasa:
        yield rasa


@pytest.fixture
def settings(tmp_path, rasa):
    return Settings(
        data_dir=tmp_path,
        rasa_port=rasa.port,
        action_port=rasa.port,
        customer_secret=CUSTOMER_SECRET,
        service_token=SERVICE_TOKEN,
        allowed_origins=("https://shop.example",),
        rate_per_conversation=0,
        rate_per_address=0,
        turn_budget=0.5,
    )


@pytest.fixture
async def start(settings):
    """Starts gateways with some settings changed; stops them in the end."""
    async with contextlib.AsyncExitStack() as stack:

        async def start(**changes):
            gateway = Gateway(dataclasses.replace(settings, **changes))
            await gateway.start()
            stack.callback(gateway.engine.dispose)
            stack.push_async_callback(gateway.stop)
            return gateway

        yield start


@pytest.fixture
async def gateway(start):
    return await start()


@pytest.fixture
async def client(gateway):
    async with gateway.client() as client:
        await client.open()
        yield client


@pytest.fixture
def sign():
    """Signs customer tokens as the shop does."""

    def sign(customer_id="C-1001", *, secret=CUSTOMER_SECRET, seconds=3600, **claims):
        ends = datetime.now(UTC) + timedelta(seconds=seconds)
        return jwt.encode({"sub": customer_id, "exp": ends, **claims}, secret, algorithm="HS256")

    return sign
