"""The desk in a browser: keys, drafts, the picker, what is refused, and what goes out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.async_api import expect
from test_console_page import findings, press_until

import database
from agents.canned_replies import save_reply
from commerce import Catalogue, Product, Variant
from conversations.frames import Frames

PASSWORD = "correct horse battery"

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def shop(stage):
    """A tent with markup in its name, and canned replies."""
    title, image = "Alta <b>2</b>", "https://img.example/alta.svg"
    variants = (Variant("A2", {}, Decimal("249.00")),)
    tent = Product("alta-2", title, "Nordlys", "Tents", "", {}, variants, image, "/products/alta-2")
    Catalogue(stage.engine).upsert([tent])
    with database.writing(stage.engine) as connection:
        save_reply(connection, "late", "Dear {customer_first_name}, {order_id} is late.", "x")
        save_reply(connection, "thanks", "Thank you for waiting!", "x")
    return stage


@pytest.fixture
def held(shop, sign_in):
    """Opens the console as an agent who has taken the angry shopper from the queue."""

    async def enter(**options):
        page = await sign_in(**options)
        await page.context.route("https://img.example/**", picture)
        await page.goto(f"{shop.url}/console/queue")
        await expect(page).to_have_title("(1) Queue · Harbour & Pine")
        await press_until(page, "a", page.get_by_text("With you"))
        await page.wait_for_load_state()  # keys are heard once the page's scripts have run
        return page

    return enter


async def picture(route):
    await route.fulfill(
        content_type="image/svg+xml", body='<svg xmlns="http://www.w3.org/2000/svg"/>'
    )


def last(stage):
    return Frames(stage.engine).after(stage.angry, 0)[-1].data()["message"]


async def test_the_keyboard_is_enough_to_answer(held, shop):
    """Take, find a reply and a product, send, note, and go on writing where one was."""
    page = await held()
    keys = page.keyboard
    await keys.press("w")
    await keys.press("/")
    await expect(page.locator("#picked .pick")).to_have_count(2)
    await keys.type("thank")
    await expect(page.locator("#picked .pick")).to_have_count(1)
    await keys.press("Enter")
    await expect(page.locator("#text")).to_have_value("Thank you for waiting!")
    await page.get_by_role("button", name="Product").press("Enter")
    await keys.type("alta")
    await expect(page.locator("#picked .pick").first).to_contain_text("Alta <b>2</b>")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await page.get_by_role("button", name="Article").press("Enter")
    await keys.type("returns")
    await expect(page.locator("#picked .pick").first).to_contain_text("About returns.")
    await keys.press("Enter")
    await expect(page.locator("#text")).to_be_focused()
    await keys.press("Shift+Enter")
    await keys.type("Bye")
    await page.reload()
    await expect(page.locator("#text")).to_have_value("Thank you for waiting!\nBye")
    await page.locator("#text").focus()
    await keys.press("Enter")
    talk = page.get_by_role("region", name="Transcript")
    await expect(talk).to_contain_text("Bye")
    await expect(talk.locator(".agent .cards")).to_contain_text("Alta <b>2</b>")
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator("#attached li")).to_have_count(0)
    said = last(shop)
    assert ("Jonas Weber", "Thank you for waiting!\nBye") == (said["name"], said["text"])
    assert ["alta-2"] == [each["id"] for each in said["products"]]
    assert ["Returns policy"] == [each["title"] for each in said["citations"]]
    await page.get_by_label("Note", exact=True).check()
    await page.locator("#text").fill("asks for a voucher")
    await keys.press("Control+Enter")
    await expect(talk.locator(".entry.note")).to_contain_text("asks for a voucher")
    assert said == last(shop)


async def test_a_note_that_was_begun_stays_a_note(sign_in, shop):
    """What was meant for colleagues is not what the shopper is sent after taking over."""
    page = await sign_in()
    await page.goto(f"{shop.url}/console/conversations/{shop.angry}")
    await page.locator("#text").fill("third time this week")
    await page.get_by_role("button", name="Take over").click()
    await expect(page.get_by_text("With you", exact=True)).to_be_visible()
    await expect(page.locator("#text")).to_have_value("third time this week")
    await expect(page.get_by_label("Note", exact=True)).to_be_checked()


async def test_a_draft_outlives_the_session(held, shop):
    """Who has to sign in again finds what they were writing."""
    page = await held()
    await page.locator("#text").fill("half a sentence")
    await page.context.clear_cookies()
    await expect(page.get_by_label("Password")).to_be_visible(timeout=15_000)
    await page.get_by_label("E-mail").fill("agent@shop.example")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("navigation", name="Console").wait_for()
    await page.goto(f"{shop.url}/console/conversations/{shop.angry}")
    await expect(page.locator("#text")).to_have_value("half a sentence")


async def test_what_happens_is_seen_within_a_second(held, shop):
    """Their words, and that they are writing, while the agent has the conversation."""
    page = await held()
    talk = page.get_by_role("region", name="Transcript")
    shop.chat.writing.note(shop.angry)
    await expect(talk).to_contain_text("The shopper is writing", timeout=1_500)
    shop.talks.exchange.accept(shop.angry, "m9", "are you there?")
    await expect(talk).to_contain_text("are you there?", timeout=1_500)


async def test_the_suggestion_is_inserted_with_its_sources_and_not_sent(held, shop):
    """A key takes it over; what goes out is the agent's."""
    page = await held()
    suggested = page.locator("#suggestion")
    await expect(suggested).to_contain_text("You have 30 days.")
    await page.keyboard.press("s")
    await expect(page.locator("#text")).to_have_value("You have 30 days.")
    await expect(page.locator("#attached li")).to_contain_text("Returns policy")
    assert "answering" == Frames(shop.engine).after(shop.angry, 0)[-1].data()["type"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 768)])
async def test_axe_finds_nothing_at_the_desk(held, shop, sign_in, scheme, width):
    """The queue, the composer with everything open, and the canned replies; nothing sticks out."""
    page = await held(color_scheme=scheme, width=width)
    await expect(page.locator("#suggestion")).to_contain_text("You have 30 days.")
    await page.get_by_label("Note", exact=True).check()
    assert [] == await findings(page)
    await page.get_by_label("Reply", exact=True).check()
    await page.get_by_text("Hand back", exact=True).click()
    assert [] == await findings(page)
    await page.get_by_role("button", name="Product").click()
    await expect(page.locator("#picked .pick")).to_have_count(1)
    assert [] == await findings(page)
    assert width == await page.evaluate("document.documentElement.scrollWidth")
    lead = await sign_in("lead", color_scheme=scheme, width=width)
    for path in ("replies", "queue"):
        await lead.goto(f"{shop.url}/console/{path}")
        assert [] == await findings(lead)
        assert width == await lead.evaluate("document.documentElement.scrollWidth")
