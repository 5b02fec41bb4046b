"""The benchmark of the language model, run as a command on a model made up on the spot."""

from __future__ import annotations

import json

import pytest

from benchmarks.__main__ import main

pytestmark = pytest.mark.model


def test_the_command_writes_its_figures(tmp_path):
    """A tiny model on the CPU: every figure is there, and the share is rate over limit."""
    out = tmp_path / "figures.json"
    main(
        [
            *("generation", "--model", "random:tiny", "--device", "cpu", "--streams", "1,4"),
            *("--prompt-tokens", "200", "--new-tokens", "24", "--json", str(out)),
        ]
    )
    figures = json.loads(out.read_text())
    assert figures["n"] == 1 + 4 + 16
    assert figures["prompt_tokens"] == 200
    assert figures["first_token_p50_ms"] <= figures["first_token_p95_ms"]
    assert figures["bandwidth_share"] == pytest.approx(
        figures["tokens_per_s_1"] / figures["limit_tokens_per_s"]
    )
    assert figures["speed_up_4"] == pytest.approx(
        figures["tokens_per_s_4"] / figures["tokens_per_s_1"]
    )
    assert figures["peak_mb"] > 100


def test_a_model_that_cannot_be_had_is_one_sentence():
    """No traceback for a wrong name."""
    with pytest.raises(SystemExit, match="no such shape"):
        main(["generation", "--model", "random:nothing", "--device", "cpu"])
