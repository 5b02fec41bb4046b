"""The line breaks, pages are reloaded, tabs are opened: nothing is lost and nothing doubled."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect
from widget_page import WidgetPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_lost_line_is_shown_and_nothing_is_lost(gateway, widget):
    """What is written while the line is down waits, visibly, and goes out once under one id."""
    gateway.reachable = False
    await gateway.drop()
    await expect(widget.state).to_contain_text("Reconnecting…")
    await widget.say("are you back?")
    await expect(widget.log).to_contain_text("Sending…")
    gateway.reachable = True
    await widget.shows("You asked: are you back?")
    await expect(widget.state).to_be_empty()
    assert ["are you back?"] == await widget.bubbles().all_inner_texts()
    assert 1 == len([f for f in gateway.talk.frames if f["type"] == "accepted"])


async def test_an_unacknowledged_message_is_repeated_under_its_id(gateway, widget):
    """A message that no one acknowledged is sent again, with the same client id."""
    gateway.silent = True
    await widget.say("hello?")
    await expect(widget.log).to_contain_text("Sending…")
    gateway.silent = False
    await gateway.drop()
    await widget.shows("You asked: hello?")
    first, second = gateway.frames("message")
    assert first["id"] == second["id"]
    assert ["hello?"] == await widget.bubbles().all_inner_texts()


async def test_only_what_was_missed_is_asked_for(gateway, widget):
    """A reconnect names the last frame that was shown, and draws none twice."""
    await widget.say("one")
    await widget.shows("You asked: one")
    seen = len(gateway.talk.frames)
    await gateway.drop()
    await gateway.talk.durable(
        {"type": "message", "message": {"id": "m", "from": "bot", "text": "While you were away"}}
    )
    await widget.shows("While you were away")
    assert seen == gateway.frames("open")[-1]["last_seq"]
    assert ["one"] == await widget.bubbles().all_inner_texts()


async def test_a_gap_in_the_numbers_is_filled(gateway, widget):
    """A frame that skips a number makes the widget ask for the missing ones."""
    talk = gateway.talk
    sockets, talk.sockets = talk.sockets, set()
    await talk.durable({"type": "message", "message": {"id": "x", "from": "bot", "text": "Lost"}})
    talk.sockets = sockets
    await talk.durable({"type": "message", "message": {"id": "y", "from": "bot", "text": "Later"}})
    await widget.shows("Lost")
    await widget.shows("Later")
    text = await widget.log.inner_text()
    assert text.index("Lost") < text.index("Later")


async def test_a_reload_resumes_the_conversation(gateway, widget):
    """After a reload the panel is open, the transcript whole, and the talk goes on."""
    await widget.say("remember me")
    await widget.shows("You asked: remember me")
    await widget.page.reload()
    await expect(widget.panel).to_be_visible()
    await widget.shows("You asked: remember me")
    await widget.say("still there?")
    await widget.shows("You asked: still there?")
    assert ["remember me", "still there?"] == await widget.bubbles().all_inner_texts()
    assert 1 == len(gateway.talks)


async def test_an_answer_that_came_during_a_reload_is_there(gateway, widget):
    """A turn goes on without the page, and its reply is replayed to the next one."""
    release = asyncio.Event()

    async def answer(turn):
        await release.wait()
        await turn.reply("Here it is.")

    gateway.answer = answer
    await widget.say("slow question")
    await expect(widget.typing).to_be_visible()
    await widget.page.goto(f"{gateway.url}/other")
    release.set()
    await widget.shows("Here it is.")
    await expect(widget.typing).to_be_hidden()


async def test_two_tabs_show_one_conversation(gateway, widget):
    """What is said in one tab appears in the other, with its answer."""
    await widget.say("from the first")
    await widget.shows("You asked: from the first")
    other = WidgetPage(await widget.page.context.new_page())
    await other.page.goto(gateway.url)
    await other.launcher.click()
    await other.shows("You asked: from the first")
    await other.say("from the second")
    await widget.shows("You asked: from the second")
    await expect(widget.bubbles()).to_have_text(["from the first", "from the second"])
    await expect(other.bubbles()).to_have_text(["from the first", "from the second"])


async def test_a_tab_follows_another_into_a_new_conversation(gateway, widget):
    """Starting over in one tab leaves no other tab behind in the old conversation."""
    await widget.say("old")
    await widget.shows("You asked: old")
    other = WidgetPage(await widget.page.context.new_page())
    await other.page.goto(gateway.url)
    await other.launcher.click()
    await other.shows("You asked: old")
    await other.button("Start over").first.click()
    await other.panel.get_by_label("Start over").get_by_role("button", name="Start over").click()
    await other.sees_no("old")
    await widget.sees_no("old")
    await widget.say("new")
    await other.shows("You asked: new")
    assert 2 == len(gateway.talks)


async def test_an_unread_answer_is_counted_on_the_launcher(gateway, widget):
    """With the panel closed, what arrives is counted, and opening it clears the count."""
    await widget.page.keyboard.press("Escape")
    await gateway.talk.durable(
        {"type": "message", "message": {"id": "n", "from": "agent", "name": "Noor", "text": "Hi"}}
    )
    await expect(widget.launcher).to_have_accessible_name("Chat with us, 1 new message")
    await widget.launcher.click()
    await widget.page.keyboard.press("Escape")
    await expect(widget.launcher).to_have_accessible_name("Chat with us")


async def test_nothing_is_opened_before_the_shopper_does(gateway, visit):
    """A page view costs the gateway no conversation."""
    widget = await visit()
    await expect(widget.launcher).to_be_visible()
    await widget.page.wait_for_timeout(300)
    assert gateway.received == []


async def test_an_expired_conversation_is_replaced(gateway, widget):
    """A token the server no longer takes ends in a new conversation and a word about it."""
    await widget.say("long ago")
    await widget.shows("You asked: long ago")
    gateway.expired.add("token of talk-1")
    await widget.page.reload()
    await expect(widget.notice).to_contain_text("has expired")
    await widget.sees_no("long ago")
    await widget.say("today")
    await widget.shows("You asked: today")


async def test_a_refused_sign_in_leaves_the_conversation(gateway, visit):
    """A bad customer token is left out and said; the conversation goes on without it."""
    gateway.page = {"attributes": 'customer-token="forged"'}
    gateway.bad_customers.add("forged")
    widget = await visit()
    await widget.open()
    await expect(widget.notice).to_contain_text("could not confirm your sign-in")
    await widget.say("hello")
    await widget.shows("You asked: hello")
    assert [True, False] == [bool(f["customer_token"]) for f in gateway.frames("open")]


async def test_signing_in_and_out(gateway, widget):
    """Signing in is told to the server; signing out leaves the conversation behind."""
    await widget.say("as a guest")
    await widget.shows("You asked: as a guest")
    token = "e30.eyJzdWIiOiJDLTEifQ.x"  # {"sub": "C-1"}
    await widget.element.evaluate("(el, token) => el.setAttribute('customer-token', token)", token)
    await widget.shows("Signed in as Ava Lindqvist.")
    assert [token] == [f["customer_token"] for f in gateway.frames("identify")]
    await widget.element.evaluate("el => el.removeAttribute('customer-token')")
    await widget.sees_no("as a guest")
    await gateway.heard("open", 2)
    assert 1 == len(gateway.frames("sign_out"))
    await widget.say("someone else")
    await widget.shows("You asked: someone else")
    assert 2 == len(gateway.talks)


async def test_a_page_without_the_customer_does_not_show_the_customers_talk(gateway, visit):
    """On a shared computer, the next visitor does not see what the last one signed in for."""
    token = "e30.eyJzdWIiOiJDLTEifQ.x"
    gateway.page = {"attributes": f'customer-token="{token}"'}
    widget = await visit()
    await widget.open()
    await widget.say("where is my order?")
    await widget.shows("You asked: where is my order?")
    gateway.page = {}
    await widget.page.reload()
    await widget.shows("automated assistant")
    await widget.sees_no("where is my order?")


async def test_a_strict_page_of_another_origin_can_embed_it(gateway, browser):
    """One tag is enough on a shop elsewhere, under the policy that docs/widget.md names."""
    elsewhere = gateway.url.replace("127.0.0.1", "localhost")
    gateway.page = {"server": gateway.url}
    gateway.page_headers = {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src {gateway.url};"
            f" connect-src {gateway.url.replace('http', 'ws')}; img-src {gateway.url};"
            " require-trusted-types-for 'script'"
        )
    }
    context = await browser.new_context()
    page = await context.new_page()
    refused = []
    page.on("console", lambda line: refused.append(line.text))
    await page.goto(elsewhere)
    widget = WidgetPage(page)
    await widget.open()
    await widget.say("from afar")
    await widget.shows("You asked: from afar")
    colour = await widget.launcher.evaluate("el => getComputedStyle(el).backgroundColor")
    assert "rgb(31, 90, 72)" == colour
    own_style = "inline style"  # the test page's own <style>, which this policy forbids
    assert [] == [text for text in refused if own_style not in text and "favicon" not in text]
    await context.close()
