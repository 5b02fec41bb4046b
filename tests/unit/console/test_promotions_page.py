"""Campaigns in the console: planned, started, exported and stopped by a lead, all on record."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import insert

from commerce import Customer, Customers, Order, OrderLine, OrderStatus, SqlOrders
from database import writing
from insights.tables import customer_profiles, insight_runs

NOW = datetime.now(UTC)
PLAN = {
    "name": "<b>Spring</b>", "channel": "email", "code": "spring10", "kind": "percent", "off": "10",
    "minimum": "0", "most_off": "20", "segment": "", "holdout": "20", "budget": "100", "days": "14",
    "window_days": "14",
}  # fmt: skip
HOSTILE = "=HYPERLINK(1)"


@pytest.fixture
def shop(engine):
    """A hundred customers, one with a name that a spreadsheet would run."""
    ids = [f"C-{at}" for at in range(100)]
    names = {each: each for each in ids} | dict.fromkeys(ids[:50], HOSTILE)
    Customers(engine).upsert([Customer(each, names[each], f"{each}@m.example") for each in ids])
    profile = {"run_id": 1, "segment_id": 0, "figures": {}, "likes": {}, "reasons": []}
    with writing(engine) as connection:
        run = {"kind": "other", "at": NOW, "until": NOW, "result": {}}
        connection.execute(insert(insight_runs).values(id=1, **run))
        connection.execute(
            insert(customer_profiles), [{"customer_id": each, **profile} for each in ids]
        )
    return engine


async def planned(lead, **changes):
    """The address of a campaign that was planned."""
    await lead.get("/console/promotions")
    response, text = await lead.post("/console/promotions", what="keep", **{**PLAN, **changes})
    assert response.status == 303, text
    return response.headers["Location"]


async def test_a_plan_is_looked_at_before_it_is_kept(lead, shop):
    """The preview names the audience and changes nothing; what is wrong is said, and stays."""
    await lead.get("/console/promotions")
    response, text = await lead.post("/console/promotions", what="look", **PLAN)
    assert response.status == 200
    assert "about 20" in text
    assert "There is none yet." in text

    for field, value, said in (
        ("off", "30", "the shop allows 25%"),
        ("holdout", "0", "must be 5% to 50%"),
        ("budget", "much", "The budget is"),
        ("code", "x", "A code is"),
    ):
        response, text = await lead.post("/console/promotions", **{**PLAN, field: value})
        assert response.status == 422
        assert said in text
        assert f'value="{value}"' in text


async def test_a_campaign_runs_is_exported_and_stopped(lead, shop, audit):
    """Every step is in the audit log; who is held out is in no export."""
    where = await planned(lead)
    _, text = await lead.get(where)
    assert "&lt;b&gt;Spring" in text

    response, _ = await lead.post(f"{where}/recipients")
    assert response.status == 422
    response, _ = await lead.post(f"{where}/start")
    assert response.status == 303
    response, text = await lead.post(f"{where}/recipients")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert 65 < len(rows) < 95
    assert {row["code"] for row in rows} == {"SPRING10"}
    assert f"'{HOSTILE}" in {row["name"] for row in rows}
    _, text = await lead.post(f"{where}/recipients", **{"as": "json"})
    assert [each["id"] for each in json.loads(text)] == [row["id"] for row in rows]

    _buys(shop, [row["id"] for row in rows[:30]])
    _, text = await lead.get(f"{where}.json")
    look = json.loads(text)["looks"][-1]
    assert look["treated"]["bought"] == 30
    assert look["held"]["customers"] == 100 - len(rows)
    _, text = await lead.get(where)
    assert 'data-bound="low"' in text
    _, text = await lead.get("/console/promotions.csv")
    assert '"30"' in text

    response, _ = await lead.post(f"{where}/stop")
    assert response.status == 303
    response, _ = await lead.post(f"{where}/stop")
    assert response.status == 422
    done = [each.action for each in audit.entries() if each.action.startswith("campaign.")]
    assert done == [
        f"campaign.{verb}" for verb in ("stopped", "exported", "exported", "started", "planned")
    ]


def _buys(engine, customers):
    line = OrderLine("T", None, "Tent", {}, 1, Decimal(10))
    SqlOrders(engine).upsert(
        [
            Order(
                f"O-{each}", f"HP-{at}", each, OrderStatus.PLACED, datetime.now(UTC), (line,),
                None, Decimal(10), "USD",
            )
            for at, each in enumerate(customers)
        ]
    )  # fmt: skip


async def test_power_is_reckoned_on_the_page(lead, shop):
    """Looking at any time takes more customers than looking once."""
    _, text = await lead.get("/console/promotions?rate=10&lift=2&holdout=50")
    any_time, one_look = (
        int(found.replace(",", ""))
        for found in re.search(
            r"<strong>([\d,]+)</strong>.*?([\d,]+) if you look once", text
        ).groups()
    )
    assert one_look == pytest.approx(7680, abs=5)
    assert any_time > one_look

    response, text = await lead.get("/console/promotions?rate=0&lift=2&holdout=50")
    assert response.status == 422


async def test_a_missing_campaign_is_said_to_be(lead, shop):
    """Whatever is asked of it."""
    for path in ("/console/promotions/x", "/console/promotions/x.json"):
        response, _ = await lead.get(path)
        assert response.status == 404
    await lead.get("/console/promotions")
    for verb in ("start", "stop", "recipients"):
        response, _ = await lead.post(f"/console/promotions/x/{verb}")
        assert response.status == 404
