"""The trained bot understands sentences that it was not trained on."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tilly.settings import ROOT


def script(name, *arguments):
    command = [sys.executable, str(ROOT / "scripts" / name), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.mark.e2e
def test_held_out_sentences_are_understood():
    """At least nine in ten, by Rasa's own measure; none of them is in the training data."""
    assert script("train_bot.py").returncode == 0
    done = script("test_nlu.py", "--floor", "0.90")
    assert (done.returncode, done.stderr) == (0, "")
    assert float(re.search(r"accuracy ([\d.]+)", done.stdout)[1]) >= 0.90


@pytest.mark.e2e
def test_a_floor_out_of_reach_is_a_failure():
    """The check can fail."""
    done = script("test_nlu.py", "--floor", "1.01")
    assert done.returncode == 1
    assert "accuracy must be 1.01 or more" in done.stderr
