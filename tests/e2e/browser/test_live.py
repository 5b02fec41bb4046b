"""The widget on the demo shop with every real process behind it."""

from __future__ import annotations

import asyncio
import json

import pytest
import pytest_asyncio
from playwright.async_api import expect
from test_access import serious
from widget_page import WidgetPage

from database import connect
from demo.people import person
from recommendation.nudge_log import NudgeLog

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

PATIENCE = 25_000  # ms: the budget of a turn, and a little


@pytest_asyncio.fixture(loop_scope="session")
async def shop(browser, store):
    """Opens a page of the running demo shop; `frames` collects what the gateway sends."""
    contexts = []

    async def enter(path="/shop", **options):
        context = await browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = await context.new_page()
        widget = WidgetPage(page)
        widget.frames = []
        page.on(
            "websocket",
            lambda line: line.on(
                "framereceived", lambda data: widget.frames.append(json.loads(data))
            ),
        )
        await page.goto(store.running.url + path)
        return widget

    yield enter
    for context in contexts:
        await context.close()


async def replied(widget, count):
    """Waits until `count` turns have their reply."""
    replies = widget.page.locator("tilly-chat .thumbs, tilly-chat .fault")
    await expect(replies).to_have_count(count, timeout=PATIENCE)
    await expect(widget.page.locator("tilly-chat .fault")).to_have_count(0)


async def test_a_policy_question_streams_and_is_cited(shop):
    """The electronics window arrives as deltas, then whole, with the policy as its source."""
    widget = await shop()
    await widget.open()
    await widget.say("what is your return policy for electronics?")
    await replied(widget, 1)
    await widget.shows("14 days")
    kinds = [frame["type"] for frame in widget.frames]
    assert kinds.index("delta") < kinds.index("reply")
    await widget.log.get_by_text("source").first.click()
    await expect(widget.log.get_by_role("listitem").first).to_contain_text("eturn")


async def test_a_search_shows_cards_that_lead_to_the_product(shop):
    """Products under the limit, with pictures that load and pages that exist."""
    widget = await shop()
    await widget.open()
    await widget.say("something warm for a toddler under 40")
    await replied(widget, 1)
    prices = await widget.log.locator(".price").all_inner_texts()
    assert prices
    assert all(float(price.removeprefix("$")) <= 40 for price in prices)
    card = widget.log.get_by_role("listitem").first
    await expect(card.locator("img")).not_to_have_js_property("naturalWidth", 0, timeout=PATIENCE)
    title = await card.get_by_role("link").inner_text()
    await card.get_by_role("link").click()
    await expect(widget.page.get_by_role("heading", level=1)).to_have_text(title)
    await widget.shows("something warm for a toddler under 40")


async def test_a_question_about_the_page_knows_its_product(shop):
    """On a product's page "it" is that product."""
    widget = await shop("/shop/products/stormline-3l-rain-jacket")
    await widget.open()
    await widget.say("is it waterproof?")
    await replied(widget, 1)
    await widget.shows("20,000 mm")


async def test_a_guest_is_told_to_sign_in_and_can_call_a_person(shop):
    """No order fact without signing in; the button calls a person; a reload changes nothing."""
    widget = await shop()
    await widget.open()
    await widget.say("where is my order?")
    await replied(widget, 1)
    await widget.shows("sign in")
    await widget.sees_no("HP-")
    await widget.button("Talk to a person").click()
    waiting = widget.panel.get_by_text("A person has been asked to join.")
    await expect(waiting).to_be_visible(timeout=PATIENCE)
    await replied(widget, 2)
    said = await widget.bubbles().all_inner_texts()
    assert ["where is my order?", "Talk to a person"] == said
    await widget.page.reload()
    await expect(waiting).to_be_visible()
    await replied(widget, 2)
    assert said == await widget.bubbles().all_inner_texts()
    await widget.say("do you ship to canada?")
    await replied(widget, 3)


async def test_a_customer_sees_their_own_order(shop):
    """Signed in by the switch, the shopper gets the number and state of their order."""
    widget = await shop()
    await widget.open()
    await widget.page.get_by_label("Shopping as").select_option(person("one_in_transit").id)
    await widget.shows("Signed in as")
    await widget.say("where is my order?")
    await replied(widget, 1)
    await widget.shows("HP-")


async def test_the_keyboard_is_enough(shop):
    """Open, ask, read the source and close, without a mouse."""
    widget = await shop()
    keys = widget.page.keyboard
    await widget.launcher.focus()
    await keys.press("Enter")
    await widget.shows("automated assistant")
    await keys.type("how long is the warranty?")
    await keys.press("Enter")
    await replied(widget, 1)
    for _ in range(12):
        await keys.press("Shift+Tab")
        if "summary" == await widget.focused():
            break
    await keys.press("Enter")
    await expect(widget.log.get_by_role("listitem").first).to_be_visible()
    await keys.press("Escape")
    await expect(widget.panel).to_be_hidden()
    assert "button.launcher" == await widget.focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(shop, scheme):
    """A real answer with its sources and cards keeps nobody out."""
    widget = await shop(color_scheme=scheme, reduced_motion="reduce")
    await widget.open()
    await widget.say("something warm for a toddler under 40")
    await replied(widget, 1)
    await widget.say("what is your return policy for electronics?")
    await replied(widget, 2)
    await widget.log.get_by_text("source").last.click()
    assert await serious(widget.page) == []


async def test_a_long_look_brings_a_suggestion_that_is_refused_for_good(shop, store):
    """Beside the launcher, with its reason, keeping nobody out; the store remembers the refusal."""
    widget = await shop("/shop/products/stormline-3l-rain-jacket")
    await widget.open()
    await widget.say("I'm looking for something waterproof under 100 dollars")
    await replied(widget, 1)
    await widget.page.keyboard.press("Escape")
    teaser = widget.page.get_by_role("complementary", name="A suggestion")
    looked = "[{kind: 'view', product_id: 'stormline-3l-rain-jacket', seconds: 61}]"
    report = f"document.querySelector('tilly-chat').report({looked})"
    await widget.page.evaluate(report)
    await expect(teaser.get_by_role("link")).to_be_visible(timeout=PATIENCE)
    await expect(teaser).to_contain_text("waterproof under 100 dollars")
    assert "button.launcher" == await widget.focused()
    assert await serious(widget.page) == []
    await teaser.get_by_role("button", name="No more suggestions").click()
    await expect(teaser).to_be_hidden()
    (talk,) = {frame["conversation"] for frame in widget.frames if frame["type"] == "opened"}
    engine = connect(store.settings.sql_url)
    log = NudgeLog(engine)
    async with asyncio.timeout(PATIENCE / 1000):
        while not log.stopped(talk, ""):
            await asyncio.sleep(0.1)
    engine.dispose()
