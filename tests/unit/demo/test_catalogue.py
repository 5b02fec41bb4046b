"""The demo store's products: enough of them, complete, and at one with the store's policy."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from demo.policy import is_returnable, load_policy

POLICY = load_policy()
FILE = Path(__file__).parents[3] / "demo" / "catalogue" / "products.jsonl"
PRODUCTS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
BY_ID = {product["id"]: product for product in PRODUCTS}
FIELDS = {
    "id", "title", "brand", "category", "description", "attributes", "variants", "image", "url",
    "rating", "rating_count", "tags",
}  # fmt: skip
each_product = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product["id"])


def lowest_price(product):
    return min(Decimal(variant["price"]) for variant in product["variants"])


def is_in_stock(product):
    return any(variant["stock"] is None or variant["stock"] > 0 for variant in product["variants"])


def attribute(product, name):
    return product["attributes"].get(name, "")


def test_the_store_is_a_general_store():
    """Over a hundred products in a dozen categories, each but the gift cards' with a choice."""
    categories = Counter(product["category"] for product in PRODUCTS)
    assert len(PRODUCTS) >= 100
    assert len(categories) >= 10
    assert {"Gift Cards"} == {name for name, count in categories.items() if count < 5}


def test_ids_titles_and_skus_are_unique():
    """Nothing is listed twice."""
    skus = [variant["sku"] for product in PRODUCTS for variant in product["variants"]]
    for values in (
        [product["id"] for product in PRODUCTS],
        [product["title"].lower() for product in PRODUCTS],
        skus,
    ):
        assert [] == [value for value, count in Counter(values).items() if count > 1]


def test_no_title_is_part_of_another():
    """A product that a shopper names in full is no other product."""
    titles = [product["title"] for product in PRODUCTS]
    assert [] == [
        (one, other) for one in titles for other in titles if one != other and one in other
    ]


@each_product
def test_every_product_is_complete(product):
    """All fields are there, and none is blank."""
    assert FIELDS == set(product)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", product["id"])
    assert f"images/{product['id']}.svg" == product["image"]
    assert f"/products/{product['id']}" == product["url"]
    assert all(product[field].strip() for field in ("title", "brand", "category"))
    assert product["tags"]
    assert 2 <= len(re.findall(r"[.!?](?:\s|$)", product["description"])) <= 5
    assert not set("<>") & set(product["description"])


@each_product
def test_every_product_has_concrete_attributes(product):
    """Six to twelve of them, none empty."""
    assert 6 <= len(product["attributes"]) <= 12
    for name, value in product["attributes"].items():
        assert name.strip()
        assert isinstance(value, str)
        assert value.strip()


@each_product
def test_every_variant_can_be_sold(product):
    """A price in dollars and cents, a stock, and options that tell the variants apart."""
    options = [tuple(sorted(variant["options"].items())) for variant in product["variants"]]
    assert len(options) == len(set(options))
    assert 1 == len({tuple(variant["options"]) for variant in product["variants"]})
    for variant in product["variants"]:
        assert re.fullmatch(r"\d+\.\d\d", variant["price"])
        assert Decimal(5) <= Decimal(variant["price"]) <= Decimal(600)
        assert variant["stock"] is None or variant["stock"] >= 0
        if "compare_at_price" in variant:
            assert Decimal(variant["compare_at_price"]) > Decimal(variant["price"])


@each_product
def test_the_warranty_is_at_least_the_policys(product):
    """Stated on all that can break: not on gift cards, nor on what is used up."""
    warranty = attribute(product, "Warranty")
    if not warranty:
        assert product["category"] == "Gift Cards" or "Shelf life" in product["attributes"]
        return
    kind = POLICY["warranty"]["type_of_category"].get(product["category"], "general")
    years = re.match(r"(\d+) years\b", warranty)
    assert years is not None
    assert int(years[1]) >= POLICY["warranty"]["years"][kind]


@each_product
def test_what_cannot_be_returned_says_so(product):
    """The page and the tags agree on whether a product can come back."""
    assert ("not returnable" in attribute(product, "Returns")) == (
        not is_returnable(POLICY, product["tags"])
    )


@each_product
def test_a_product_that_calls_itself_waterproof_is(product):
    """The tag that a search finds and the attribute that an answer quotes agree."""
    if "waterproof" in product["tags"]:
        assert attribute(product, "Waterproof").startswith("yes")


def test_common_questions_have_an_answer():
    """Electronics say whether they have Bluetooth, clothes for rain whether they keep it out."""
    for product in PRODUCTS:
        if product["category"] == "Electronics":
            assert attribute(product, "Bluetooth").startswith(("yes", "no")), product["id"]
        if product["category"] == "Footwear" or "Jacket" in product["title"]:
            assert attribute(product, "Waterproof").startswith(("yes", "no")), product["id"]
        if product["category"] in {"Kids & Toddlers", "Toys & Games"}:
            assert attribute(product, "Age range"), product["id"]


def test_a_toddler_can_be_dressed_warmly_for_under_forty_dollars():
    """Several things that are in stock."""
    warm = [
        product["id"]
        for product in PRODUCTS
        if {"toddler", "warm", "clothing"} <= set(product["tags"])
        and lowest_price(product) < 40
        and is_in_stock(product)
    ]
    assert {"snugglebug-fleece-suit", "acorn-knitted-hat", "pip-padded-mittens"} <= set(warm)


def test_waterproof_jackets_cost_more_and_less_than_a_hundred_dollars():
    """A price limit has something to choose from, and something to leave out."""
    prices = [
        lowest_price(product)
        for product in PRODUCTS
        if product["category"] == "Clothing"
        and "waterproof" in product["tags"]
        and re.search("Jacket|Parka", product["title"])
    ]
    assert min(prices) < 100 < max(prices)


def test_some_products_are_sold_out_wholly_and_some_in_part():
    """As in any shop."""
    stocks = [[variant["stock"] for variant in product["variants"]] for product in PRODUCTS]
    assert len([stock for stock in stocks if set(stock) == {0}]) >= 4
    assert len([stock for stock in stocks if 0 in stock and set(stock) != {0}]) >= 20


def test_gift_cards_are_what_the_policy_says():
    """Between the smallest and the largest amount, valid as long, sent as quickly."""
    card, policy = BY_ID["harbour-and-pine-gift-card"], POLICY["gift_cards"]
    prices = [Decimal(variant["price"]) for variant in card["variants"]]
    assert Decimal(policy["minimum"]) == min(prices)
    assert Decimal(policy["maximum"]) == max(prices)
    assert f"{policy['valid_years']} years" == attribute(card, "Validity")
    assert f"within {policy['delivery_hours']} hour," in attribute(card, "Delivery")
