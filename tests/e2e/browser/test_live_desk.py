"""From an angry shopper's message to a person and back, with every real process behind it."""

from __future__ import annotations

import pytest
import pytest_asyncio
from playwright.async_api import expect
from widget_page import WidgetPage

import database
from agents import Accounts, Role
from agents.canned_replies import save_reply
from demo.people import person

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

PASSWORD = "correct horse battery"
PATIENCE = 25_000  # ms: the budget of a turn, and a little


@pytest.fixture(scope="module")
def staffed(store):
    """The demo store with an agent and a canned reply."""
    engine = database.connect(store.settings.sql_url)
    jonas = Accounts(engine).add(
        "jonas@shop.example", name="Jonas Weber", role=Role.AGENT, password=PASSWORD
    )
    with database.writing(engine) as connection:
        text = "Hello {customer_first_name}, {agent_name} here. This one keeps you dry:"
        save_reply(connection, "dry", text, jonas.id)
    yield store
    engine.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser, staffed):
    """Opens a page of the store, each in a browser of its own."""
    contexts = []

    async def enter(path):
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = await context.new_page()
        await page.goto(staffed.url + path)
        return page

    yield enter
    for context in contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def shopper(open_page):
    """A customer with a parcel under way, who has had enough."""
    widget = WidgetPage(await open_page("/shop"))
    await widget.open()
    await widget.page.get_by_label("Shopping as").select_option(person("one_in_transit").id)
    await widget.shows("Signed in as")
    await widget.say("this is ridiculous, nothing works here, let me talk to a real person")
    asked = widget.panel.get_by_text("A person has been asked to join.")
    await expect(asked).to_be_visible(timeout=PATIENCE)
    return widget


@pytest_asyncio.fixture(loop_scope="session")
async def agent(open_page):
    page = await open_page("/console/queue")
    await page.get_by_label("E-mail").fill("jonas@shop.example")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    return page


async def pick(page, what, words):
    """Choose what the composer finds, which is one thing."""
    await page.get_by_role("button", name=what, exact=True).click()
    await page.get_by_label("Search", exact=True).fill(words)
    await expect(page.locator("#picked .pick")).to_have_count(1)
    await page.keyboard.press("Enter")


async def test_a_person_takes_over_and_the_bot_knows_it_afterwards(shopper, agent):
    """Both see the other writing; a canned reply and a card arrive; "it" is the agent's product."""
    row = agent.locator(".row", has_text="real person")
    await row.get_by_role("link").focus()
    await agent.keyboard.press("a")
    await expect(agent.get_by_text("With you")).to_be_visible()
    await expect(shopper.panel.get_by_text("Jonas Weber answers you")).to_be_visible()

    await shopper.input.press_sequentially("it rains")
    await expect(agent.get_by_text("The shopper is writing")).to_be_visible()
    await shopper.input.press("Enter")
    talk = agent.get_by_role("region", name="Transcript")
    await expect(talk).to_contain_text("it rains")

    await agent.get_by_label("Message").press_sequentially("One moment")
    await expect(shopper.typing).to_contain_text("Jonas Weber")
    await agent.get_by_label("Message").fill("")
    await pick(agent, "Replies", "dry")
    await pick(agent, "Product", "stormline 3l")
    await agent.get_by_role("button", name="Send").click()
    await shopper.shows("Jonas Weber here. This one keeps you dry:")
    await shopper.sees_no("{customer_first_name}")
    await shopper.shows("Stormline 3L Rain Jacket")
    await expect(shopper.typing).to_be_hidden()

    await agent.keyboard.press("Escape")
    await agent.keyboard.press("h")
    await agent.get_by_label("What was agreed").fill("We looked at the Stormline jacket.")
    await agent.get_by_role("button", name="Hand back to the bot").click()
    await shopper.shows("You are writing with the automated assistant again.")
    await shopper.say("is it waterproof?")
    await expect(shopper.log).to_contain_text("20,000 mm", timeout=PATIENCE)
