"""A gateway with the console and two conversations behind it, on loopback."""

from __future__ import annotations

import re

import pytest
from aiohttp import ClientSession, CookieJar, web

from agents import Accounts, AuditLog, Passwords, Role
from agents.tables import metadata as agents
from commerce.tables import metadata as commerce
from conversations.tables import metadata as conversations
from conversations.testing import Talks
from gateway.app import init_app
from gateway.console.state import CONSOLE
from insights.tables import metadata as insights
from privacy.tables import metadata as privacy
from recommendation.tables import metadata as recommendation
from signals.tables import metadata as signals
from tilly.settings import Settings

PASSWORD = "correct horse battery"
CHEAP = Passwords(memory_kib=8, passes=1)


@pytest.fixture
def engine(database_of):
    return database_of(agents, commerce, conversations, insights, privacy, recommendation, signals)


@pytest.fixture
def talks(engine):
    return Talks(engine)


@pytest.fixture
def accounts(engine):
    return Accounts(engine, CHEAP)


@pytest.fixture
def audit(engine):
    return AuditLog(engine)


@pytest.fixture
def staff(accounts):
    """One agent of each role, by role."""
    return {
        role.value: accounts.add(
            f"{role.value}@shop.example", name=role.value.title(), role=role, password=PASSWORD
        )
        for role in Role
    }


class Browser:
    """A person's browser: cookies, and forms sent as the pages have them."""

    def __init__(self, session, url):
        self.session = session
        self.url = url
        self.csrf = ""

    async def get(self, path, **headers):
        async with self.session.get(
            self.url + path, headers=headers, allow_redirects=False
        ) as response:
            text = await response.text()
            if found := re.search(r'name="csrf" value="([0-9a-f]+)"', text):
                self.csrf = found[1]
            return response, text

    async def post(self, path, *, origin=None, csrf=None, **fields):
        given = {"csrf": self.csrf if csrf is None else csrf, **fields}
        async with self.session.post(
            self.url + path,
            data=given,
            headers={"Origin": self.url if origin is None else origin},
            allow_redirects=False,
        ) as response:
            return response, await response.text()

    async def decide(self, ids, what, tag=""):
        """Decide something for several conversations, as the list's form does."""
        fields = [("csrf", self.csrf), ("what", what), ("tag", tag), *(("ids", id_) for id_ in ids)]
        async with self.session.post(
            self.url + "/console/inbox/decide",
            data=fields,
            headers={"Origin": self.url},
            allow_redirects=False,
        ) as response:
            return response, await response.text()

    async def sign_in(self, role, password=PASSWORD):
        email = role if "@" in role else f"{role}@shop.example"
        response, text = await self.post("/console/sign-in", email=email, password=password)
        if response.status == 303:
            await self.get("/console")
        return response, text


@pytest.fixture
def app(tmp_path, engine):
    app = init_app(Settings(data_dir=tmp_path), engine)
    app[CONSOLE].accounts = Accounts(engine, CHEAP)
    return app


@pytest.fixture
async def url(app):
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def browse(url):
    """Opens browsers of different people."""
    sessions = []

    def open_():
        sessions.append(ClientSession(cookie_jar=CookieJar(unsafe=True)))
        return Browser(sessions[-1], url)

    yield open_
    for session in sessions:
        await session.close()


@pytest.fixture
async def agent(browse, staff):
    browser = browse()
    await browser.sign_in("agent")
    return browser


@pytest.fixture
async def lead(browse, staff):
    browser = browse()
    await browser.sign_in("lead")
    return browser


@pytest.fixture
async def admin(browse, staff):
    browser = browse()
    await browser.sign_in("admin")
    return browser
