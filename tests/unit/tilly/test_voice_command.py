"""`tilly insights overview`, `voice` and `reviews` on a store of its own."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from commerce import Catalogue
from database import connect
from demo.seed import read_products
from insights.runs import Run, Runs
from insights.voice.reviews import ReviewLog
from migrations import upgrade
from tilly.cli import main

NOW = datetime(2030, 6, 1, tzinfo=UTC)
THEME = {"aspect": "fit", "product": "Coat", "words": ["tight"], "complaints": 12, "praise": 3}


@pytest.fixture
def tilly(tmp_path, monkeypatch):
    """The command on a store of its own."""
    monkeypatch.setenv("TILLY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TILLY_DATABASE_URL", "")
    return lambda *words: CliRunner().invoke(main, ["insights", *words])


@pytest.fixture
def engine(tmp_path):
    url = f"sqlite:///{tmp_path / 'tilly.db'}"
    upgrade(url)
    engine = connect(url)
    yield engine
    engine.dispose()


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("name", ["overview", "voice"])
def test_before_the_first_run_it_says_how_to_get_one(tilly, name):
    result = tilly(name)

    assert result.exit_code == 1
    assert "tilly insights refresh" in result.output


def test_the_voice_is_shown_and_given_as_json(tilly, engine):
    trend = {"growth": 1.3, "low": 1.1, "high": 1.5, "p": 0.001}
    fix = {**THEME, "talks": 4, "reviews": 9, "cost": 321.0, "low": 100.0, "high": 500.0}
    report = {"themes": [{**THEME, "trend": trend, "called": True}], "fixes": [fix]}
    Runs(engine).keep("voice", Run(NOW, NOW, report))

    shown = tilly("voice").output

    assert "fit of Coat" in shown
    assert "100 to 500" in shown
    assert "1.10 to 1.50" in shown
    assert json.loads(tilly("voice", "--json").output) == report


def test_reviews_are_read_and_refused_rows_are_named(tilly, engine, tmp_path):
    product = read_products()[0]
    Catalogue(engine).upsert([product])
    file = tmp_path / "reviews.csv"
    file.write_text(
        "id,product_id,rating,title,text,date\n"
        f"1,{product.id},2,Torn,The zip broke.,2030-05-01\n"
        f"2,{product.id},5,Fine,Lovely.,\n"
        "3,unknown,5,Fine,Lovely.,2030-05-01\n",
        encoding="utf-8",
    )

    result = tilly("reviews", str(file))

    assert "1 reviews kept, 2 rows refused" in result.output
    assert "row 3: it has no date" in result.output
    (review,) = ReviewLog(engine).before(NOW)
    assert (review.product_id, review.rating, review.text) == (product.id, 2, "The zip broke.")
