"""Everyone can use it: by keyboard, by screen reader, in the dark, on a phone, in German."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RICH = {
    "text": "You have **14 days**, see [the policy](https://shop.example/returns). `A-1`",
    "products": [
        {"id": "1", "title": "Suit", "brand": "Wrenling", "price": "34", "currency": "USD",
         "url": "/p/1", "rating": 4.5, "in_stock": True, "reason": "Warm"},
        {"id": "2", "title": "Hat", "price": "12", "currency": "USD", "in_stock": False},
    ],
    "citations": [{"title": "Returns", "source": "r.md", "section": "Electronics", "url": "/r"}],
    "buttons": [{"id": "b1", "title": "Start a return"}],
}  # fmt: skip


async def serious(page) -> list[str]:
    """What axe-core finds that keeps somebody out."""
    await page.evaluate(AXE)
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['html']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(gateway, visit, scheme):
    """Closed, open with every kind of content, and with its notices, in both colour schemes."""
    gateway.page = {
        "back": "#fff" if scheme == "light" else "#111",
        "fore": "#222" if scheme == "light" else "#eee",
        "attributes": 'suggestions="Where is my order?"',
    }

    async def answer(turn):
        await turn.reply(RICH, status="fault" if turn.text == "fail" else "answered")

    gateway.answer = answer
    widget = await visit(color_scheme=scheme, reduced_motion="reduce")
    assert await serious(widget.page) == []
    await widget.open()
    assert await serious(widget.page) == []
    await widget.say("everything")
    await widget.shows("You have 14 days")
    await widget.log.get_by_text("1 source").click()
    await widget.say("fail")
    await expect(widget.page.locator("tilly-chat .fault")).to_be_visible()
    await widget.button("This did not help").click()
    await gateway.talk.durable({"type": "answering", "who": "waiting"})
    gateway.refusals["no"] = {"code": "bad_frame"}
    await widget.say("no")
    await expect(widget.notice).not_to_be_empty()
    await widget.input.fill("x" * 2001)
    assert await serious(widget.page) == []


async def test_the_keyboard_is_enough(gateway, visit):
    """Open, ask, choose a reply, close: without a mouse, and the focus is never lost."""

    async def answer(turn):
        await turn.reply(RICH if turn.text == "returns" else f"Done: {turn.text}")

    gateway.answer = answer
    widget = await visit()
    await expect(widget.launcher).to_be_visible()
    keys = widget.page.keyboard
    await keys.press("Tab")
    await keys.press("Tab")
    assert "button.launcher" == await widget.focused()
    await keys.press("Enter")
    await widget.shows("automated assistant")
    assert "textarea" == await widget.focused()
    await keys.type("returns")
    await keys.press("Enter")
    await widget.shows("You have 14 days")
    for _ in range(20):
        await keys.press("Shift+Tab")
        if "button.reply" == await widget.focused():
            break
    await keys.press("Enter")
    await widget.shows("Done: Start a return")
    assert "textarea" == await widget.focused()
    await keys.press("Escape")
    await expect(widget.panel).to_be_hidden()
    assert "button.launcher" == await widget.focused()


async def test_shift_enter_is_a_new_line(gateway, widget):
    """Enter sends, Shift and Enter do not."""
    await widget.input.focus()
    keys = widget.page.keyboard
    await keys.type("one")
    await keys.press("Shift+Enter")
    await keys.type("two")
    await keys.press("Enter")
    await widget.shows("You asked: one")
    assert ["one\ntwo"] == [frame["text"] for frame in gateway.frames("message")]


async def test_a_screen_reader_is_told(gateway, widget):
    """The transcript is a polite log with a name; who speaks is said; dots have words."""
    await expect(widget.log).to_have_accessible_name("Messages")
    await expect(widget.log).to_have_attribute("aria-live", "polite")
    await expect(widget.panel).to_have_accessible_name("Chat with Harbour & Pine")
    await widget.say("hello")
    await widget.shows("You asked: hello")
    await expect(widget.log).to_contain_text("You said:")
    await expect(widget.log).to_contain_text("Assistant:")
    await expect(widget.launcher).to_have_attribute("aria-expanded", "true")
    await expect(widget.panel).to_contain_text("Automated assistant")


async def test_a_phone_shows_it_whole(gateway, visit, phone):
    """Below 480 pixels the panel covers the screen, and one button brings the shop back."""
    widget = await visit(**phone, reduced_motion="reduce")
    await widget.open()
    box = await widget.panel.bounding_box()
    assert {"x": 0, "y": 0, "width": 390, "height": 780} == box
    await expect(widget.launcher).to_be_hidden()
    await widget.button("Hide the chat").click()
    await expect(widget.launcher).to_be_visible()
    await widget.page.reload()
    await expect(widget.launcher).to_be_visible()
    await expect(widget.panel).to_be_hidden()


async def test_motion_stops_for_those_who_ask(gateway, visit):
    """With reduced motion nothing is animated."""
    widget = await visit(reduced_motion="reduce")
    await widget.open()
    names = await widget.element.evaluate(
        "el => [...el.shadowRoot.querySelectorAll('*')].map(e => getComputedStyle(e).animationName)"
    )
    assert {"none"} == set(names)


async def test_it_speaks_german(gateway, visit):
    """The language follows the element or the page."""
    gateway.page = {"lang": "de-AT"}
    widget = await visit()
    await expect(widget.launcher).to_have_accessible_name("Fragen Sie uns")
    await widget.launcher.click()
    await expect(widget.panel).to_contain_text("Automatischer Assistent")


async def test_strings_can_be_replaced(gateway, widget):
    """A shop says things its own way, or in a language of its own."""
    await widget.element.evaluate(
        "el => { el.strings = { placeholder: 'Spør oss', send: 'Send!' } }"
    )
    await expect(widget.input).to_have_attribute("placeholder", "Spør oss")
    await widget.shows("automated assistant")


async def test_a_right_to_left_page_gets_a_mirrored_widget(gateway, visit):
    """In Arabic or Hebrew the launcher stands on the other side."""
    gateway.page = {"lang": "ar", "dir": "rtl"}
    widget = await visit()
    box = await widget.launcher.bounding_box()
    assert box["x"] < 100


async def test_a_shop_sets_its_colours(gateway, visit):
    """Custom properties on the element reach the inside."""
    gateway.page = {"attributes": 'style="--tilly-accent: rgb(120, 0, 80)" theme="light"'}
    widget = await visit(color_scheme="dark")
    colour = await widget.launcher.evaluate("el => getComputedStyle(el).backgroundColor")
    assert "rgb(120, 0, 80)" == colour


async def test_every_language_says_everything(visit):
    """No dictionary lacks a key that English has."""
    widget = await visit()
    missing = await widget.page.evaluate(
        """async () => {
          const { dictionaries } = await import("/widget/strings.js");
          const keys = (words) => [...Object.keys(words), ...Object.keys(words.errors)].sort();
          const wanted = keys(dictionaries.en);
          return Object.entries(dictionaries).map(([language, words]) =>
            [language, wanted.filter((key) => !keys(words).includes(key))]);
        }"""
    )
    assert [["en", []], ["de", []]] == missing
