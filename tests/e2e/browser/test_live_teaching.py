"""From what a shopper typed to an example, a story and a replay, over the real processes."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio
import yaml
from playwright.async_api import expect

import database
from agents import Accounts, Role
from demo.people import person
from tilly.chat_client import ChatClient
from tilly.identity import customer_token
from tilly.rasa_engine import current_model
from tilly.reviewed_tests import run_story

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

PASSWORD = "correct horse battery"
SAID = (
    "hello there",
    "please cancel my order",
    "i do not need it any more",
    "no, leave it as it is",
    "my jacket smells of fish by the way",
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def talked(store):
    """A conversation with a form in it, by a customer with one order that can be cancelled."""
    token = customer_token(store.settings, person("just_placed").id)
    async with ChatClient(store.url) as shopper:
        await shopper.open(customer_token=token)
        for text in SAID:
            await shopper.ask(text)
        return shopper.conversation


@pytest_asyncio.fixture(loop_scope="session")
async def lead(browser, store):
    """A lead's page of the console."""
    engine = database.connect(store.settings.sql_url)
    accounts = Accounts(engine)
    if not any(each.email == "mina@shop.example" for each in accounts.all()):
        accounts.add("mina@shop.example", name="Mina Okafor", role=Role.LEAD, password=PASSWORD)
    engine.dispose()
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    await page.goto(f"{store.url}/console")
    await page.get_by_label("E-mail").fill("mina@shop.example")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("heading", name="Inbox").wait_for()
    yield page
    await context.close()


async def opened(page, store, conversation):
    """The conversation's page, once the worker has recorded every turn."""
    async with asyncio.timeout(30):
        while True:
            await page.goto(f"{store.url}/console/conversations/{conversation}")
            if await page.locator(".turn-link .quiet").count() == len(SAID):
                return
            await asyncio.sleep(0.5)


async def story_of(page, store, conversation):
    """The story that the page drafts of all turns but the last, which another test corrects."""
    await opened(page, store, conversation)
    last = await page.locator(".turn-link").nth(-2).get_attribute("data-turn")
    place = f"{store.url}/console/conversations/{conversation}/test"
    await page.goto(f"{place}?name=Left+as+it+is&last={last}")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download").first.click()
    return (await (await download.value).path()).read_text()


async def test_a_corrected_intent_is_in_the_export(lead, store, talked):
    """Proposed and approved under the turn, then NLU data with its diff."""
    await opened(lead, store, talked)
    await lead.locator(".turn-link").last.click()
    teach = lead.get_by_role("region", name="Teach")
    await teach.get_by_text("Correct this turn").click()
    await teach.get_by_label("Right intent").select_option("complain")
    await teach.get_by_role("button", name="Propose").click()
    await teach.get_by_role("button", name="Approve").click()
    await expect(teach).to_contain_text("approved")
    done = store.run("annotations", "export")
    assert 0 == done.returncode, done.stderr
    assert f"+    - {SAID[-1]}" in done.stdout
    path = store.data_dir / "annotations" / "reviewed.yml"
    (block,) = yaml.safe_load(path.read_text())["nlu"]
    assert {"intent": "complain", "examples": f"- {SAID[-1]}\n"} == block


async def test_a_conversation_is_a_valid_story(lead, store, talked):
    """With the form that began and ended, and the slot by which it ended."""
    text = await story_of(lead, store, talked)
    await expect(lead.locator("#story-fit")).to_contain_text("Every name in it is in the domain")
    (story,) = yaml.safe_load(text)["stories"]
    assert list(SAID[:-1]) == [step["user"].strip() for step in story["steps"] if "user" in step]
    assert {"active_loop": "request_form"} in story["steps"]
    assert {"slot_was_set": [{"request_outcome": "left"}]} in story["steps"]


@pytest.mark.slow
async def test_a_saved_story_and_a_replay_go_as_the_conversation_went(
    lead, store, talked, tmp_path
):
    """`rasa test` agrees with the story; against the same model the replay differs in nothing."""
    run = await run_story(await story_of(lead, store, talked))
    assert run.passed, run.went
    done = store.run("replay", talked, "--model", str(current_model()))
    assert 0 == done.returncode, done.stdout + done.stderr
    assert "Every turn goes as it went." in done.stdout
