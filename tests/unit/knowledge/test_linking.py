from __future__ import annotations

from decimal import Decimal

import pytest

from commerce import Product, Variant
from knowledge.linking import ProductNames, naming_of


def product(id_, title, brand, category, description, tags=()):
    return Product(
        id=id_, title=title, brand=brand, category=category, description=description,
        attributes={}, variants=(Variant(id_, {}, Decimal(1)),), tags=tags,
    )  # fmt: skip


@pytest.fixture(scope="module")
def names():
    products = [
        product("storm", "Stormline 3L Rain Jacket", "Northfell", "Clothing", "a rain shell"),
        product("drizzle", "Drizzlecoat Packable Rain Jacket", "Larkmoor", "Clothing",
                "a rain jacket that is packable"),
        product("pants", "Stormline Rain Pants", "Northfell", "Clothing", "rain pants"),
        product("kestrel", "Kestrel 20 Down Sleeping Bag", "Northfell", "Outdoor",
                "a down sleeping bag"),
        product("dunlin", "Dunlin Summer Sleeping Bag", "Larkmoor", "Outdoor",
                "a sleeping bag for summer, for adults old and young"),
        product("pot", "Tinderlow Titanium Pot", "Tinderlow", "Kitchen", "a pot"),
        product("stove", "Cinder Stove", "Tinderlow", "Kitchen", "a stove for a pot"),
        product("oil", "Old Oak Beard Oil", "Saltmeadow", "Care", "an oil"),
    ]  # fmt: skip
    return ProductNames(map(naming_of, products))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is the Stormline 3L Rain Jacket warm?", ["storm"]),
        ("is the stormline jacket warm?", ["storm"]),
        ("the storm line jacket", ["storm"]),
        ("is the stromline jacket warm", ["storm"]),
        ("how long are the stormline pants", ["pants"]),
        ("does the kestrel bag zip", ["kestrel"]),
        ("is the tinderlow pot light", ["pot"]),
        ("compare the kestrel and the dunlin", ["dunlin", "kestrel"]),
        ("what about beard oil", ["oil"]),
        ("a rain jacket under 100", []),
        ("do you have sleeping bags", []),
        ("how old must I be", []),
        ("what does northfell make", []),
        ("where is my order", []),
    ],
)
def test_products_are_named_in_full_in_part_and_misspelt(names, text, expected):
    """Names link, ordinary words of the shop do not."""
    assert expected == sorted(link.product_id for link in names.named_in(text))


def test_what_is_asked_is_told_from_the_name(names):
    """A title's word that stands apart from the name belongs to the question."""
    found = names.name_in("is the stormline jacket good in rain?", ["storm"])
    assert {"stormline", "jacket"} == found


def test_only_whole_titles_count_in_full(names):
    """The longest title wins; a part of one names nothing here."""
    assert {"storm"} == names.in_full("The Stormline 3L Rain Jacket, price $189")
    assert frozenset() == names.in_full("The stormline jacket")
