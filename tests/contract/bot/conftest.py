from __future__ import annotations

import json
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import ClientSession
from sanic import Sanic

from actions import build_actions
from actions.assisting import Assisting
from actions.server import build_app
from tilly.settings import ROOT

HERE = Path(__file__).parent
sys.path.append(str(ROOT / "tests" / "unit" / "actions"))

TOKEN = "token-of-this-test"


class Ingestor:
    """Remembers what it was asked to read; reports as it is told to."""

    def __init__(self):
        self.paths = []
        self.steps = []
        self.report = None

    def ingest(self, paths, *, progress):
        self.paths.append(list(paths))
        for step in self.steps:
            progress(step)
        if isinstance(self.report, Exception):
            raise self.report
        return self.report


@pytest.fixture
def store():
    from action_fakes import Store

    return Store()


@pytest.fixture
def recorded():
    """A request of a real Rasa 3.6.21 to its action server, with time left."""

    def read(name, *, seconds_left=20):
        body = json.loads((HERE / f"recorded_{name}.json").read_text())
        metadata = body["tracker"]["latest_message"]["metadata"]
        assert metadata["deadline"] > 0
        metadata["deadline"] = time.time() + seconds_left
        return body

    return read


@pytest.fixture
async def server(store):
    """The action server's own application on a real socket."""
    ingestor = Ingestor()
    app = build_app(build_actions(store, store.gateway), ingestor, Assisting(store), TOKEN)
    async with serving(app) as address, ClientSession(address) as session:
        yield SimpleNamespace(app=app, http=session, ingestor=ingestor)


@asynccontextmanager
async def serving(app):
    # Sanic rewrites its protocol classes for the first application of a process; not for these.
    app.config.TOUCHUP = False
    server = await app.create_server(host="127.0.0.1", port=0, access_log=False)
    try:
        await server.startup()
        await server.before_start()
        await server.after_start()
        yield f"http://127.0.0.1:{server.server.sockets[0].getsockname()[1]}"
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()
        Sanic.unregister_app(app)
