"""Training in the background: when it starts, and what its end means."""

from __future__ import annotations

import os

import pytest

from tilly.retraining import Retraining

DAY = 24 * 3600


class Process:
    def __init__(self):
        self.code = None
        self.ended = False

    def poll(self):
        return self.code

    def terminate(self):
        self.ended = True


@pytest.fixture
def world(tmp_path):
    class World:
        now = 1_000_000.0
        events = 5
        models = tmp_path / "models.npz"
        started = ()

        def start(self):
            self.started = (*self.started, Process())
            return self.started[-1]

        def trained(self):
            self.models.touch()
            os.utime(self.models, (self.now, self.now))

        def retraining(self, hours=24.0):
            return Retraining(self.models, hours, lambda: self.events, self.start, lambda: self.now)

    return World()


def test_the_first_events_start_the_first_training(world):
    """Once, however often it is asked while it runs."""
    retraining = world.retraining()
    world.events = 0
    retraining.apply()
    assert () == world.started
    world.events = 1
    retraining.apply()
    retraining.apply()
    assert 1 == len(world.started)


def test_models_are_renewed_after_their_time(world):
    """A day old is old; what is younger stays."""
    world.trained()
    retraining = world.retraining()
    retraining.apply()
    assert () == world.started
    world.now += DAY
    retraining.apply()
    assert 1 == len(world.started)


def test_a_failure_is_tried_again_an_hour_later(world, caplog):
    """And the log says that the old models stay."""
    retraining = world.retraining()
    retraining.apply()
    world.started[0].code = 1
    retraining.apply()
    assert "the old ones stay" in caplog.text
    retraining.apply()
    assert 1 == len(world.started)
    world.now += 3600
    retraining.apply()
    assert 2 == len(world.started)


def test_an_owner_may_train_by_hand_only(world):
    """With 0 hours nothing is started."""
    world.retraining(hours=0).apply()
    assert () == world.started


def test_what_runs_ends_with_the_worker(world):
    """A training that is half done is given up."""
    retraining = world.retraining()
    retraining.apply()
    retraining.close()
    assert world.started[0].ended
