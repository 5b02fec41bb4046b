"""When the worker looks for what became of offers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError

from recommendation.attribution import LONGEST
from tilly.outcomes import EVERY_S, LATENESS, Outcomes


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


class Slates:
    """Two pages of slates; `asked` are the moments since which they were looked at."""

    def __init__(self):
        self.asked, self.pages, self.down = [], 0, False

    def settling(self, since=None):
        self.asked.append(since)
        for _ in range(2):
            if self.down:
                raise OperationalError("select", {}, Exception("away"))
            self.pages += 1
            yield 1


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def slates():
    return Slates()


def test_a_page_at_a_time_of_all_slates_at_first(clock, slates):
    """New turns are recorded between two pages, and a pass that has ended rests."""
    outcomes = Outcomes(slates, clock)
    pages = []
    for _ in range(4):
        outcomes.apply()
        pages.append(slates.pages)
    assert ([1, 2, 2, 2], [None]) == (pages, slates.asked)


def test_later_only_slates_whose_outcomes_may_still_come(clock, slates):
    """The longest window, and as long as a browser may hold an event back."""
    outcomes = Outcomes(slates, clock)
    for _ in range(3):
        outcomes.apply()
    clock.now = EVERY_S
    outcomes.apply()
    (_, since) = slates.asked
    assert 3 == slates.pages
    assert abs((datetime.now(UTC) - since - LONGEST - LATENESS).total_seconds()) < 60


def test_a_pass_that_failed_is_made_up_for(clock, slates):
    """The database comes back, and so does the worker."""
    outcomes = Outcomes(slates, clock)
    slates.down = True
    with pytest.raises(OperationalError):
        outcomes.apply()
    slates.down = False
    outcomes.apply()
    clock.now = EVERY_S
    for _ in range(3):
        outcomes.apply()
    assert 2 == slates.pages
