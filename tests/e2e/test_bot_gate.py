"""The gate before the bot, with Rasa itself: a story that goes another way closes it."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
import yaml

from tilly.settings import ROOT

pytestmark = pytest.mark.e2e

STORIES = ROOT / "tests" / "conversations"
COUNT = sum(yaml.safe_load((STORIES / "inventory.yml").read_text()).values())


@pytest.fixture(scope="module", autouse=True)
def _model():
    """Trains where no model of the current sources is there yet."""
    script = ROOT / "scripts" / "train_bot.py"
    subprocess.run([sys.executable, str(script)], check=True, capture_output=True)


@pytest.fixture
def stories(tmp_path):
    """A copy of the committed conversation tests, to be broken."""
    return shutil.copytree(STORIES, tmp_path / "conversations")


def run(stories):
    script = ROOT / "scripts" / "test_bot.py"
    command = [sys.executable, script, "--stories", stories, "--out", stories.parent / "out"]
    return subprocess.run(
        [str(word) for word in command], check=False, capture_output=True, text=True
    )


def rewrite(path, change):
    content = yaml.safe_load(path.read_text())
    change(content["stories"])
    path.write_text(yaml.safe_dump(content, sort_keys=False))


@pytest.mark.slow
def test_a_broken_utterance_closes_the_gate(stories):
    """Words that mean something else fail their story."""
    path = stories / "handoff" / "test_handoff.yml"
    rewrite(path, lambda found: found[0]["steps"][0].update(user="do you ship to Canada?"))
    done = run(stories)
    assert done.returncode == 1
    assert f"1 of {COUNT} stories went another way" in done.stderr


@pytest.mark.slow
def test_a_wrong_action_closes_the_gate(stories):
    """An action that the bot does not choose, or that does not exist, fails its story."""
    path = stories / "handoff" / "test_handoff.yml"
    rewrite(path, lambda found: found[1]["steps"][1].update(action="action_answer_questions"))
    rewrite(path, lambda found: found[4]["steps"][1].update(action="utter_greet"))
    done = run(stories)
    assert done.returncode == 1
    assert f"2 of {COUNT} stories went another way" in done.stderr


@pytest.mark.slow
def test_the_committed_stories_open_the_gate(stories):
    """Nothing broken, nothing said but the count."""
    done = run(stories)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{COUNT} stories with ")
