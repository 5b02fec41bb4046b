"""Bot and agent race from separate processes, on every database; the benchmark runs many more."""

from __future__ import annotations

from argparse import Namespace

import pytest

from benchmarks.takeover import run


@pytest.fixture
def race(database_url):
    def race(races, *, without_fence):
        return run(
            Namespace(
                races=races,
                database=database_url,
                pairs=1,
                pause=3.0,
                seed=1,
                without_fence=without_fence,
            )
        )

    return race


def test_nothing_of_the_bots_comes_after_a_takeover(race):
    """Some races each of them wins; what the bot then does not say is kept, every time."""
    found = race(200, without_fence=False)
    assert 0 == found["leaks"]
    assert 0 < found["held"] < 200
    assert 0 < found["refused"] == 200 - found["written"]
    assert found["held"] == found["drafts_kept"]


def test_the_race_finds_leaks_where_nothing_is_fenced(race):
    """Otherwise it would prove nothing."""
    found = race(60, without_fence=True)
    assert (60, 60) == (found["answered"], found["written"])
    assert found["leaked_replies"] > 0
    assert found["leaked_writes"] > 0
