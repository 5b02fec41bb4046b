"""Play the tour of docs/console.md on a demo store of its own, and take its pictures anew.

    .venv/bin/python scripts/tour.py

An angry shopper, a person who takes over, a corrected turn, an exported example, and a story that
`make test-bot` runs from then on. Needs Chromium; takes some minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import shutil
import sys
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from PIL import Image
from playwright.async_api import async_playwright, expect

import database
from agents import Accounts, Role
from benchmarks.live.hours import write_policy
from demo.people import person
from tilly.reviewed_tests import INVENTORY
from tilly.running import Running
from tilly.settings import ROOT, Settings
from tilly.testing import Store, running_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from playwright.async_api import Browser, Page, ViewportSize

PICTURES: Final = ROOT / "docs" / "images"
STORY: Final = "Angry about a parcel that is late"
STORY_FILE: Final = "reviewed/test_angry_about_a_parcel_that_is_late.yml"
PASSWORD: Final = "correct horse battery"  # noqa: S105  of a store that is thrown away
PHONE: Final[ViewportSize] = {"width": 400, "height": 760}
DESK: Final[ViewportSize] = {"width": 880, "height": 760}
PAGE: Final[ViewportSize] = {"width": 1280, "height": 800}
PATIENCE_MS: Final = 60_000
RUN_MS: Final = 330_000
COLOURS: Final = 128

SAID: Final = (
    "where is my power bank?",
    "seriously? it should have been here days ago, this is a joke",
    "so nobody is looking for it",
    "i don't want another tracking link, i want to talk to a real person",
)
MISHEARD: Final = 2
RIGHT: Final = "report_parcel"
SHOULD: Final = "Not yet. I can have the carrier search for it now; shall I?"
AGREED: Final = "The carrier is searching; a replacement goes out if it has no news by Friday."


async def play(store: Store) -> None:
    """The whole tour, picture by picture."""
    engine = database.connect(store.settings.sql_url)
    accounts = Accounts(engine)
    known = {each.email for each in accounts.all()}
    for name, role in (("Jonas Weber", Role.AGENT), ("Mina Okafor", Role.LEAD)):
        email = _email(name)
        if email not in known:
            accounts.add(email, name=name, role=role, password=PASSWORD)
    engine.dispose()
    async with _browser() as browser:
        shopper = await _shopper(browser, store)
        agent = await _signed_in(browser, store, "Jonas Weber", DESK)
        await _taken_over(shopper, agent)
        await _answered(shopper, agent)
        conversation = agent.url.partition("/conversations/")[2].partition("?")[0]
        await _corrected(await _signed_in(browser, store, "Jonas Weber", PAGE), store, conversation)
        lead = await _signed_in(browser, store, "Mina Okafor", PAGE)
        await _approved(lead, store)
        await _saved(lead, store, conversation)


async def _shopper(browser: Browser, store: Store) -> Page:
    """A customer whose parcel is late says so, ever less kindly."""
    page = await browser.new_page(viewport=PHONE)
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(f"{store.url}/shop")
    await page.get_by_label("Shopping as").select_option(person("late").id)
    await page.locator("tilly-chat .launcher").click()
    log = page.get_by_role("log")
    await expect(log).to_contain_text("automated assistant")
    for text in SAID:
        await _say(page, text)
        mine = page.locator("tilly-chat .said-so-far > .turn.me", has_text=text)
        await mine.locator("xpath=following-sibling::*").first.wait_for()
    return page


async def _taken_over(shopper: Page, agent: Page) -> None:
    await agent.get_by_role("link", name="Queue").click()
    await expect(agent.locator(".queue .row")).to_have_count(1)
    await _side_by_side("tour-queue", agent, shopper)
    await agent.keyboard.press("a")
    await expect(agent.get_by_text("With you", exact=True)).to_be_visible()


async def _answered(shopper: Page, agent: Page) -> None:
    log = shopper.get_by_role("log")
    await expect(log).to_contain_text("Jonas Weber")
    await agent.keyboard.press("w")
    await agent.keyboard.type("I am sorry, Omar: it should have been with you on time.")
    await agent.keyboard.press("Enter")
    await _say(shopper, "finally a human. so where is it?")
    talk = agent.get_by_role("region", name="Transcript")
    await expect(talk).to_contain_text("finally a human")
    await agent.keyboard.type(
        "The carrier is searching for it. If there is no news by Friday I send you a new one."
    )
    await agent.keyboard.press("Enter")
    await expect(log).to_contain_text("I send you a new one")
    await _say(shopper, "ok, thank you")
    await expect(talk).to_contain_text("ok, thank you")
    await _side_by_side("tour-desk", agent, shopper)
    await agent.keyboard.press("Escape")
    await agent.keyboard.press("h")
    await agent.get_by_label("What was agreed").fill(AGREED)
    await agent.get_by_role("button", name="Hand back and resolve").click()
    await expect(log).to_contain_text("automated assistant again")
    await expect(agent.get_by_role("button", name="Open again")).to_be_visible()


async def _corrected(page: Page, store: Store, conversation: str) -> None:
    await page.goto(f"{store.url}/console/conversations/{conversation}")
    await page.locator(".turn-link").nth(MISHEARD).click()
    await expect(page.locator("#turn blockquote")).to_be_visible()
    await page.keyboard.press("c")
    teach = page.get_by_role("region", name="Teach")
    await teach.get_by_label("Right intent").select_option(RIGHT)
    await teach.get_by_label("Should have said").fill(SHOULD)
    await _picture("tour-correct", page)
    await teach.get_by_role("button", name="Propose").click()
    await expect(page.locator(".taught")).to_contain_text("proposed")


async def _approved(page: Page, store: Store) -> None:
    await page.goto(f"{store.url}/console/annotations")
    await page.locator("tbody input[type=checkbox]").first.check()
    await page.get_by_role("button", name="Approve ticked").click()
    await expect(page.locator("tbody .badge").first).to_have_text("approved")
    await _picture("tour-approved", page, height=360)
    done = await asyncio.to_thread(store.run, "annotations", "export")
    sys.stdout.write(done.stdout)
    done.check_returncode()


async def _saved(page: Page, store: Store, conversation: str) -> None:
    """A story of what went right, in place of the one that an earlier tour has saved."""
    _forget_story()
    await page.goto(f"{store.url}/console/conversations/{conversation}/test")
    await page.get_by_label("From turn 1").check()
    await page.get_by_label("To turn 2").check()
    await page.get_by_label("Name").fill(STORY)
    await page.get_by_role("button", name="Draft it").click()
    await page.get_by_role("button", name="Run it").click(timeout=RUN_MS)
    await expect(page.get_by_text("The bot goes this way.")).to_be_visible()
    await page.get_by_role("button", name="Save").first.click()
    await expect(page.get_by_role("status").first).to_contain_text(STORY_FILE)
    await _picture("tour-story", page)


def _forget_story() -> None:
    stories = ROOT / "tests" / "conversations"
    (stories / STORY_FILE).unlink(missing_ok=True)
    inventory = stories / INVENTORY
    lines = inventory.read_text(encoding="utf-8").splitlines(keepends=True)
    inventory.write_text("".join(line for line in lines if STORY_FILE not in line), "utf-8")


async def _say(page: Page, text: str) -> None:
    field = page.get_by_label("Your message")
    await field.fill(text)
    await field.press("Enter")


async def _signed_in(browser: Browser, store: Store, name: str, viewport: ViewportSize) -> Page:
    page = await browser.new_page(viewport=viewport, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(f"{store.url}/console")
    await page.get_by_label("E-mail").fill(_email(name))
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Inbox").wait_for()
    return page


def _email(name: str) -> str:
    return f"{name.partition(' ')[0].lower()}@shop.example"


async def _picture(name: str, page: Page, height: int = PAGE["height"]) -> None:
    whole = Image.open(io.BytesIO(await page.screenshot()))
    _kept(name, whole.crop((0, 0, whole.width, height)))


async def _side_by_side(name: str, desk: Page, phone: Page) -> None:
    """What the agent sees, and beside it what the shopper sees at the same moment."""
    shown = [Image.open(io.BytesIO(await page.screenshot())) for page in (desk, phone)]
    whole = Image.new("RGB", (sum(each.width for each in shown), shown[0].height))
    whole.paste(shown[0], (0, 0))
    whole.paste(shown[1], (shown[0].width, 0))
    _kept(name, whole)


def _kept(name: str, picture: Image.Image) -> None:
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


def main() -> None:
    """Play it on a store of its own, or on the demo store that runs on a data folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data-dir", type=Path, help="of a demo store that is up")
    given = parser.parse_args().data_dir
    with ExitStack() as opened:
        asyncio.run(play(_running(given) if given else opened.enter_context(_own_store())))


@contextmanager
def _own_store() -> Iterator[Store]:
    """A demo store that is thrown away, whose people are there at any hour."""
    with TemporaryDirectory(prefix="tilly-tour-") as scratch:
        policy = write_policy(Path(scratch) / "policy.yml", "open")
        environment = {"TILLY_POLICY": str(policy)}
        with running_store(Path(scratch) / "data", demo=True, environment=environment) as store:
            yield store


def _running(data_dir: Path) -> Store:
    running = Running.read(data_dir)
    variables = {**os.environ, "TILLY_DATA_DIR": str(data_dir), "TILLY_PORT": str(running.port)}
    return Store(running, Settings.from_environment(variables), variables)


if __name__ == "__main__":
    main()
