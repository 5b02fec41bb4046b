"""The pages of the overview and of the voice of customers: what the newest run found, for leads."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from conversations.testing import Talks
from insights.runs import Run, Runs
from insights.voice.kept import UNHAPPY, ThemeTalks

NOW = datetime(2030, 6, 1, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)>"


def _told(value, low, high, n=200):
    return {"value": value, "low": low, "high": high, "n": n}


EVALUATION = {
    "first": "2030-03-02",
    "last": "2030-05-31",
    "conversations": 200,
    "conversations_before": 90,
    "shares": {
        "contained": _told(0.9, 0.85, 0.93),
        "resolved": _told(0.8, 0.74, 0.85),
        "satisfied": None,
        "rated": _told(0.0, 0.0, 0.02),
    },
    "shares_before": dict.fromkeys(("contained", "resolved", "satisfied", "rated")),
    "visits": {"asked": 120, "bought": _told(0.3, 0.2, 0.4), "revenue": _told(45, 30, 60)},
    "worth": {
        "asked": _told(0.3, 0.2, 0.4),
        "not_asked": _told(0.2, 0.18, 0.22),
        "difference": _told(0.1, 0.0, 0.2),
        "adjusted": _told(0.06, 0.01, 0.11),
        "comparable": 150.0,
        "e_value": 1.4,
    },
    "worth_refused": "",
    "months": [
        {"month": "2030-05", "conversations": 9, "contained": 1.0, "resolved": 0.5,
         "satisfied": None}
    ],
    "changes": [{"day": "2030-04-01", "before": "a 1", "after": HOSTILE}],
    "comparisons": [
        {
            "change": {"day": "2030-04-01", "before": "a 1", "after": HOSTILE},
            "measure": "resolved",
            "days_before": 30,
            "days_after": 60,
            "before": _told(0.7, 0.6, 0.8),
            "after": _told(0.85, 0.8, 0.9),
            "step": _told(0.12, 0.02, 0.22),
        }
    ],
}  # fmt: skip
TREND = {"growth": 1.2, "low": 1.1, "high": 1.3, "p": 0.001}
VOICE = {
    "until": "2030-06-01",
    "weeks": 13,
    "judged": {"review": 60, "talk": 20},
    "themes": [
        {"aspect": "quality", "product_id": "p", "product": HOSTILE, "words": ["zip", "torn"],
         "complaints": 31, "from_talks": 9, "praise": 4, "by_month": list(range(12)),
         "sold_by_month": [40] * 12, "trend": TREND, "called": True},
        {"aspect": "delivery", "product_id": "", "product": "", "words": [], "complaints": 7,
         "from_talks": 2, "praise": 1, "by_month": [1] * 12, "sold_by_month": [40] * 12,
         "trend": None, "called": False},
    ],
    "fixes": [
        {"aspect": "quality", "product_id": "p", "product": HOSTILE, "key": "quality/p",
         "words": ["zip"], "talks": 1, "reviews": 8, "quotes": [HOSTILE], "sold": 90, "returns": 12,
         "returns_expected": 5.5, "cost": 410.0, "low": 90.0, "high": 730.0}
    ],
    "satisfaction": {
        "rated": 300, "happy_rated": 0.7, "unrated": 150, "happy_unrated": 0.64, "learnt": True,
        "recall": 0.8, "recall_of_rule": 0.75, "look_at": 1,
    },
}  # fmt: skip


@pytest.fixture
def runs(engine):
    runs = Runs(engine)
    runs.keep("evaluation", Run(NOW, NOW, EVALUATION))
    runs.keep("voice", Run(NOW, NOW, VOICE))
    return runs


@pytest.mark.parametrize("page", ["overview", "voice"])
async def test_a_store_without_a_run_says_how_to_get_one(lead, page):
    response, text = await lead.get(f"/console/{page}")
    assert response.status == 200
    assert "tilly insights refresh" in text

    response, _ = await lead.get(f"/console/{page}.csv")
    assert response.status == 404
    _, text = await lead.get(f"/console/{page}.json")
    assert json.loads(text) is None


@pytest.mark.usefixtures("runs")
async def test_the_overview_tells_each_figure_with_what_it_rests_on(lead):
    _, text = await lead.get("/console/overview")

    assert "90 of 100" in text
    assert "from 200; likely 85 to 93" in text
    assert "/console/inbox?outcome=person&amp;began_since=2030-03-02" in text
    assert "about 6 ended in a purchase" in text
    assert "Shoppers who talk differ from those who do not" in text
    assert "1.4 times as likely" in text
    assert "+2.0 to +22.0" in text
    assert HOSTILE not in text
    assert "&lt;img" in text

    _, text = await lead.get("/console/overview.csv")
    rows = {row["figure"]: row for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))}
    assert rows["contained"]["value"] == "0.9"
    assert rows["satisfied"]["value"] == ""
    assert rows["bought: adjusted"]["low"] == "0.01"
    _, text = await lead.get("/console/overview.json")
    assert json.loads(text)["worth"]["e_value"] == 1.4


async def test_the_overview_says_where_it_cannot_tell(lead, engine):
    unclear = {**EVALUATION["worth"], "adjusted": _told(0.02, -0.03, 0.07), "e_value": 1.0}
    Runs(engine).keep("evaluation", Run(NOW, NOW, {**EVALUATION, "worth": unclear}))

    _, text = await lead.get("/console/overview")

    assert "It cannot be told" in text
    assert "times as likely" not in text


@pytest.mark.usefixtures("runs")
async def test_the_voice_leads_from_what_to_fix_to_the_talks(lead, engine):
    talks = Talks(engine)
    conversation = talks.open("C-1", "Ada Lovelace")
    talks.turn(conversation, "hello")
    talks.turn(conversation, "the zip is torn, says Ada, write to ada@example.com")
    talks.turn(conversation, "thanks")
    talks.index()
    ThemeTalks(engine).replace({"quality/p": [conversation, "erased"], UNHAPPY: []})

    _, text = await lead.get("/console/voice")
    assert "growing" in text
    assert "1.10 to 1.30" in text
    assert "12 of 90" in text
    assert "90 to 730" in text
    assert "64% likely were" in text
    assert HOSTILE not in text
    assert "/console/voice/talks?theme=quality/p" in text

    _, text = await lead.get("/console/voice/talks?theme=quality/p")
    assert f"/console/conversations/{conversation}" in text
    assert "the zip is torn" in text
    assert "ada@example.com" not in text
    _, text = await lead.get("/console/voice/talks?theme=unknown")
    assert "no such talks" in text

    _, text = await lead.get("/console/voice.csv")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [row["complaints"] for row in rows] == ["31", "7"]
    assert rows[0]["called"] == "yes"


def test_of_each_kind_so_many_runs_are_kept(engine):
    runs = Runs(engine)
    for number in range(33):
        runs.keep("voice", Run(NOW, NOW, {"number": number}))
    runs.keep("evaluation", Run(NOW, NOW, {}))

    assert runs.newest("voice").result == {"number": 32}
    assert runs.newest("evaluation").result == {}
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT COUNT(*) FROM insight_runs").scalar()
    assert kept == 31
