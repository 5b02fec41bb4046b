"""The demo shop in a browser, its chat served by the real gateway with a scripted dialogue."""

from __future__ import annotations

import asyncio
import json
import socket
from datetime import date

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import expect
from test_access import serious
from widget_page import WidgetPage

from commerce import Catalogue
from database import connect
from demo.seed import read_products, seed
from gateway.app import init_app
from gateway.testing import ScriptedRasa
from migrations import upgrade
from signals.behaviour_log import BehaviourLog
from tilly.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shop(tmp_path_factory):
    """The demo store's gateway: its address, its settings, its scripted dialogue."""
    folder = tmp_path_factory.mktemp("shop")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rasa = ScriptedRasa()
    await rasa.start()
    settings = Settings(
        data_dir=folder, port=port, rasa_port=rasa.port, demo=True,
        public_url=f"http://127.0.0.1:{port}",
    )  # fmt: skip
    upgrade(settings.sql_url)
    engine = connect(settings.sql_url)
    Catalogue(engine).upsert(read_products())
    seed(engine, date.today())  # noqa: DTZ011 - the day the demo is seeded on
    runner = web.AppRunner(init_app(settings, engine), shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    rasa.url, rasa.behaviour = settings.base_url, BehaviourLog(engine)
    yield rasa
    await runner.cleanup()
    await rasa.stop()
    engine.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def enter(browser, shop):
    """Opens a page of the shop, each call in a fresh profile; no page may log an error."""
    contexts, errors = [], []

    async def enter(path="/shop", **options):
        context = await browser.new_context(**options)
        contexts.append(context)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda line: line.type == "error" and errors.append(line.text))
        page = await context.new_page()
        await page.goto(shop.url + path)
        return WidgetPage(page)

    yield enter
    for context in contexts:
        await context.close()
    assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(enter, scheme):
    """Listing, product, policy, on a desktop and on a phone, with the chat closed and open."""
    widget = await enter(color_scheme=scheme, reduced_motion="reduce")
    assert await serious(widget.page) == []
    await widget.open()
    assert await serious(widget.page) == []
    for path in ("/shop/products/stormline-3l-rain-jacket", "/shop/policies/returns"):
        await widget.page.goto(widget.page.url.partition("/shop")[0] + path)
        assert await serious(widget.page) == []
    small = await enter(color_scheme=scheme, viewport={"width": 390, "height": 800})
    assert await serious(small.page) == []
    assert await small.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_every_product_has_its_picture(enter):
    """All images of the listing load."""
    widget = await enter()
    images = widget.page.locator(".products img")
    assert await images.count() > 60
    await images.evaluate_all("all => all.forEach(image => { image.loading = 'eager' })")
    await widget.page.wait_for_function(
        "() => [...document.querySelectorAll('.products img')].every(i => i.complete)"
    )
    broken = await images.evaluate_all("all => all.filter(i => !i.naturalWidth).map(i => i.src)")
    assert broken == []


async def test_the_real_gateway_talks_to_the_widget(enter, shop):
    """Ask, get cards, sources and buttons, click one, reload and go on."""

    async def answer(message):
        if message["message"] == "/affirm":
            return [{"text": "Done."}]
        card = {"id": "x", "title": "Fleece", "price": "34.00", "currency": "USD",
                "image": f"{shop.url}/shop/images/stormline-3l-rain-jacket.svg",
                "url": f"{shop.url}/shop/products/x", "rating": 4.5, "in_stock": True}  # fmt: skip
        cited = {"title": "Returns policy", "source": "policies/returns.md", "section": "",
                 "url": f"{shop.url}/shop/policies/returns"}  # fmt: skip
        custom = {"products": [card], "citations": [cited]}
        buttons = [{"title": "Yes, please", "payload": "/affirm"}]
        return [{"text": "It is **warm**.", "buttons": buttons}, {"custom": custom}]

    shop.answer = answer
    widget = await enter("/shop/products/stormline-3l-rain-jacket")
    await widget.page.get_by_role("button", name="Ask about this product").click()
    await expect(widget.input).to_be_focused()
    await widget.shows("automated assistant")
    await widget.say("is it warm?")
    await widget.shows("It is warm.")
    assert "stormline-3l-rain-jacket" == shop.received[-1]["metadata"]["page"]["product_id"]
    await expect(widget.log.get_by_role("link", name="Fleece")).to_be_visible()
    await widget.button("This helped").click()
    await widget.button("Yes, please").click()
    await widget.shows("Done.")
    await widget.page.reload()
    await widget.shows("Done.")
    assert ["is it warm?", "Yes, please"] == await widget.bubbles().all_inner_texts()
    await expect(widget.button("Yes, please")).to_be_disabled()


