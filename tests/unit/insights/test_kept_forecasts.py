"""What is kept of forecasts: what runs out, and what may be said of how fast things sell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from database import connect
from insights.forecasting.kept import KIND, SalesPace, warned
from insights.runs import Run, Runs
from insights.tables import metadata

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def runs(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'tilly.db'}")
    metadata.create_all(engine)
    yield Runs(engine), SalesPace(engine)
    engine.dispose()


def kept(runs, recent):
    runs.keep(KIND, Run(NOW, NOW, {"series": [], "recent": recent}))


def test_what_sells_in_two_of_three_weeks_usually_does(runs):
    runs, pace = runs
    kept(runs, {"RED": [2, 3, 0, 2, 2, 5, 1, 2, 2, 2, 0, 4], "BLUE": [0] * 11 + [9]})
    assert pace.sells_within_a_week(["RED"], 2, NOW)
    assert not pace.sells_within_a_week(["RED"], 3, NOW)
    assert not pace.sells_within_a_week(["BLUE"], 1, NOW)
    assert not pace.sells_within_a_week(["GREEN"], 1, NOW)
    assert not pace.sells_within_a_week(["RED"], 0, NOW)


def test_variants_are_added_up_week_by_week(runs):
    runs, pace = runs
    kept(runs, {"S": [1, 0] * 6, "M": [0, 1] * 6})
    assert pace.sells_within_a_week(["S", "M", "L"], 1, NOW)
    assert not pace.sells_within_a_week(["S"], 1, NOW)


def test_old_records_say_nothing_of_this_week(runs):
    runs, pace = runs
    assert not pace.sells_within_a_week(["RED"], 1, NOW)
    kept(runs, {"RED": [5] * 12})
    assert pace.sells_within_a_week(["RED"], 1, NOW + timedelta(days=2))
    assert not pace.sells_within_a_week(["RED"], 1, NOW + timedelta(days=4))


def test_what_runs_out_first_is_told_first():
    def product(key, days, *, warns, ahead=1.0):
        return {"key": key, "ahead": ahead, "cover": {"days": days, "warned": warns}}

    series = [
        {"key": "", "ahead": 9.0},
        product("later", 9, warns=True),
        product("enough", None, warns=False),
        product("gone", 0, warns=True),
        product("gone, wanted", 0, warns=True, ahead=5.0),
        {"key": "uncounted", "ahead": 1.0, "cover": None},
    ]
    found = [each["key"] for each in warned({"series": series})]
    assert found == ["gone, wanted", "gone", "later"]
