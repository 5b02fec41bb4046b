"""Evaluation on the demo store's year: what talks and a change did is what the world states."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from commerce import Catalogue
from conversations import InboxIndex
from demo.seed import read_products
from demo.year import draw_year, world
from demo.year.seeding import seed_year
from insights.errors import TooLittleData
from insights.evaluation import evaluate

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
WORLD = replace(world(), shoppers=900, talks=replace(world().talks, asks=0.1))

pytestmark = pytest.mark.slow


def _evaluated(engine, stated):
    products = read_products()
    Catalogue(engine).upsert(products)
    assert seed_year(engine, products, TODAY, stated)
    InboxIndex(engine).catch_up()
    return evaluate(engine, NOW)


def test_what_talks_and_a_change_did_is_found(engine):
    truth = draw_year(read_products(), TODAY, WORLD)
    (stated,) = WORLD.talks.changes

    report = _evaluated(engine, WORLD)

    adjusted = report["worth"]["adjusted"]
    assert 0 < adjusted["low"] < truth.helped < adjusted["high"]

    (change,) = report["changes"]
    changed_on = TODAY - timedelta(days=stated.days_ago)
    assert abs((date.fromisoformat(change["day"]) - changed_on).days) <= 2
    resolved = next(one for one in report["comparisons"] if one["measure"] == "resolved")
    assert resolved["step"]["low"] < stated.settles - WORLD.talks.settles < resolved["step"]["high"]
    assert resolved["before"]["high"] < resolved["after"]["low"]

    # The shares are those of the talks as they were drawn.
    since = datetime.combine(date.fromisoformat(report["first"]), datetime.min.time(), UTC)
    recent = [talk for talk in truth.talks if talk.began >= since]
    assert report["conversations"] == len(recent)
    handed_over = sum(talk.handed_over for talk in recent)
    contained = report["shares"]["contained"]
    assert contained["value"] == pytest.approx(1 - handed_over / len(recent))
    happy = [talk.stars >= 4 for talk in recent if talk.stars]
    assert report["shares"]["satisfied"]["n"] == len(happy)
    assert report["shares"]["satisfied"]["value"] == pytest.approx(sum(happy) / len(happy))


def test_where_nothing_works_the_intervals_cover_none(engine):
    report = _evaluated(engine, WORLD.null())

    adjusted = report["worth"]["adjusted"]
    assert adjusted["low"] < 0 < adjusted["high"]
    assert report["worth"]["e_value"] == 1
    for one in report["comparisons"]:
        assert one["step"]["low"] < 0 < one["step"]["high"], one


def test_too_few_conversations_are_refused(engine):
    with pytest.raises(TooLittleData, match="0 conversations in 13 weeks"):
        evaluate(engine, NOW)
