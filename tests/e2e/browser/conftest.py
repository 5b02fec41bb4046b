"""A headless Chromium, a scripted gateway, and a page with the widget on it."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright
from scripted import ScriptedGateway
from widget_page import WidgetPage

SWITCHES = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium):
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def gateway():
    gateway = ScriptedGateway()
    await gateway.start()
    yield gateway
    await gateway.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser, gateway):
    """Opens pages, each call in a fresh profile; no page may log an error."""
    contexts = []
    errors = []

    @asynccontextmanager
    async def profile(**options):
        context = await browser.new_context(**options)
        contexts.append(context)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        yield context

    async def open_page(path="/", **options):
        async with profile(**options) as context:
            page = await context.new_page()
            await page.goto(gateway.url + path)
            return WidgetPage(page)

    yield open_page
    for context in contexts:
        await context.close()
    assert errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def widget(visit):
    """The widget, open, on a desktop page."""
    widget = await visit()
    await widget.open()
    return widget


@pytest.fixture
def phone():
    """Options of a page on a phone."""
    return {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}
