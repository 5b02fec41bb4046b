"""docs/signals.md states the weights that ship."""

from __future__ import annotations

import re
from math import exp
from pathlib import Path

from signals.intent_features import FEATURES
from signals.propensity import PRIOR

PAGE = (Path(__file__).parents[3] / "docs" / "signals.md").read_text()
ROWS = re.findall(r"^\| `(\w+)` \| (.+) \| ([+-]\d\.\d\d) \| (\d+\.\d) \|$", PAGE, re.MULTILINE)


def test_the_stated_weights_are_those_that_ship():
    """Every feature, its meaning, its weight and what it does to the odds."""
    shipped = [
        (name, meaning, f"{PRIOR.weights[name]:+.2f}", f"{exp(PRIOR.weights[name]):.1f}")
        for name, meaning in FEATURES.items()
    ]
    assert shipped == ROWS
