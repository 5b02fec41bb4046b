"""The console in a browser: what an agent does from signing in to a resolved conversation."""

from __future__ import annotations

import asyncio
from importlib.resources import files

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


async def press_until(page, key, there):
    """Press a key until it is heard: on a page that is new, its script may not have run yet."""
    async with asyncio.timeout(10):
        while not await there.count():
            await page.keyboard.press(key)
            await asyncio.sleep(0.1)


async def findings(page):
    """What axe-core finds, of any weight."""
    await page.evaluate(AXE)
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['html']}" for each in found["violations"] for node in each["nodes"]
    ]


def row(page, name):
    return page.locator(".row > a", has_text=name)


async def test_an_agent_works_off_an_angry_shopper(sign_in, stage):
    """Find who waits, read what went wrong and why, take it on, tag it, resolve it."""
    page = await sign_in()
    await page.get_by_role("link", name="Waiting 1").click()
    await row(page, "G•••").click()
    await expect(page.get_by_role("heading", name="G••• H•••")).to_be_visible()
    await expect(page).to_have_url(
        f"{stage.url}/console/conversations/{stage.angry}?status=waiting"
    )
    talk = page.get_by_role("region", name="Transcript")
    await expect(talk).to_contain_text("[e-mail hidden]")
    await talk.get_by_role("link", name="complain 41%").click()
    details = page.get_by_role("complementary", name="Details")
    await expect(details).to_contain_text("Understood as")
    await talk.get_by_role("link", name="ask order status 93%").click()
    await expect(details.locator("blockquote")).to_have_text("where is my parcel?")
    await page.get_by_label("Who looks after it").select_option("Jonas Weber (me)")
    await page.get_by_role("button", name="Set").click()
    await page.get_by_label("Add a tag").fill("Lost parcel")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(details.get_by_role("button", name="lost-parcel")).to_be_visible()
    await page.get_by_role("button", name="Show personal data").click()
    await expect(talk).to_contain_text("grace@example.org")
    await talk.get_by_role("link", name="complain 41%").click()
    await expect(details.locator("blockquote")).to_contain_text("grace@example.org")
    await page.get_by_role("button", name="Resolve", exact=True).last.click()
    await expect(page.get_by_role("button", name="Open again")).to_be_visible()
    await page.goto(f"{stage.url}/console/inbox?status=resolved&tag=lost-parcel&assignee=me")
    await expect(page.locator(".row")).to_have_count(1)


async def test_what_happens_meanwhile_appears_by_itself(sign_in, stage):
    """The list and the open transcript follow, and keep ticks, focus and place."""
    page = await sign_in()
    await row(page, "A•••").click()
    talk = page.get_by_role("region", name="Transcript")
    await expect(talk).to_contain_text("rated to 3,000 mm")
    await page.get_by_label("Tick the conversation of G•••").check()
    await row(page, "A•••").focus()
    stage.talks.turn(stage.happy, "and is it light?", intent="ask_weight")
    stage.talks.index()
    await expect(talk).to_contain_text("and is it light?", timeout=10_000)
    await expect(page.locator(".row > a").first).to_contain_text("and is it light?", timeout=10_000)
    await expect(page.get_by_label("Tick the conversation of G•••")).to_be_checked()
    await expect(page.locator(".row > a").first).to_be_focused()
    await expect(page.locator("#ticked")).to_have_text("1")


async def test_the_keyboard_is_enough(sign_in, stage):
    """Move, open, step through turns, search and resolve without a mouse."""
    page = await sign_in()
    keys = page.keyboard
    await keys.press("j")
    await keys.press("j")
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="G••• H•••")).to_be_visible()
    await keys.press("n")
    await expect(page.locator("#turn blockquote")).to_have_text("where is my parcel?")
    await keys.press("n")
    await expect(page.locator("#turn blockquote")).to_contain_text("useless!")
    await keys.press("t")
    await expect(page.get_by_label("Add a tag")).to_be_focused()
    await keys.type("ejx")  # letters of a word, no commands
    await keys.press("Escape")
    await keys.press("e")
    await expect(page.get_by_role("button", name="Open again")).to_be_visible()
    await press_until(page, "/", page.locator("#search:focus"))
    await keys.type("waterproof")
    await keys.press("Enter")
    await expect(page.locator(".row")).to_have_count(1)
    await press_until(page, "?", page.get_by_role("dialog"))
    await page.get_by_label("Single keys do this").uncheck()
    await keys.press("Escape")
    await keys.press("j")
    await expect(page.locator(".row > a").first).not_to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(sign_in, stage, scheme):
    """The door, the list, its filters, a conversation with a turn, the keys and the log."""
    page = await sign_in("admin", color_scheme=scheme)
    assert [] == await findings(page)
    await page.locator(".filters summary").click()
    assert [] == await findings(page)
    await row(page, "A•••").click()
    await page.get_by_role("link", name="ask product 90%").click()
    await expect(page.locator("#turn")).to_contain_text("not supported")
    await page.get_by_text("1 source").click()
    assert [] == await findings(page)
    await page.get_by_role("button", name="Keys").click()
    assert [] == await findings(page)
    await page.goto(f"{stage.url}/console/audit")
    assert [] == await findings(page)
    await page.get_by_label("Priya Nair, account").click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert [] == await findings(page)


@pytest.mark.parametrize("width", [768, 1024])
async def test_a_tablet_shows_list_talk_and_details(sign_in, stage, width):
    """Nothing lies beyond the edge, upright or on its side."""
    page = await sign_in(width=width)
    await row(page, "A•••").click()
    for name in ("Transcript", "Details"):
        box = await page.get_by_role("region", name=name).bounding_box()
        assert box["width"] > 220
        assert box["x"] + box["width"] <= width
    assert width == await page.evaluate("document.documentElement.scrollWidth")


async def test_what_a_shopper_wrote_runs_nowhere(sign_in, stage):
    """Markup in a message is shown as it was typed."""
    page = await sign_in()
    await row(page, "Guest").click()
    talk = page.get_by_role("region", name="Transcript")
    await expect(talk).to_contain_text("<img src=x onerror=alert(1)>")
    assert 0 == await page.locator("img[src=x]").count()