async def test_what_was_not_sent_goes_out_after_a_reload(enter, shop):
    """A message written while the line was down survives a reload and arrives once."""

    async def answer(message):
        return [{"text": f"Heard: {message['message']}"}]

    shop.answer = answer
    widget = await enter()
    await widget.open()
    await widget.say("one")
    await widget.shows("Heard: one")
    await widget.page.evaluate(
        "() => { window.WebSocket = class { constructor() { throw Error('no line') } };"
        " dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pageshow')); }"
    )
    await expect(widget.state).to_contain_text("Reconnecting…")
    await widget.say("two")
    await expect(widget.log).to_contain_text("Sending…")
    await widget.page.reload()
    await widget.shows("Heard: two")
    assert ["one", "two"] == await widget.bubbles().all_inner_texts()


async def test_a_demo_customer_signs_in_and_out(enter, shop):
    """The switch signs in at once and on later pages, and signing out starts afresh."""
    shop.answer = lambda message: asyncio.sleep(0, [{"text": f"Heard {message['message']}"}])
    widget = await enter()
    await widget.open()
    customer = widget.page.get_by_label("Shopping as")
    await customer.select_option("C-1001")
    await widget.shows("Signed in as")
    await widget.say("my order")
    await widget.shows("Heard my order")
    await widget.page.goto(f"{shop.url}/shop?category=Garden")
    await widget.shows("Heard my order")
    await expect(customer).to_have_value("C-1001")
    await customer.select_option("C-1002")
    await widget.sees_no("Heard my order")
    await widget.say("someone else's")
    await widget.shows("Heard someone else's")
    await customer.select_option("")
    await widget.sees_no("someone else's")
    await widget.shows("automated assistant")


async def test_an_oversized_frame_is_refused_in_words(enter, shop):
    """A message past the limit that reaches the real gateway all the same is refused plainly."""
    widget = await enter()
    await widget.element.evaluate("el => el.setAttribute('max-length', '100000')")
    await widget.element.evaluate("el => el.setAttribute('lang', 'en')")  # builds it anew
    await widget.open()
    await widget.say("x" * 3000)
    await expect(widget.notice).to_contain_text("too long")
    await expect(widget.log).to_contain_text("Not sent")
    assert not [m for m in shop.received if json.dumps(m).count("x") > 2000]


async def test_pages_report_what_is_looked_at(enter, shop):
    """A search, the page of a product and the time on it arrive, under one visitor."""
    before = {event.id for event in shop.behaviour.all()}

    async def reported(count):
        for _ in range(400):
            found = [event for event in shop.behaviour.all() if event.id not in before]
            if len(found) >= count:
                return sorted(found, key=lambda event: (event.at, event.kind))
            await asyncio.sleep(0.05)
        raise AssertionError(f"only {len(found)} events came: {found}")

    widget = await enter("/shop?q=mug")
    await reported(2)
    await widget.page.locator(".products a").first.click()
    await reported(3)
    await widget.page.goto(f"{shop.url}/shop/privacy")
    search, listing, product, privacy = await reported(4)
    assert ("mug", "listing") == (search.query, listing.page)
    assert ("product", "information") == (product.page, privacy.page)
    assert product.product_id
    assert product.seconds is not None
    assert 1 == len({event.visitor_id for event in (search, listing, product, privacy)})
