"""Questions for a reason, and nothing else."""

from __future__ import annotations

import pytest

from actions.understanding.phrases import asks_why


@pytest.mark.parametrize(
    "text",
    ["why?", "why not", "but why can't I", "ok, how come?", "how come I cant", "why is that",
     "why wont you", "what's the reason?", "why is it too late?", "for what reason"],
)  # fmt: skip
def test_a_reason_is_asked_for(text):
    assert asks_why(text)


@pytest.mark.parametrize(
    "text", ["why are wool socks warm?", "no", "what about it?", "I know why", "why buy this tent"]
)
def test_something_else_is_asked(text):
    assert not asks_why(text)
