"""The voice of customers on the demo store's year: what goes wrong there is what is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from commerce import Catalogue
from conversations import InboxIndex
from demo.seed import read_products
from demo.year import draw_year, world
from demo.year.seeding import seed_year
from insights.errors import TooLittleData
from insights.voice.kept import UNHAPPY, ThemeTalks
from insights.voice.report import listen

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
ZIP, *OTHERS = world().problems
WORLD = replace(world(), shoppers=900, problems=(replace(ZIP, share=0.15, talks=0.8), *OTHERS))

pytestmark = pytest.mark.slow


def _heard(engine, stated):
    products = read_products()
    Catalogue(engine).upsert(products)
    assert seed_year(engine, products, TODAY, stated)
    InboxIndex(engine).catch_up()
    return listen(engine, NOW)


def test_the_planted_problem_is_found_with_its_growth_and_comes_first(engine):
    truth = draw_year(read_products(), TODAY, WORLD)
    (product,) = ZIP.products
    spoken = {talk.id for talk in truth.talks if talk.about == "zip"}

    report = _heard(engine, WORLD)

    theme = next(one for one in report["themes"] if one["product_id"] == product)
    assert theme["aspect"] == ZIP.aspect == "quality"
    assert "zip" in theme["words"]
    assert theme["called"]
    assert theme["trend"]["low"] < ZIP.growth < theme["trend"]["high"]
    assert theme["from_talks"] == pytest.approx(len(spoken), abs=2)
    steady = [one for one in report["themes"] if one["aspect"] in {"fit", "delivery"}]
    assert steady
    assert not any(one["called"] for one in steady)

    worst = report["fixes"][0]
    assert (worst["product_id"], worst["aspect"]) == (product, "quality")
    assert worst["returns"] > worst["returns_expected"]
    assert 0 < worst["low"] < worst["cost"] < worst["high"]
    talks = ThemeTalks(engine).of(worst["key"])
    assert len(talks) == worst["talks"]
    assert {one.conversation_id for one in talks} <= {talk.id for talk in truth.talks}

    # Of those who do not rate as many are happy as of those who do, for a lot decides who rates.
    happy = report["satisfaction"]
    recent = [talk for talk in truth.talks if (NOW - talk.began).days < 91]
    chances = {
        settled: sum(WORLD.talks.stars["settled" if settled else "open"][3:])
        for settled in (True, False)
    }
    expected = sum(chances[talk.settled] for talk in recent) / len(recent)
    assert happy["happy_unrated"] == pytest.approx(expected, abs=0.1)
    assert happy["look_at"] == len(ThemeTalks(engine).of(UNHAPPY))


def test_where_nothing_grows_no_trend_is_called(engine):
    report = _heard(engine, WORLD.null())

    assert any(one["trend"] for one in report["themes"])
    assert not any(one["called"] for one in report["themes"])


def test_a_shop_of_which_nobody_speaks_is_told_so(engine):
    with pytest.raises(TooLittleData, match="judge 0 times"):
        listen(engine, NOW)
