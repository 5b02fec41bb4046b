"""The page of forecasts: what the newest run found, for leads."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from insights.forecasting.kept import KIND
from insights.runs import Run, Runs

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)>"
SPAN = {"forecast": [5.0] * 8, "low": [2.0] * 8, "high": [9.0] * 8, "ahead": 40.0}


def series(level, key, title, **more):
    return {
        "level": level,
        "key": key,
        "title": title,
        "method": "theta",
        "kind": "smooth",
        "error": 0.8,
        "history": [4, 6, 5, 3],
        "months": [{"month": "2026-12", "sold": 0.0, "forecast": 20.0, "low": 9.0, "high": 31.0}],
        **SPAN,
        **more,
    }


@pytest.fixture
def run(engine):
    cover = {"stock": 3, "days": 4, "runs_out": 0.9, "reorder": 27, "warned": True}
    factor = {"category": HOSTILE, "days": 30, "pieces": 44, "factor": 2.4, "low": 1.6, "high": 3.6}
    level = {"coverage": 0.81, "error": 0.3, "baseline": 0.4}
    result = {
        "begins": "2026-11-16",
        "weeks": 51,
        "pieces": 900,
        "levels": {"store": level | {"coverage": None}, "categories": level, "products": level},
        "series": [
            series("store", "", ""),
            series("category", HOSTILE, HOSTILE),
            series("product", "tent", "Two & Two Tent", category=HOSTILE, cover=cover),
        ],
        "season": [factor | {"what": "5"}],
        "sales": [factor | {"what": "2026-04-10"}],
        "recent": {},
    }
    Runs(engine).keep(KIND, Run(NOW, NOW, result))
    return result


async def test_a_store_without_forecasts_says_how_to_get_them(lead):
    response, text = await lead.get("/console/forecasts")

    assert response.status == 200
    assert "tilly insights refresh" in text


async def test_forecasts_are_shown_as_they_were_made(lead, run):
    response, text = await lead.get("/console/forecasts")

    assert response.status == 200
    assert "900 pieces sold in 51 whole weeks" in text
    assert "less than two years on record" in text
    assert "Two &amp; Two Tent" in text
    assert HOSTILE not in text
    assert "<strong>2.4</strong>" in text
    assert ">27</td>" in text


async def test_any_series_can_be_in_the_chart(lead, run):
    _, text = await lead.get("/console/forecasts?of=tent")
    assert '<h2 id="chosen">Two &amp; Two Tent</h2>' in text

    response, _ = await lead.get("/console/forecasts?of=nothing")
    assert response.status == 404


async def test_the_files_have_every_week_ahead(lead, run):
    _, text = await lead.get("/console/forecasts.csv")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(rows) == 3 * 8
    assert rows[-1]["week"] == "2027-01-04"
    assert rows[-1]["name"] == "Two & Two Tent"

    _, text = await lead.get("/console/forecasts.json")
    assert json.loads(text)["series"] == run["series"]
