"""The page of numbers and a turn's signals in a browser: seen, read, and reached by keyboard."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect
from test_console_page import findings, row

from signals import (
    Contribution,
    Feeling,
    Mood,
    Propensity,
    Sentiment,
    SignalEvidence,
    TurnSignals,
)
from signals.signal_history import SignalHistory
from tilly.inbox import term_sources

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def score(stage):
    """The angry shopper's turns have signals, and the inbox knows them."""
    with_words = SignalEvidence("own@7", ("useless",), -0.5, (Contribution("useless", 1.0, 3.0),))
    for turn in stage.talks.traces.turns_of(stage.angry):
        angry = turn.intent == "complain"
        feeling = Feeling.NEGATIVE if angry else Feeling.NEUTRAL
        SignalHistory(stage.engine).record(
            TurnSignals(
                turn_id=turn.turn_id,
                conversation_id=stage.angry,
                at=datetime.now(UTC),
                sentiment=Sentiment(feeling, 0.9, 0.1, 0.0, with_words),
                mood=Mood(feeling),
                propensity=Propensity(0.1, SignalEvidence("prior-1", (), -2.2)),
            )
        )
    stage.talks.index(term_sources())


async def test_a_number_leads_to_its_conversations(sign_in, stage):
    """By the rail to the page, by keyboard to a headline, and by a bar of a chart."""
    score(stage)
    page = await sign_in()
    await page.get_by_role("link", name="Numbers").press("Enter")
    await expect(page.get_by_role("heading", name="Numbers")).to_be_visible()
    handed_over = page.locator(".tiles li", has_text="Handed over").get_by_role("link")
    await expect(handed_over).to_have_text("33%")
    await handed_over.press("Enter")
    await expect(page.locator(".row")).to_have_count(1)
    await expect(row(page, "G•••")).to_be_visible()
    await page.go_back()
    chart = page.get_by_role("img", name="Chart: Intents.")
    box = await chart.bounding_box()
    await chart.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.12})
    await expect(page).to_have_url(re.compile(r"/console/inbox\?intent=\w+&began_since="))


async def test_charts_are_tables_too(sign_in, stage):
    """Every chart names the table beside it, and a page without a script has the tables."""
    page = await sign_in()
    await page.goto(f"{stage.url}/console/numbers?last=7")
    charts = await page.get_by_role("img", name="Chart: ").count()
    assert charts == await page.locator(".number table").count() > 3
    for table in await page.get_by_role("region", name="Table: ").all():
        assert await table.get_by_role("row").count() > 1
    await page.route("**/console/static/*.js", lambda route: route.fulfill(body=""))
    await page.reload()
    await expect(page.get_by_role("region", name="Table: Containment")).to_contain_text("67%")
    assert 0 == await page.locator("canvas").count()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 768)])
async def test_axe_finds_nothing_in_numbers_and_signals(sign_in, stage, scheme, width):
    """Neither in the page of numbers nor in a turn with its signals; nothing is beyond the edge."""
    score(stage)
    page = await sign_in(color_scheme=scheme, width=width)
    await page.goto(f"{stage.url}/console/numbers?last=7")
    await page.get_by_text("How it is counted").first.click()
    assert [] == await findings(page)
    assert width == await page.evaluate("document.documentElement.scrollWidth")
    await page.goto(f"{stage.url}/console/conversations/{stage.angry}")
    await page.get_by_role("link", name="Sentiment of turn 2: negative").click()
    await expect(page.locator("#turn")).to_contain_text("useless")
    await page.get_by_text("What it rests on").first.click()
    assert [] == await findings(page)
