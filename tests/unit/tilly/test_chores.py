"""Chores in the background: when they start, and what their end means."""

from __future__ import annotations

import os

import pytest

from tilly.chores import Chore

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

        def start(self, command):
            assert ("train", "--recommendations") == command
            self.started = (*self.started, Process())
            return self.started[-1]

        def trained(self):
            self.models.touch()
            os.utime(self.models, (self.now, self.now))

        def chore(self, hours=24.0, **options):
            return Chore(
                ("train", "--recommendations"),
                self.models,
                hours,
                lambda: self.events > 0,
                start=self.start,
                clock=lambda: self.now,
                **options,
            )

    return World()


def test_the_first_events_start_the_first_training(world):
    """Once, however often it is asked while it runs."""
    chore = world.chore()
    world.events = 0
    chore.apply()
    assert () == world.started
    world.events = 1
    chore.apply()
    chore.apply()
    assert 1 == len(world.started)


def test_models_are_renewed_after_their_time(world):
    """A day old is old; what is younger stays."""
    world.trained()
    chore = world.chore()
    chore.apply()
    assert () == world.started
    world.now += DAY
    chore.apply()
    assert 1 == len(world.started)


def test_a_failure_is_tried_again_an_hour_later(world, caplog):
    """And the log says that what there was stays."""
    chore = world.chore()
    chore.apply()
    world.started[0].code = 1
    chore.apply()
    assert "what it made before stays in use" in caplog.text
    chore.apply()
    assert 1 == len(world.started)
    world.now += 3600
    chore.apply()
    assert 2 == len(world.started)


def test_a_store_that_has_just_started_is_left_alone(world):
    """A chore may wait for a while."""
    chore = world.chore(not_before=world.now + 60)
    chore.apply()
    assert () == world.started
    world.now += 60
    chore.apply()
    assert 1 == len(world.started)


def test_an_owner_may_train_by_hand_only(world):
    """With 0 hours nothing is started."""
    world.chore(hours=0).apply()
    assert () == world.started


def test_what_runs_ends_with_the_worker(world):
    """A training that is half done is given up."""
    chore = world.chore()
    chore.apply()
    chore.close()
    assert world.started[0].ended
