from __future__ import annotations

import html
import json
import re
import shutil
import subprocess

import pytest
import yaml
from sqlalchemy import insert

from conversations.tables import turn_events
from conversations.teaching import Annotations, Correction, Example
from database import writing
from gateway.console.state import CONSOLE
from tilly.reviewed_tests import ReviewedTests, StoryRun
from tilly.settings import ROOT


@pytest.fixture
def told(engine, talks):
    """A conversation of three turns as Rasa recorded it."""

    def turn(conversation, said, intent, *actions):
        made = talks.turn(conversation, said, intent=intent, actions=actions)
        events = [{"event": "action", "name": name} for name in (*actions, "action_listen")]
        with writing(engine) as connection:
            for place, event in enumerate(events):
                key = f"{made}-{place}"
                row = {"key": key, "turn_id": made, "position": place, "data": json.dumps(event)}
                connection.execute(insert(turn_events).values(row))
        return made

    conversation = talks.open("C-9", "Ada Lovelace")
    turns = [
        turn(conversation, "hello, ada here", "greet", "utter_greet"),
        turn(conversation, "where is HP-10196", "ask_stock", "action_show_stock"),
        turn(conversation, "thanks", "thanks", "utter_welcome", "action_ask_rating"),
    ]
    return conversation, turns


