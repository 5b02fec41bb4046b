"""What stands before the point of a message."""

from __future__ import annotations

import re

import pytest

from actions.understanding.courtesies import CAN_YOU, opening


@pytest.mark.parametrize("said", ["show", "Hi, show", "ok so... sorry, show", "hey! and show"])
def test_the_point_is_found_behind_the_usual_words(said):
    assert re.match(rf"{opening()}show\b", said, re.IGNORECASE)


@pytest.mark.parametrize("said", ["please show", "could you show", "hiking show"])
def test_other_words_are_part_of_the_point(said):
    assert re.match(rf"{opening()}show\b", said) is None


def test_further_words_may_stand_among_the_usual_ones():
    assert re.match(rf"{opening('please', CAN_YOU)}show\b", "hi, please could you show")
