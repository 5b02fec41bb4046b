"""A headless Chromium on a real gateway whose conversations are staged."""

from __future__ import annotations

import pytest_asyncio
from aiohttp import web
from playwright.async_api import async_playwright

import database
from agents import Accounts, Passwords, Role
from agents.tables import metadata as agents
from commerce.tables import metadata as commerce
from conversations import Handoffs, Ratings
from conversations.replies import BotMessage
from conversations.tables import metadata as conversations
from conversations.testing import EVIDENCE, RICH, Talks
from gateway.app import init_app
from gateway.console.state import CONSOLE
from gateway.keys import CHAT
from gateway.testing import ScriptedAssistant
from insights.tables import metadata as insights
from privacy.tables import metadata as privacy
from recommendation.tables import metadata as recommendation
from signals.tables import metadata as signals
from tilly.settings import Settings

PASSWORD = "correct horse battery"
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4H0z"/></svg>'
CHEAP = Passwords(memory_kib=8, passes=1)
BROKEN_OFF = frozenset({"htmx:afterRequest", "htmx:sendAbort", "htmx:sendError", "undefined"})
SESSION_ENDED = "Failed to load resource: the server responded with a status of 401 (Unauthorized)"


class Stage:
    """The store behind the page: its address and its conversations, newest last."""

    def __init__(self, engine, url, app):
        self.engine = engine
        self.url = url
        self.app = app
        self.chat = app[CHAT]
        self.talks = Talks(engine)

    def fill(self):
        talks = self.talks
        self.happy = talks.open("C-1", "Ada Lovelace", welcome="I'm an automated assistant.")
        talks.turn(self.happy, "is it waterproof?", reply=RICH, evidence=EVIDENCE)
        self.angry = talks.open("C-2", "Grace Hopper")
        talks.turn(self.angry, "where is my parcel?", intent="ask_order_status", confidence=0.93)
        talks.turn(
            self.angry,
            "useless! write to grace@example.org",
            intent="complain",
            confidence=0.41,
            reply=BotMessage("I am sorry."),
        )
        Handoffs(self.engine).request(self.angry, "nobody answers")
        Ratings(self.engine).rate(self.angry, 1)
        self.guest = talks.open(None, None)
        talks.turn(self.guest, "<img src=x onerror=alert(1)>", intent="greet")
        talks.index()


async def picture(route):
    """The shop's part: pictures of products."""
    await route.fulfill(content_type="image/svg+xml", body=SQUARE)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium):
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(tmp_path):
    settings = Settings(data_dir=tmp_path)
    engine = database.connect(settings.sql_url)
    with database.writing(engine) as connection:
        for tables in (agents, commerce, conversations, insights, privacy, recommendation, signals):
            tables.create_all(connection)
    accounts = Accounts(engine, CHEAP)
    for role in Role:
        name = {"agent": "Jonas Weber", "lead": "Mina Okafor", "admin": "Priya Nair"}[role.value]
        accounts.add(f"{role.value}@shop.example", name=name, role=role, password=PASSWORD)
    app = init_app(settings, engine)
    app[CONSOLE].accounts = accounts
    app[CONSOLE].assistant = ScriptedAssistant()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stage = Stage(engine, f"http://127.0.0.1:{runner.addresses[0][1]}", app)
    stage.fill()
    yield stage
    await runner.cleanup()
    engine.dispose()


def is_trouble(said):
    """Whether a page logged an error: neither what leaving it broke off, nor a session's end."""
    return said.type == "error" and said.text not in {*BROKEN_OFF, SESSION_ENDED}


@pytest_asyncio.fixture(loop_scope="session")
async def sign_in(browser, stage):
    """Opens the console as a role; no page may break its own policy or log an error."""
    contexts, troubles = [], []

    async def enter(role="agent", width=1280, **options):
        context = await browser.new_context(
            viewport={"width": width, "height": 800}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        await context.route("**/shop/images/*", picture)
        page = await context.new_page()
        page.on("console", lambda said: is_trouble(said) and troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        await page.goto(f"{stage.url}/console")
        await page.get_by_label("E-mail").fill(f"{role}@shop.example")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.get_by_role("heading", name="Inbox").wait_for()
        return page

    yield enter
    for context in contexts:
        await context.close()
    assert [] == troubles


@pytest_asyncio.fixture(loop_scope="session")
async def firefox_page(firefox, stage):
    """A lead's page in Firefox, signed in by hand; it may log no error."""
    firefox.errors.clear()
    page = await firefox.page(f"{stage.url}/console")
    await page.fill("[name=email]", "lead@shop.example")
    await page.fill("[name=password]", PASSWORD)
    await page.press("Enter")
    await page.sees("Inbox", "h1")
    yield page
    await page.close()
    assert set() == {*firefox.errors} - BROKEN_OFF
