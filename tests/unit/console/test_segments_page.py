"""The page of segments: what the newest run found, for leads."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from commerce import Catalogue
from demo.seed import read_products
from demo.year import world
from demo.year.seeding import seed_year
from insights.customers import refresh_customers

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def report(engine):
    """A run over a small shop, one category of which has a hostile name."""
    products = [
        replace(product, category=HOSTILE) if product.category == "Garden" else product
        for product in read_products()
    ]
    stated = world()
    named = replace(
        stated,
        shoppers=260,
        elasticity={
            HOSTILE if name == "Garden" else name: power
            for name, power in stated.elasticity.items()
        },
        segments=tuple(
            replace(each, likes={HOSTILE if k == "Garden" else k: v for k, v in each.likes.items()})
            for each in stated.segments
        ),
    )
    Catalogue(engine).upsert(products)
    seed_year(engine, products, NOW.date(), named)
    return refresh_customers(engine, NOW)


def _renamed(by_category):
    return {HOSTILE if name == "Garden" else name: one for name, one in by_category.items()}


async def test_a_store_without_segments_says_how_to_get_them(lead):
    response, text = await lead.get("/console/segments")

    assert response.status == 200
    assert "tilly insights refresh" in text


async def test_segments_and_customers_are_shown_as_they_were_found(lead, report, audit):
    response, text = await lead.get("/console/segments")
    assert response.status == 200
    assert report.segments
    for each in report.segments:
        assert f'data-value="{each.size}"' in text
    assert HOSTILE not in text
    assert "&lt;img" in text

    _, text = await lead.get("/console/segments.csv")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [int(row["customers"]) for row in rows] == [each.size for each in report.segments]

    _, text = await lead.get("/console/segments.json")
    assert [each["size"] for each in json.loads(text)["segments"]] == [
        each.size for each in report.segments
    ]

    _, text = await lead.get("/console/segments/customer?id=C-20001")
    assert "mean value of an order" in text
    assert "Why this segment" in text
    assert "everything else" in text

    response, _ = await lead.get("/console/segments/customer?id=C-9")
    assert response.status == 404

    first = report.segments[0]
    _, text = await lead.get(f"/console/segments/{first.id}/customers.csv")
    members = [row["customer_id"] for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))]
    assert first.size == len(set(members))
    assert "segment.exported" == audit.entries(limit=1)[0].action
    response, _ = await lead.get("/console/segments/99/customers.csv")
    assert response.status == 404
