"""The periods of numbers: presets, days, and the steps that they are told by."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conversations.inbox import Days
from gateway.console.periods import Period

TODAY = date(2026, 3, 4)


def period(**query):
    return Period.read(query, TODAY, date(2024, 5, 17))


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ({}, Days(date(2026, 2, 5), TODAY)),
        ({"last": "1"}, Days(TODAY, TODAY)),
        ({"last": "all"}, Days(date(2024, 5, 17), TODAY)),
        ({"since": "2026-01-01"}, Days(date(2026, 1, 1), TODAY)),
        ({"until": "2025-01-01"}, Days(date(2024, 5, 17), date(2025, 1, 1))),
        ({"since": "2026-02-02", "until": "2026-01-01"}, Days(date(2026, 1, 1), date(2026, 2, 2))),
        ({"since": "0001-01-01", "until": "2000-01-02"}, Days(date(2000, 1, 1), date(2000, 1, 2))),
        ({"last": "-5"}, Days(date(2026, 2, 5), TODAY)),
    ],
)
def test_an_address_names_a_period(query, days):
    """What cannot be used is the usual one."""
    assert days == period(**query).days


def test_the_period_before_is_as_long_and_just_before():
    """No day is in both."""
    assert (
        Days(date(2026, 2, 18), date(2026, 2, 24))
        == Period.read({"last": "7"}, date(2026, 3, 3)).before
    )


@pytest.mark.parametrize(
    ("length", "unit"), [(1, "day"), (62, "day"), (63, "week"), (365, "week"), (400, "month")]
)
def test_its_steps_have_each_day_once(length, unit):
    """Days, weeks from Monday or months; the first and last as far as they are in it."""
    told = Period(Days(TODAY - timedelta(days=length - 1), TODAY))
    steps = list(told.steps())
    assert unit == told.unit
    days = [
        step.days.first + timedelta(days=day)
        for step in steps
        for day in range((step.days.last - step.days.first).days + 1)
    ]
    assert [told.days.first + timedelta(days=day) for day in range(length)] == days
    assert all(told.start_of(day) in {step.days.first for step in steps} for day in days)
    if unit == "week":
        assert {0} == {step.days.first.weekday() for step in steps[1:]}
    if unit == "month":
        assert {1} == {step.days.first.day for step in steps[1:]}
