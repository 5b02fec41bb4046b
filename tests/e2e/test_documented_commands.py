"""Rasa's own commands, as docs/bot.md has them, work when typed in the root."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tilly.settings import ROOT

pytestmark = pytest.mark.e2e

SHELL_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = SHELL_BLOCK.findall((ROOT / "docs" / "bot.md").read_text(encoding="utf-8"))


def block_with(text):
    return next(block for block in BLOCKS if text in block)


def command(start):
    """The documented line that starts so; there is exactly one."""
    [line] = [line for block in BLOCKS for line in block.splitlines() if line.startswith(start)]
    return line


def typed(script, *, said=None, environment=None):
    """Run a line as a person would type it in the root; what it printed, when it went well."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", **(environment or {})},
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout + done.stderr


@pytest.fixture(scope="module", autouse=True)
def _model():
    subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "train_bot.py")], check=True, capture_output=True
    )


def test_the_data_has_no_warning():
    """Rasa finds no conflict and no unused or missing intent."""
    typed(command("bot/.venv/bin/rasa data validate"))


def test_a_sentence_is_read_in_the_shell():
    """`rasa shell nlu` prints the intent and the order number."""
    printed = typed(command("bot/.venv/bin/rasa shell nlu"), said="where is HP-10234?\n/stop\n")
    assert '"name": "ask_order_status"' in printed
    assert '"value": "HP-10234"' in printed


def test_rasas_own_shell_talks_to_a_running_store(store):
    """Words go through the model and the store's action server, and an answer comes back."""
    printed = typed(
        block_with("TILLY_ACTION_URL"),
        said="how long does standard shipping take?\n/stop\n",
        environment={"TILLY_DATA_DIR": str(store.data_dir)},
    )
    assert "3 to 5 business days" in printed


@pytest.mark.slow
def test_rasas_own_tests_run_and_pass():
    """`rasa test core` and `rasa test` play the conversations, `rasa test nlu` the utterances."""
    assert "Correct" in typed(command("bot/.venv/bin/rasa test core"))
    assert "Intent evaluation results" in typed(command("bot/.venv/bin/rasa test nlu"))
    assert "Intent evaluation results" in typed(command("bot/.venv/bin/rasa test --stories"))


@pytest.mark.slow
def test_rasa_trains_in_its_own_way(tmp_path):
    """`rasa train` makes a model beside ours, under a name of Rasa's."""
    models = ROOT / "models"
    before = set(models.iterdir())
    typed(command("bot/.venv/bin/rasa train"))
    [made] = set(models.iterdir()) - before
    made.unlink()
