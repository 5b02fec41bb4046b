"""Questions, told from requests that sound like them."""

from __future__ import annotations

import pytest

from actions.understanding.phrases import plainly_asks


@pytest.mark.parametrize(
    "text",
    [
        "it's just turned up with a big rip. how soon do I have to tell you?",
        "gold member here, my jacket is going back, who is paying for the postage?",
        "does the cover start over from the day they hand it back?",
    ],
)
def test_a_question_about_a_rule_asks(text):
    """Whatever is told before it."""
    assert plainly_asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "I want to return my boots, how does that work?",
        "how do I return these?",
        "where is my order?",
        "can you cancel it for me?",
        "please change my address",
        "my tent is broken",
    ],
)
def test_what_is_to_be_done_is_no_plain_question(text):
    """The request begins as ever."""
    assert not plainly_asks(text)
