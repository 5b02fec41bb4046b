"""How many answers a model takes on, and which it refuses."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from generation import Busy, ModelUnavailable
from generation.admission import Admission


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def answered(admission, clock, seconds):
    with admission.taken("m", None) as one:
        one.began = clock.now
        clock.now += seconds
        one.done = True


def test_what_runs_and_waits_is_bounded(clock):
    """One more than both together is refused at once, and a place given back is free."""
    admission = Admission(2, 3, clock)
    with ExitStack() as held:
        for _ in range(5):
            held.enter_context(admission.taken("m", None))
        with pytest.raises(Busy, match="5 answers in hand"), admission.taken("m", None):
            pass
    assert admission.in_hand == 0
    answered(admission, clock, 1.0)


@pytest.mark.parametrize(("left", "refused"), [(7.9, True), (8.1, False)])
def test_an_answer_that_would_wait_in_vain_is_refused(clock, left, refused):
    """Two are ahead for two places that take 4 s each: it would be done after 8 s."""
    admission = Admission(2, 9, clock)
    answered(admission, clock, 4.0)
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(admission.taken("m", None))
        if refused:
            with pytest.raises(Busy, match=r"8.0 s and has 7.9 s"):
                held.enter_context(admission.taken("m", clock.now + left))
        else:
            held.enter_context(admission.taken("m", clock.now + left))


def test_a_free_place_is_given_however_little_time_is_left(clock):
    """Who need not wait may use the time there is: its first sentences may come."""
    admission = Admission(1, 1, clock)
    answered(admission, clock, 30.0)
    with admission.taken("m", clock.now + 1):
        assert admission.in_hand == 1


def test_only_answers_that_were_given_tell_how_long_one_takes(clock):
    """A stream that was cut is no measure."""
    admission = Admission(1, 1, clock)
    answered(admission, clock, 2.0)
    with admission.taken("m", None) as one:
        one.began = clock.now
        clock.now += 60
    assert admission.usual == 2.0
    answered(admission, clock, 3.0)
    assert admission.usual == pytest.approx(2.2)


def test_busy_is_a_model_that_cannot_be_had():
    """Who knows nothing of queues treats it like any model that is down."""
    assert issubclass(Busy, ModelUnavailable)
