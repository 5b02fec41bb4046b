"""Teaching in a browser: a corrected turn, a lead's yes, and a story that is saved."""

from __future__ import annotations

import json
import shutil

import pytest
import yaml
from playwright.async_api import expect
from sqlalchemy import insert
from test_console_page import findings, press_until, row

from conversations.tables import turn_events
from conversations.teaching import Annotations
from database import writing
from gateway.console.state import CONSOLE
from tilly.reviewed_tests import ReviewedTests
from tilly.settings import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def misheard(stage):
    """A turn that was heard as something else, as Rasa recorded it."""
    talk = stage.talks.open("C-7", "Katherine Johnson")
    number = {"entity": "order_number", "value": "HP-10196", "start": 12, "end": 20}
    turn = stage.talks.turn(
        talk,
        "did katie's HP-10196 get lost? katherine@example.org",
        intent="ask_stock",
        confidence=0.52,
        entities=(number,),
        actions=("action_show_stock",),
    )
    with writing(stage.engine) as connection:
        event = {"event": "action", "name": "action_show_stock"}
        row = {"key": turn, "turn_id": turn, "position": 0, "data": json.dumps(event)}
        connection.execute(insert(turn_events).values(row))
    stage.talks.index()
    return talk, turn


@pytest.fixture
def repository(stage, tmp_path):
    """A repository behind the page, with the inventory of the stories there are."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "tests" / "live").mkdir(parents=True)
    stories = root / "tests" / "conversations"
    stories.mkdir()
    shutil.copy(ROOT / "tests" / "conversations" / "inventory.yml", stories)
    stage.app[CONSOLE].tests = ReviewedTests(root)
    return root


async def test_a_turn_is_corrected_by_keyboard_and_a_lead_agrees(sign_in, stage, misheard):
    """Open, correct, mark words, propose; the lead approves it in the list."""
    _, turn = misheard
    page = await sign_in()
    await row(page, "K•••").click()
    await page.get_by_role("link", name="ask stock 52%").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#turn blockquote")).to_be_visible()
    await press_until(page, "c", page.locator("#correct[open]"))
    teach = page.get_by_role("region", name="Teach")
    example = teach.get_by_label("As an example")
    await expect(example).to_have_value(
        "did katie's [SO-20417](order_number) get lost? jane@example.com"
    )
    await teach.get_by_label("Right intent").select_option("report_parcel")
    await example.evaluate("field => { field.focus(); field.setSelectionRange(4, 11); }")
    await teach.get_by_label("Entity").select_option("choice")
    await teach.get_by_role("button", name="Mark", exact=True).press("Enter")
    await expect(example).to_have_value(
        "did [katie's](choice) [SO-20417](order_number) get lost? jane@example.com"
    )
    await teach.get_by_role("button", name="Unmark").press("Enter")
    await expect(example).to_have_value(
        "did katie's [SO-20417](order_number) get lost? jane@example.com"
    )
    await example.fill("did my [SO-20417](order_number) get lost [here")
    await teach.get_by_role("button", name="Propose").click()
    await expect(teach.get_by_role("alert")).to_contain_text("Mark an entity as")
    await example.fill("did my [SO-20417](order_number) get lost?")
    await teach.get_by_label("Note").fill("sounds like a lost parcel")
    await teach.get_by_role("button", name="Propose").click()
    taught = page.locator(".taught")
    await expect(taught).to_contain_text("ask stock → report parcel")
    await expect(taught).to_contain_text("proposed")
    lead = await sign_in("lead")
    await lead.goto(f"{stage.url}/console/annotations?status=proposed")
    await lead.get_by_label("Tick the correction of did my SO-20417").check()
    await lead.get_by_role("button", name="Approve ticked").click()
    await expect(lead.locator("tbody .badge")).to_have_count(0)
    (approved,) = Annotations(stage.engine).approved()
    assert (turn, "report_parcel") == (approved.turn_id, approved.correction.intent)
    await lead.goto(f"{stage.url}/console/annotations")
    await expect(lead.locator("tbody .badge")).to_have_text("approved")


async def test_a_conversation_is_saved_as_a_story(sign_in, stage, misheard, repository):
    """From the turn to the file: drafted, edited where it does not fit, saved."""
    page = await sign_in("lead")
    await row(page, "K•••").click()
    await page.get_by_role("link", name="ask stock 52%").click()
    await page.get_by_role("link", name="Save as test from this turn").click()
    await page.get_by_label("Name").fill("A parcel that was taken for stock")
    await page.get_by_role("button", name="Draft it").click()
    story = page.get_by_label("Story")
    text = await story.input_value()
    assert "did katie's [SO-20417](order_number) get lost?" in text
    await story.fill(text.replace("action_show_stock", "action_fly"))
    await page.get_by_role("button", name="Save").first.click()
    await expect(page.locator("#story-fit")).to_contain_text("no action action_fly")
    await story.fill(text)
    await page.get_by_role("button", name="Save").first.click()
    path = "tests/conversations/reviewed/test_a_parcel_that_was_taken_for_stock.yml"
    await expect(page.get_by_role("status")).to_contain_text(path)
    (saved,) = yaml.safe_load((repository / path).read_text())["stories"]
    assert "A parcel that was taken for stock" == saved["story"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_where_people_teach(sign_in, stage, misheard, repository, scheme):
    """The form under a turn, the list and the page of tests."""
    talk, turn = misheard
    page = await sign_in("lead", color_scheme=scheme)
    await page.goto(f"{stage.url}/console/conversations/{talk}")
    await page.get_by_role("link", name="ask stock 52%").click()
    teach = page.get_by_role("region", name="Teach")
    await teach.get_by_text("Correct this turn").click()
    await teach.get_by_label("Right intent").select_option("report_parcel")
    await teach.get_by_label("Should have said").fill("Let me look for it.")
    assert [] == await findings(page)
    await teach.get_by_role("button", name="Propose").click()
    await expect(page.locator(".taught")).to_be_visible()
    assert [] == await findings(page)
    await page.goto(f"{stage.url}/console/annotations")
    assert [] == await findings(page)
    await page.goto(f"{stage.url}/console/conversations/{talk}/test?first={turn}")
    assert [] == await findings(page)
