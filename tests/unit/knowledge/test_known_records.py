"""Of a file that changed, only the records that changed are read."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from knowledge.importers import merchant, products
from knowledge.importers.known import FoundProduct, Known, Unchanged
from knowledge.importers.tables import Rejected
from records import Record, Refusal, Table
from tests.unit.knowledge.shop import product

TENT = product("tent", "Fell Tent", "250.00", description="Two poles.")
BOOTS = product("boots", "Marsh Boots", "64.00", description="Rubber.")
CAP = product("cap", "Cap", "9.00", description="Wool.")


@pytest.fixture
def built(monkeypatch):
    """The ids of the products that were made of their records."""
    ids = []

    def build(file, row, make, item, columns):
        ids.append(item)
        return original(file, row, make, item, columns)

    original = products.build
    monkeypatch.setattr(products, "build", build)
    monkeypatch.setattr(merchant, "build", build)
    return ids


def test_a_change_reads_that_product_only(shop, built):
    """Wherever it stands, and the others are there as before."""
    shop.products(TENT, BOOTS, CAP)
    shop.ingest()
    built.clear()
    shop.products(CAP, TENT, {**BOOTS, "price": "60.00"})
    report = shop.ingest()
    assert (["boots"], 1, 2) == (built, report.updated, report.unchanged)
    assert Decimal("60.00") == shop.catalogue.get("boots").price
    assert shop.is_consistent()


def test_the_other_way_to_write_a_record_is_read_once(shop, built):
    """A column more leaves all as it is; the next change is a change of one again."""
    shop.products(TENT, BOOTS)
    shop.ingest()
    shop.products({**TENT, "url": ""}, BOOTS)
    assert 0 == shop.ingest().embedded
    built.clear()
    shop.products({**TENT, "url": ""}, {**BOOTS, "price": "60.00"})
    shop.ingest()
    assert ["boots"] == built


def test_a_refused_row_is_read_and_told_each_time(shop, built):
    """What was only refused in part as well."""
    bad = {**TENT, "image": "javascript:alert(1)"}
    shop.products(bad, BOOTS)
    shop.ingest()
    built.clear()
    shop.products(bad, BOOTS, CAP)
    (refusal,) = shop.ingest().refusals
    assert ("image", ["tent", "cap"]) == (refusal.field, built)


def test_a_product_that_comes_back_is_staged_again(shop):
    """Its records are known no longer once it was gone."""
    shop.products(TENT, BOOTS)
    shop.ingest()
    shop.products(BOOTS)
    shop.ingest()
    shop.products(TENT, BOOTS)
    assert 1 == shop.ingest().added
    assert shop.is_consistent()


def test_a_price_that_depends_on_the_day_is_read_each_time(shop, built):
    """An item of a feed on sale from one day to another costs something else tomorrow."""
    feed = [
        {"id": "1", "title": "Fell Tent", "link": "/t", "price": "250 USD",
         "availability": "in stock", "sale price": "200 USD",
         "sale price effective date": "2020-01-01T00:00Z/2020-02-01T00:00Z"},
        {"id": "2", "title": "Marsh Boots", "link": "/b", "price": "64 USD",
         "availability": "in stock", "sale price": "50 USD"},
    ]  # fmt: skip
    for more in ("", "Wool."):
        built.clear()
        cap = {**feed[1], "id": "3", "title": "Cap", "description": more}
        shop.write("feed.jsonl", "\n".join(map(json.dumps, [*feed, cap])))
        assert () == shop.ingest().refusals
    assert ["1", "3"] == built


def test_digests_tell_records_columns_and_settings_apart():
    """The same words in another table, or for another currency, are read anew."""
    record = Record(1, {"id": "tent", "title": "Fell Tent"})

    def read(_group):
        yield FoundProduct("a product", 1)

    def said(known, *records):
        (found,) = known.read(records, read)
        return found.records

    usual = Known(settings=["USD"]).in_table(Table("t", ("id", "title"), iter(())))
    others = [
        said(Known(settings=["EUR"]).in_table(Table("t", ("id", "title"), iter(()))), record),
        said(Known(settings=["USD"]).in_table(Table("t", ("id",), iter(()))), record),
        said(usual, record, record),
        said(usual, Record(1, {"id": "tent", "title": "Tarn Tent"})),
    ]
    digest = said(usual, record)
    assert 5 == len({digest, *others})
    assert digest == said(usual, Record(9, record.values))
    known = Known({digest: "tent"}, ["USD"]).in_table(Table("t", ("id", "title"), iter(())))
    assert [Unchanged("tent")] == list(known.read([record], read))


def test_what_is_not_one_product_without_refusals_is_not_known():
    """Nothing, a refusal, and a product of which something was left out have no digest."""
    refused = Rejected(Refusal("t", 1, "image", "is no web address"))
    for found in ([], [refused], [FoundProduct("a product", 1), refused]):
        assert found == list(Known().read([Record(1, {})], lambda _group, found=found: iter(found)))
