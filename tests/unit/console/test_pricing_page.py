"""The page of prices: proposals that a lead decides on, what if, and files for the shop."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import insert

from commerce import Catalogue, Product, Variant
from database import writing
from insights.pricing.book import APPROVED, KIND, PriceBook, approve
from insights.runs import Run, Runs
from insights.tables import price_proposals

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)>"
BAND = {"expected": 1.5, "low": -0.5, "high": 3.5}
ELASTICITY = {
    "name": "cup", "category": "Cups", "elasticity": -1.5, "error": 0.3, "low": -2.1,
    "high": -0.9, "own_part": 0.1, "units": 80, "price_changes": 9,
}  # fmt: skip


@pytest.fixture
def cup(engine):
    """A cup with a proposal, and the run it comes from."""
    variants = tuple(
        Variant(sku, {"Size": sku[-1]}, Decimal(price))
        for sku, price in (("cup-S", "20.00"), ("cup-L", "24.00"))
    )
    Catalogue(engine).upsert([Product("cup", HOSTILE, "", "Cups", "", {}, variants)])
    products = [
        {
            "product": "cup", "title": HOSTILE, "category": "Cups", "price": "20.00",
            "cost": "9.00", "competitor": None, "seen": ["18.00", "22.00"],
            "elasticity": ELASTICITY, "proposed": "21.99", "refused": "",
            "demand": {
                "price": 20.0, "units": 40.0, "elasticity": -1.5, "error": 0.3, "cost": 9.0,
                "tax": 0.0,
            },
            "alternatives": [{"price": "23.99", "reason": "a change of 20%"}],
        }
    ]  # fmt: skip
    moved = {"by": 0.5, "certain": True}
    step = {"held": "the product only", "elasticity": -2.0, "low": -2.5, "high": -1.5}
    result = {
        "product_days": 365, "units": 80, "refused": "", "products": products,
        "categories": [ELASTICITY | {"name": "Cups", "alone": step, "moved": moved}],
        "refused_categories": [], "steps": [step], "moved": moved,
    }  # fmt: skip
    Runs(engine).keep(KIND, Run(NOW, NOW, result))
    told = {
        "title": HOSTILE, "category": "Cups", "certainty": 0.9, "reasons": ["It sells on."],
        "alternatives": [{"price": "23.99", "reason": "a change of 20%"}],
        "change": {"price": 21.99, "units": BAND, "revenue": BAND, "margin": BAND},
    }  # fmt: skip
    row = {
        "id": "p1", "product_id": "cup", "status": "proposed", "price_before": Decimal("20.00"),
        "price": Decimal("21.99"), "told": told, "made_at": NOW,
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(insert(price_proposals).values(row))
    return PriceBook(engine)


async def test_a_store_without_prices_says_how_to_get_them(lead):
    response, text = await lead.get("/console/pricing")
    assert response.status == 200
    assert "tilly insights refresh" in text
    response, _ = await lead.get("/console/pricing.csv")
    assert response.status == 404


async def test_an_approved_price_is_that_of_the_catalogue_and_on_record(lead, cup, engine, audit):
    _, text = await lead.get("/console/pricing")
    assert HOSTILE not in text
    assert "It sells on." in text
    assert "Not 23.99: a change of 20%" in text

    response, _ = await lead.post("/console/pricing/p1/approve")

    assert response.status == 303
    product = Catalogue(engine).get("cup")
    assert [each.price for each in product.variants] == [Decimal("21.99"), Decimal("25.99")]
    assert Catalogue(engine).fingerprints()["cup"] == product.fingerprint
    entry = audit.entries(limit=1)[0]
    assert ("price.approved", "cup") == (entry.action, entry.subject)
    assert entry.details == {"before": "20.00", "price": "21.99"}
    assert cup.open() == []

    _, text = await lead.get("/console/pricing/approved.csv")
    (row,) = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    assert ("cup", "21.99", "yes") == (row["product"], row["price"], row["in_catalogue"])

    response, text = await lead.post("/console/pricing/p1/reject")
    assert response.status == 409
    assert "settled already" in text


async def test_a_price_that_moved_meanwhile_is_not_changed(lead, cup, engine, audit):
    moved = Catalogue(engine).get("cup")
    variants = tuple(replace(each, price=Decimal("30.00")) for each in moved.variants)
    Catalogue(engine).upsert([replace(moved, variants=variants)])
    await lead.get("/console/pricing")

    response, text = await lead.post("/console/pricing/p1/approve")

    assert response.status == 409
    assert "costs 30.00 by now, not 20.00" in text
    assert Catalogue(engine).get("cup").price == Decimal("30.00")
    assert [each.id for each in cup.open()] == ["p1"]
    assert not [each for each in audit.entries() if each.action == "price.approved"]


async def test_a_rejected_price_is_kept_as_such(lead, cup, engine):
    await lead.get("/console/pricing")
    await lead.post("/console/pricing/p1/reject")
    (decided,) = cup.decided(10)
    assert "rejected" == decided.status
    assert cup.approved() == []
    assert Catalogue(engine).get("cup").price == Decimal("20.00")
    _, text = await lead.get("/console/pricing")
    assert "rejected" in text


def test_a_shop_with_its_catalogue_elsewhere_gets_the_price_in_the_file_only(cup, engine):
    with writing(engine) as connection:
        approve(connection, "p1", "agent", in_catalogue=False)
    assert [each.status for each in cup.approved()] == [APPROVED]
    assert Catalogue(engine).get("cup").price == Decimal("20.00")


async def test_what_if_a_price_were_another(lead, cup):
    _, text = await lead.get("/console/pricing/product?id=cup&price=22")
    pieces = 40 * 1.1**-1.5 - 40
    assert f"{pieces:+.1f}".replace("-", "\u2212") in text
    assert 'data-chart="lines"' in text

    response, text = await lead.get("/console/pricing/product?id=cup&price=-3")
    assert response.status == 200
    assert "is no price above zero" in text
    response, _ = await lead.get("/console/pricing/product?id=nothing")
    assert response.status == 404


async def test_elasticities_are_there_as_files(lead, cup):
    _, text = await lead.get("/console/pricing.csv")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [("category", ""), ("product", "cup")] == [(row["kind"], row["product"]) for row in rows]
    _, text = await lead.get("/console/pricing.json")
    assert 80 == json.loads(text)["units"]


async def test_agents_do_not_set_prices(agent, cup):
    response, _ = await agent.get("/console/pricing")
    assert response.status == 403
    response, _ = await agent.post("/console/pricing/p1/approve")
    assert response.status == 403
    assert [each.id for each in cup.open()] == ["p1"]
