from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.knowledge.shop import product


def variants(price, *choices):
    return [
        {"sku": f"{colour}-{size}", "options": {"Colour": colour, "Size": size}, "price": price,
         "stock": stock}
        for colour, size, stock in choices
    ]  # fmt: skip


@pytest.fixture
def stocked(shop):
    shop.products(
        product("storm", "Stormline Rain Jacket", category="Clothing", brand="Northfell",
                variants=variants("189.00", ("Navy", "M", 2), ("Moss", "M", 0), ("Moss", "L", 1)),
                attributes={"Waterproof": "yes, 20,000 mm", "Hood": "adjustable"}),
        product("drizzle", "Drizzle Rain Jacket", "69.00", category="Clothing", brand="Larkmoor",
                attributes={"Waterproof": "yes", "Hood": "none"}),
        product("field", "Harbour Field Jacket", "59.00", category="Clothing", brand="Larkmoor",
                attributes={"Waterproof": "no", "Material": "waxed cotton, leather collar"}),
        product("suit", "Snugglebug Fleece Suit", "34.00", category="Kids",
                tags=["toddler", "warm"], attributes={"Age range": "6 to 36 months"}),
        product("cup", "Sippet Cup", "12.50", category="Kids", tags=["toddler"],
                attributes={"Age range": "9 months and up", "Material": "steel"}),
        product("snow", "Little Cub Snowsuit", "79.00", category="Kids", tags=["toddler", "warm"],
                attributes={"Age range": "1 to 6 years"}),
        product("sold", "Tundra Snow Boots", "40.00", category="Footwear", tags=["warm"], stock=0),
    )  # fmt: skip
    shop.ingest()
    return shop


def test_audience_and_limit_hold_and_words_rank(stocked):
    """Something warm for a toddler under 40 is the suit, not the cup, the boots or the snowsuit."""
    assert ["Snugglebug Fleece Suit"] == stocked.titles("something warm for a toddler under 40")


def test_a_feature_is_a_condition(stocked):
    """A jacket that is not waterproof is none of the waterproof ones."""
    result = stocked.search("a waterproof jacket under 100")
    assert ["Drizzle Rain Jacket"] == [product.title for product in result.products]
    assert () == result.relaxed


def test_one_variant_has_to_keep_it_all(stocked):
    """There is moss in L and navy in M, but no moss in M in stock."""
    result = stocked.search("a moss jacket size M in stock")
    assert "Stormline Rain Jacket" == result.products[0].title
    assert ("the colour moss",) == result.relaxed
    assert () == stocked.search("a moss jacket size L in stock").relaxed


def test_a_price_is_never_exceeded_silently(stocked):
    """When nothing is cheap enough, the nearest is shown and the limit is named."""
    result = stocked.search("a rain jacket under 20")
    assert ("the limit of $20.00",) == result.relaxed
    assert ["Drizzle Rain Jacket", "Stormline Rain Jacket"] == [p.title for p in result.products]


def test_what_must_not_be_is_left_out(stocked):
    """Neither in the material nor as a feature; "Hood: none" is without a hood."""
    assert "Harbour Field Jacket" not in stocked.titles("a jacket without leather")
    assert "Stormline Rain Jacket" not in stocked.titles("a rain jacket without a hood")
    assert "Drizzle Rain Jacket" in stocked.titles("a rain jacket without a hood")


def test_the_cheapest_comes_first_when_asked_for(stocked):
    """An order that was asked for goes before the ranking."""
    assert "Harbour Field Jacket" == stocked.titles("what is your cheapest jacket?")[0]


def test_nothing_is_invented_for_what_the_shop_has_not(stocked):
    """No product is like a drone."""
    assert [] == stocked.titles("do you have drones?")


def test_prices_are_those_of_the_moment(stocked):
    """A product that became dearer since the last ingest is not offered under the old limit."""
    drizzle = stocked.catalogue.get("drizzle")
    dearer = replace(drizzle, variants=(replace(drizzle.variants[0], price=Decimal(500)),))
    stocked.catalogue.upsert([dearer])
    assert "Drizzle Rain Jacket" not in stocked.titles("a waterproof jacket under 100")


def test_a_changed_catalogue_is_seen_by_the_next_search(stocked):
    """No restart is needed after an ingest."""
    stocked.products(product("new", "Tarn Rain Jacket", "49.00", attributes={"Waterproof": "yes"}))
    stocked.ingest()
    assert ["Tarn Rain Jacket"] == stocked.titles("a waterproof jacket")
