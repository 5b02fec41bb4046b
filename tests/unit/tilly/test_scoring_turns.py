"""Scoring turns in a store: missed ones, models that are replaced or broken, and retention."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from conversations import Traces, Turn
from conversations.tables import metadata as conversations
from signals import Feeling
from signals.errors import ModelUnusable
from signals.intent_features import FEATURES
from signals.propensity import PRIOR, LogisticPropensity, save
from signals.scoring import SignalModels
from signals.service import Signals
from signals.tables import metadata
from signals.testing import NoWishes, WordSentiment
from tilly.missed_turns import MissedTurns
from tilly.signals import PropensityFile, WhileItWorks

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def engine(database_of):
    return database_of(metadata, conversations)


@pytest.fixture
def signals(engine):
    models = SignalModels(WordSentiment(), PRIOR, NoWishes())
    return Signals(engine, lambda: models)


@pytest.fixture
def record(engine):
    def record(*texts):
        for minute, text in enumerate(texts):
            at = NOON + timedelta(minutes=minute)
            turn = Turn(f"t{minute}", "c1", text, "inform", 0.9, (), (), (), (), at, at)
            Traces(engine).record_turn(turn)

    return record


def feelings(signals):
    return [each.sentiment.feeling for each in signals.history.of("c1")]


def test_a_recorded_turn_that_nobody_scored_is_scored(signals, record):
    """What the action server could not score, the worker does when it has recorded it."""
    missed = MissedTurns(signals)
    missed.score()
    record("terrible", "great")
    missed.heard(["t0", "t1"])
    missed.score()
    assert [Feeling.NEGATIVE, Feeling.POSITIVE] == feelings(signals)


def test_a_worker_that_died_before_scoring_makes_up_for_it(signals, record):
    """Turns that were recorded and not scored before a crash are found by the next worker."""
    record("terrible", "great")
    MissedTurns(signals).score()
    assert 2 == len(feelings(signals))


def test_a_long_history_holds_up_nothing(signals, record, monkeypatch):
    """What is new is scored at once, the history a batch at a time."""
    monkeypatch.setattr("signals.signal_history.BATCH", 1)
    record("great", "great", "terrible")
    missed = MissedTurns(signals)
    missed.heard(["t2"])
    missed.score()
    assert {"t0", "t2"} == {each.turn_id for each in signals.history.of("c1")}
    missed.score()
    assert 3 == len(feelings(signals))


def test_a_trained_model_is_used_at_once(tmp_path):
    """Training swaps the file, and the next turn is scored by it; a broken one changes nothing."""
    path = tmp_path / "propensity.json"
    current = PropensityFile(path).current
    assert PRIOR is current()
    for number in (1, 2):
        save(LogisticPropensity(f"shop-{number}", -1.0, dict.fromkeys(FEATURES, 0.1)), path)
        os.utime(path, (number, number))
        assert f"shop-{number}" == current().version
    path.write_text("broken")
    assert "shop-2" == current().version


def test_without_a_sentiment_model_turns_are_neutral(caplog):
    """A model that cannot be loaded is tried once, and the log says why."""

    class Broken:
        version = "broken"
        tried = 0

        def score(self, texts):
            self.tried += 1
            raise ModelUnusable("it was never trained")

    broken = Broken()
    sentiment = WhileItWorks(broken)
    assert [Feeling.NEUTRAL] * 2 == [sentiment.score(["awful"])[0].feeling for _ in range(2)]
    assert (1, True) == (broken.tried, "never trained" in caplog.text)