@pytest.fixture
def repository(tmp_path, app):
    """A repository of one's own behind the page."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "tests" / "live").mkdir(parents=True)
    stories = root / "tests" / "conversations"
    (stories / "feedback").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "conversations" / "inventory.yml", stories)
    app[CONSOLE].tests = ReviewedTests(root)
    return root


def field(text, name):
    return html.unescape(
        re.search(rf'<textarea id="{name}".*?>(.*?)</textarea>', text, re.DOTALL)[1]
    )


async def test_a_stretch_is_drafted_without_personal_data(admin, told, repository):
    """The story and the scenario of the turns that were chosen."""
    conversation, turns = told
    place = f"/console/conversations/{conversation}/test"
    _, text = await admin.get(f"{place}?first={turns[0]}&last={turns[1]}&name=Asked+again")
    (story,) = yaml.safe_load(field(text, "story"))["stories"]
    assert "Asked again" == story["story"]
    assert [
        {"user": "hello, Jane here\n", "intent": "greet"},
        {"action": "utter_greet"},
        {"user": "where is SO-20417\n", "intent": "ask_stock"},
        {"action": "action_show_stock"},
    ] == story["steps"]
    (scenario,) = yaml.safe_load(field(text, "scenario"))
    assert ["hello, Jane here"] == scenario["turns"][0]["say"]
    assert 2 == len(scenario["turns"])
    assert "Every name in it is in the domain" in text
    _, whole = await admin.get(place)
    assert 3 == field(whole, "story").count("- user:")
    assert 3 == len(yaml.safe_load(field(whole, "scenario"))[0]["turns"])


async def test_a_corrected_turn_is_pointed_out(admin, told, repository, engine):
    """The story has the right intent, and somebody must write the right action."""
    conversation, turns = told
    correction = Correction(Example("where is SO-20417"), "ask_order_status")
    with writing(engine) as connection:
        Annotations.propose(
            connection, conversation, turns[1], correction, heard="ask_stock", by="a"
        )
    _, text = await admin.get(f"/console/conversations/{conversation}/test")
    assert "intent: ask_order_status" in text
    assert "Turn 2 is corrected to ask_order_status" in text


async def test_a_story_is_saved_with_its_line_in_the_inventory(admin, told, repository, audit):
    """What was edited is what is saved; the same name is not taken twice."""
    conversation, _ = told
    place = f"/console/conversations/{conversation}/test"
    _, text = await admin.get(f"{place}?name=Asked+again")
    story, scenario = field(text, "story"), field(text, "scenario")
    fields = {"name": "Asked again", "story": story.replace("\n", "\r\n"), "scenario": scenario}
    response, text = await admin.post(place, kind="story", what="save", **fields)
    assert 200 == response.status
    path = "tests/conversations/reviewed/test_asked_again.yml"
    assert f'Saved to <span class="code">{path}' in text
    assert "There is a story" not in text  # it is this one
    assert story == (repository / path).read_text()
    inventory = (repository / "tests" / "conversations" / "inventory.yml").read_text()
    assert 1 == yaml.safe_load(inventory)["reviewed/test_asked_again.yml"]
    assert inventory.startswith("# Stories per file")
    entry = audit.entries()[0]
    assert ("conversation.story_saved", {"file": path}) == (entry.action, entry.details)
    _, text = await admin.post(place, kind="story", what="save", **fields)
    assert "There is a story “Asked again” already" in text
    other = {**fields, "story": story.replace("Asked again", "Other").replace("greet", "goodbye")}
    _, text = await admin.post(place, kind="story", what="save", **other)
    assert f"There is {path} already" in text
    await admin.post(place, kind="scenario", what="save", **fields)
    assert scenario == (repository / "tests" / "live" / "reviewed_asked_again.yml").read_text()


async def test_what_does_not_fit_is_said_and_not_saved(admin, told, repository):
    """Neither saved, nor run, nor taken along."""
    conversation, _ = told
    place = f"/console/conversations/{conversation}/test"
    broken = "stories:\n- story: A\n  steps:\n  - user: hi\n    intent: fly\n"
    for what in ("save", "check", "download"):
        response, text = await admin.post(place, kind="story", what=what, story=broken, name="A")
        assert 200 == response.status
        assert "Step 1: the domain has no intent fly." in text
        assert "hi\n    intent: fly" in field(text, "story")
    assert not (repository / "tests" / "conversations" / "reviewed").exists()
    for fields in ({"kind": "story", "what": "eat"}, {"kind": "song", "what": "save"}):
        assert 400 == (await admin.post(place, **fields))[0].status
    assert 404 == (await admin.get("/console/conversations/none/test"))[0].status


async def test_without_a_repository_a_test_is_downloaded(admin, told, app, tmp_path, audit):
    """The page says so; the file is what the field holds."""
    app[CONSOLE].tests = ReviewedTests(tmp_path / "container")
    conversation, _ = told
    place = f"/console/conversations/{conversation}/test"
    _, text = await admin.get(place)
    assert "This installation has no repository" in text
    assert ">Save<" not in text
    story = field(text, "story")
    assert 409 == (await admin.post(place, kind="story", what="save", story=story))[0].status
    response, text = await admin.post(place, kind="story", what="download", story=story)
    assert 'attachment; filename="test_story.yml"' == response.headers["Content-Disposition"]
    assert story == text
    assert "conversation.story_downloaded" == audit.entries()[0].action


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        (StoryRun(passed=True, went=""), "The bot goes this way."),
        (StoryRun(passed=False, went="# predicted: <b>x</b>"), "predicted: &lt;b&gt;x"),
        (TimeoutError(), "did not finish within five minutes"),
    ],
)
async def test_a_story_is_run_before_it_is_saved(admin, told, repository, app, run, shown):
    """What Rasa says of it stands in the page; the draft stays."""
    ran = []

    async def play(written):
        ran.append(written)
        if isinstance(run, Exception):
            raise run
        return run

    app[CONSOLE].run_story = play
    conversation, _ = told
    place = f"/console/conversations/{conversation}/test"
    story = field((await admin.get(place))[1], "story")
    _, text = await admin.post(place, kind="story", what="check", story=story)
    assert shown in text
    assert [story] == ran
    assert story == field(text, "story")


def test_the_gate_takes_a_saved_story_as_it_is(tmp_path):
    """`scripts/test_bot.py` misses nothing: it stops only where the model is missing."""
    stories = shutil.copytree(
        ROOT / "tests" / "conversations", tmp_path / "tests" / "conversations"
    )
    (tmp_path / "tests" / "live").mkdir()
    written = (
        'version: "3.1"\n\nstories:\n- story: Reviewed once\n  steps:\n'
        "  - user: |\n      hello\n    intent: greet\n  - action: utter_greet\n"
        "  - user: |\n      hi\n    intent: greet\n  - action: utter_greet\n"
        "  - user: |\n      hey\n    intent: greet\n  - action: utter_greet\n"
    )
    ReviewedTests(tmp_path).save_story("Reviewed once", written)
    script = ROOT / "scripts" / "test_bot.py"
    done = subprocess.run(
        [ROOT / ".venv/bin/python", script, "--stories", stories, "--model", tmp_path / "none"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert "none is missing; run `make train` first." in done.stderr
