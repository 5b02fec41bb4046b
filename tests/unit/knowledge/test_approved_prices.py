"""An ingest of sources that do not list an approved price yet."""

from __future__ import annotations

from decimal import Decimal

import pytest

from commerce.repricing import reprice
from database import writing
from knowledge.lexical import LexicalIndex, open_index_file
from knowledge.open import assemble
from knowledge.testing import InMemoryChunkStore
from tests.unit.knowledge.shop import product

TENT = product("tent", "Fell Tent", "250.00", stock=9)
OF_TWO = [
    {"sku": "two", "options": {"Size": "2"}, "price": "250.00"},
    {"sku": "four", "options": {"Size": "4"}, "price": "300.00"},
]


def approve(shop, before, price):
    with writing(shop.engine) as connection:
        reprice(connection, "tent", Decimal(before), Decimal(price))


def prices(shop):
    return [str(variant.price) for variant in shop.catalogue.get("tent").variants]


@pytest.fixture
def approved(shop):
    """The tent is 239.99 by now; its file lists 250.00."""
    shop.products(TENT)
    shop.ingest()
    approve(shop, "250.00", "239.99")
    return shop


def test_a_file_that_does_not_know_the_approved_price_does_not_undo_it(approved):
    """All else that changed in the file is taken, and the conflict is told each time."""
    approved.products({**TENT, "stock": 2, "Weight": "3 kg"})
    for _ in range(2):
        (conflict,) = approved.ingest().conflicts
        assert (
            "tent, price of tent: '239.99' of the approved prices was kept; "
            "products.jsonl says '250.00'"
        ) == str(conflict)
    tent = approved.catalogue.get("tent")
    assert (2, "3 kg") == (tent.total_stock, tent.attributes["Weight"])
    assert ["239.99"] == prices(approved)
    assert any("$239.99" in text for text in approved.texts("What does the Fell Tent cost?"))


@pytest.mark.parametrize("listed", ["239.99", "260.00"], ids=["the approved one", "a newer one"])
def test_a_price_that_the_file_changes_itself_is_taken(approved, listed):
    """From then on the file's word counts, be it what it said before the approval."""
    for price in (listed, "250.00"):
        approved.products({**TENT, "price": price})
        assert () == approved.ingest().conflicts
        assert [price] == prices(approved)


def test_a_second_approval_stands_against_the_same_listed_price(approved):
    approve(approved, "239.99", "229.99")
    approved.products({**TENT, "Weight": "3 kg"})
    (conflict,) = approved.ingest().conflicts
    assert ("229.99", "250.00") == (conflict.kept, conflict.other)
    approve(approved, "229.99", "250.00")
    assert () == approved.ingest().conflicts


def test_each_variant_stands_by_itself(shop):
    """A new one has its listed price; one that the file reprices leaves the others alone."""
    shop.products({**TENT, "variants": OF_TWO})
    shop.ingest()
    approve(shop, "250.00", "260.00")
    six = {"sku": "six", "options": {"Size": "6"}, "price": "350.00"}
    shop.products({**TENT, "variants": [OF_TWO[0], {**OF_TWO[1], "price": "320.00"}, six]})
    (conflict,) = shop.ingest().conflicts
    assert "price of two" == conflict.field
    assert ["260.00", "320.00", "350.00"] == prices(shop)


def test_an_approval_outlives_the_index(approved, tmp_path):
    """An index made anew reads every file as if it were the first time."""
    index = LexicalIndex(open_index_file(tmp_path / "anew.db"))
    anew = assemble(approved.catalogue, InMemoryChunkStore(), index, approved.embedder)
    (conflict,) = anew.ingestor.ingest([approved.folder]).conflicts
    anew.close()
    assert "250.00" == conflict.other
    assert ["239.99"] == prices(approved)


def test_a_product_that_comes_back_costs_what_it_is_listed_at(approved):
    approved.products(product("tarp", "Tarn Tarp", "40.00"))
    approved.ingest()
    approved.products(TENT)
    assert () == approved.ingest().conflicts
    assert ["250.00"] == prices(approved)
