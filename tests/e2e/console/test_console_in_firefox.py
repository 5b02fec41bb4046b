"""The console in the machine's own Firefox: what an agent does most, and no page logs an error."""

from __future__ import annotations

import pytest

from conversations.frames import Frames

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_an_agent_reads_takes_over_and_answers(firefox_page, stage):
    """Inbox, transcript and turn by keyboard; accepted from the queue, answered, handed back."""
    await firefox_page.press("j", "j", "Enter")
    await firefox_page.sees("G••• H•••", "h2")
    await firefox_page.press("n")
    await firefox_page.sees("where is my parcel?", "#turn blockquote")
    await firefox_page.goto(f"{stage.url}/console/queue")
    await firefox_page.sees("nobody answers")
    await firefox_page.press("a")
    await firefox_page.sees("With you")
    await firefox_page.press("w")
    await firefox_page.press(*"On its way!", "Enter")
    await firefox_page.sees("On its way!", "[aria-label=Transcript] .agent")
    said = Frames(stage.engine).after(stage.angry, 0)[-1].data()["message"]
    assert ("Mina Okafor", "On its way!") == (said["name"], said["text"])
    await firefox_page.press("Escape", "h")
    await firefox_page.fill("[name=summary]", "It comes on Friday.")
    await firefox_page.click("button", "Hand back to the bot")
    await firefox_page.sees("It comes on Friday.", "[aria-label=Transcript] *")


async def test_what_happens_meanwhile_appears_by_itself(firefox_page, stage):
    """The list follows without a reload."""
    stage.talks.turn(stage.happy, "and is it light?", intent="ask_weight")
    stage.talks.index()
    await firefox_page.sees("and is it light?", ".row > a")


@pytest.mark.parametrize("path", ["numbers", "annotations", "customers", "segments", "replies"])
async def test_other_pages_are_drawn(firefox_page, stage, path):
    """None is wider than the window, and charts are there."""
    await firefox_page.goto(f"{stage.url}/console/{path}")
    await firefox_page.element("h1")
    assert await firefox_page.value("document.documentElement.scrollWidth <= innerWidth")
    if path == "numbers":
        await firefox_page.element("canvas")
