"""The day that a question is about."""

from __future__ import annotations

from datetime import date

import pytest

from actions.understanding.days import day_spoken_of

TODAY = date(2031, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("what was the return window on 2031-02-03?", date(2031, 2, 3)),
        ("I ordered on February 3rd, can I still return it?", date(2031, 2, 3)),
        ("are you open on December 24?", date(2031, 12, 24)),
        ("are you open on the 24th of December", date(2031, 12, 24)),
        ("what did you pay for shipping in Dec 2030", date(2030, 12, 15)),
        ("How long could I return things in February? I bought some boots.", date(2031, 2, 15)),
        ("do you deliver in January?", date(2032, 1, 15)),
        ("what were your hours last March", date(2031, 3, 15)),
        ("I bought it three weeks ago", date(2031, 11, 1)),
        ("was that the rule a year ago?", date(2030, 11, 22)),
        ("what was your policy last month", date(2031, 10, 23)),
        ("are you there tomorrow?", date(2031, 11, 23)),
        ("is the shop closed in two days", date(2031, 11, 24)),
    ],
)
def test_days_are_heard_past_and_to_come(text, day):
    """A day without its year lies behind where the sentence speaks of the past."""
    assert day == day_spoken_of(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "how long is the return window?",
        "may I return it?",
        "does it march well?",
        "on 2031-13-40",
        "on February 31",
        "will it arrive within 14 days",
        "size 10 or 12?",
    ],
)
def test_other_figures_are_no_days(text):
    """Nor is a day that does not exist."""
    assert day_spoken_of(text, TODAY) is None
