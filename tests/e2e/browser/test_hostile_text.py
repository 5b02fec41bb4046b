"""Whatever text arrives, it stays text; whatever is refused is said plainly."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ATTACKS = [
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "[click](javascript:window.hacked=1)",
    "[click](JaVaScRiPt:window.hacked=1)",
    "[click](java\tscript:window.hacked=1)",
    "[click](data:text/html,<script>window.hacked=1</script>)",
    "[click](vbscript:x)",
    "![x](javascript:window.hacked=1)",
    '[x](https://a.example" onmouseover="window.hacked=1)',
    "`<b>code</b>` **<i>bold</i>** <svg/onload=window.hacked=1>",
    "- <iframe src=javascript:window.hacked=1>\n- </div></div><style>*{display:none}</style>",
]


async def test_no_text_becomes_markup(gateway, widget):
    """HTML in answers, titles, names and buttons is shown as it is written and runs nothing."""

    async def answer(turn):
        hostile = {"url": "javascript:window.hacked=1", "image": "javascript:window.hacked=1"}
        tag = ATTACKS[1]
        await turn.reply(
            *ATTACKS,
            {
                "text": "And:",
                "products": [hostile | {"id": "1", "title": tag, "brand": tag, "reason": tag}],
                "citations": [hostile | {"title": tag, "source": tag, "section": tag}],
                "buttons": [{"id": "b", "title": tag}],
            },
        )

    gateway.answer = answer
    await widget.say(ATTACKS[0])
    await widget.shows("And:")
    await widget.log.get_by_text("1 source").click()
    assert await widget.page.evaluate("window.hacked") is None
    made = await widget.element.evaluate(
        "el => [...el.shadowRoot.querySelectorAll('.log script, .log style, .log iframe, .log img,"
        " .log svg[onload], .log [onerror], .log [onmouseover], .log a[href^=java i],"
        " .log a[href^=data i], .log a[href^=vb i]')].map(e => e.outerHTML)"
    )
    assert made == []
    await widget.shows(ATTACKS[1])
    assert ATTACKS[0] == await widget.bubbles().first.inner_text()


async def test_markdown_that_is_meant_is_rendered(gateway, widget):
    """Bold, italics, lists, code and links become elements; names_with_underscores do not."""
    text = (
        "**Bold** and *slanted* and `code`, see [our page](https://shop.example/a_(b)) or"
        " https://shop.example/c.\n\n- one\n- two\n\n3. three\n4. four\n\nkeep snake_case_name\n"
        "mail [us](mailto:help@shop.example)"
    )

    async def answer(turn):
        await turn.reply(text)

    gateway.answer = answer
    await widget.say("format")
    await widget.shows("snake_case_name")
    body = widget.page.locator("tilly-chat .turn.bot .text").last
    assert ["Bold"] == await body.locator("strong").all_inner_texts()
    assert ["slanted"] == await body.locator("em").all_inner_texts()
    assert ["code"] == await body.locator("code").all_inner_texts()
    assert ["one", "two"] == await body.locator("ul li").all_inner_texts()
    assert "3" == await body.locator("ol").get_attribute("start")
    links = await body.locator("a").evaluate_all("all => all.map(a => [a.href, a.rel, a.target])")
    assert [
        ["https://shop.example/a_(b)", "noopener noreferrer", "_blank"],
        ["https://shop.example/c", "noopener noreferrer", "_blank"],
        ["mailto:help@shop.example", "noopener noreferrer", ""],
    ] == links


async def test_odd_text_does_not_break_the_layout(gateway, widget, visit, phone):
    """Long words, right-to-left text and long titles stay inside the panel, on a phone too."""
    long = "Donaudampfschifffahrtsgesellschaft" * 12

    async def answer(turn):
        await turn.reply(
            {
                "text": f"{long} `{long}` https://shop.example/{long}",
                "products": [{"id": "1", "title": long, "brand": long, "price": "1.00"}],
                "buttons": [{"id": "b", "title": long}],
                "citations": [{"title": long, "source": long, "section": long, "url": None}],
            },
            "مرحبا، يمكنك إرجاع المنتج خلال 14 يومًا.",
        )

    gateway.answer = answer
    small = await visit(**phone)
    await small.launcher.click()
    for each in (widget, small):
        await each.say(long)
        await each.shows("مرحبا")
        await each.log.get_by_text("1 source").click()
        wide = await each.element.evaluate(
            "el => [...el.shadowRoot.querySelectorAll("
            "'.panel, .log, .turn, .cards, .reply, .text')]"
            ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"
        )
        assert wide == []
        assert await each.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    arabic = widget.page.locator("tilly-chat .text", has_text="مرحبا")
    assert "rtl" == await arabic.evaluate("element => getComputedStyle(element).direction")


async def test_a_message_too_long_is_counted_and_held_back(gateway, visit):
    """Near the limit the rest is counted; past it nothing is sent."""
    gateway.page = {"attributes": 'max-length="50"'}
    widget = await visit()
    await widget.open()
    await widget.input.fill("é" * 45)
    await expect(widget.panel.get_by_text("5 characters left")).to_be_visible()
    await widget.input.fill("é" * 51)
    await expect(widget.panel.get_by_text("1 character too many")).to_be_visible()
    await widget.input.press("Enter")
    await expect(widget.input).to_have_attribute("aria-invalid", "true")
    assert gateway.frames("message") == []
    await widget.input.fill("👩" * 50)  # counted as the server counts: by code point
    await widget.input.press("Enter")
    await widget.shows("👩" * 50)


async def test_a_refused_message_is_given_back(gateway, widget):
    """When the server finds a message too long, it says so and the words are not lost."""
    gateway.refusals["too much"] = {"code": "too_long"}
    await widget.say("too much")
    await expect(widget.notice).to_contain_text("Please shorten it to 2,000 characters.")
    await expect(widget.log).to_contain_text("Not sent")
    await expect(widget.input).to_have_value("too much")
    await widget.log.get_by_role("button", name="Try again").click()
    await widget.shows("You asked: too much")


async def test_a_fast_writer_is_told_to_wait_and_served(gateway, widget):
    """A rate limit is said with its time, and the message goes out again by itself."""
    gateway.refusals["hurry"] = {"code": "rate_limited", "retry_after_s": 0.6}
    await widget.say("hurry")
    await expect(widget.notice).to_contain_text("sent again in 1 seconds")
    await widget.shows("You asked: hurry")


async def test_an_unknown_error_shows_its_own_sentence(gateway, widget):
    """A code the widget does not know is shown in the server's words, as text."""
    gateway.refusals["x"] = {"code": "new_code", "message": "The <b>moon</b> is in the way."}
    await widget.say("x")
    await expect(widget.notice).to_contain_text("The <b>moon</b> is in the way.")
