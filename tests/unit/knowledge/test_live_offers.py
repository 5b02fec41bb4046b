"""Answers state the price and the stock of the moment, whatever the index was written with."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from commerce.repricing import reprice
from database import writing
from knowledge.answers import Answer, Answers
from knowledge.claims import ClaimCheck
from tests.unit.knowledge.shop import product

ASKED = "What does the Fell Tent cost?"


@pytest.fixture
def stocked(shop):
    shop.products(
        product("tent", "Fell Tent", "250.00", brand="Fernhill", stock=9, Weight="3 kg"),
        product("tarp", "Tarn Tarp", "40.00", stock=9, Weight="1 kg"),
    )
    shop.ingest()
    return shop


@pytest.fixture
def repriced(stocked):
    with writing(stocked.engine) as connection:
        reprice(connection, "tent", Decimal("250.00"), Decimal("239.99"))
    return stocked


def quoted(shop, question):
    found = asyncio.run(Answers(shop.knowledge.retriever, threshold=0.0).answer(question))
    assert isinstance(found, Answer)
    return found.text


def test_an_approved_price_is_quoted_before_the_next_ingest(repriced):
    said = quoted(repriced, ASKED)
    assert "$239.99" in said
    assert "$250" not in said
    assert "$40.00" in quoted(repriced, "What does the Tarn Tarp cost?")


def test_a_price_limit_is_that_of_the_moment(stocked):
    """What got cheaper is found under a limit that it was over, once and for all approvals."""
    for before, price, limit in (("250.00", "239.99", 240), ("239.99", "229.99", 230)):
        with_limit = f"a tent under ${limit}"
        assert stocked.search(with_limit).relaxed
        with writing(stocked.engine) as connection:
            reprice(connection, "tent", Decimal(before), Decimal(price))
        found = stocked.search(with_limit)
        assert (["Fell Tent"], ()) == ([one.title for one in found.products], found.relaxed)


def test_only_the_price_of_the_moment_passes_the_claim_check(repriced):
    chunks = [hit.chunk for hit in repriced.retrieve(ASKED).hits]
    check = ClaimCheck(chunks, ASKED, products=("tent",))
    assert check.check("The Fell Tent costs $239.99.").text
    assert not check.check("The Fell Tent costs $250.00.").text


def test_what_is_sold_out_by_now_is_said_to_be(stocked):
    tent = stocked.catalogue.get("tent")
    gone = tuple(replace(variant, stock=0) for variant in tent.variants)
    stocked.catalogue.upsert([replace(tent, variants=gone)])
    assert "out of stock" in quoted(stocked, "Is the Fell Tent in stock?")


def test_a_product_that_left_the_catalogue_is_offered_no_more(stocked):
    """Its other passages stay until the next ingest takes them out."""
    stocked.catalogue.remove(["tent"])
    texts = stocked.texts(ASKED)
    assert not any("$250" in text for text in texts)
    assert any("3 kg" in text for text in texts)
