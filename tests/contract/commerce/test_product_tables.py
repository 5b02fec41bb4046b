from __future__ import annotations

from decimal import Decimal

import pytest

from commerce import Catalogue, Product, Variant
from commerce.writes import Changes

JACKET = Product(
    id="jacket",
    title="Trail Jacket",
    brand="Fernweh",
    category="Outdoor",
    description="Keeps the rain out. 🌧",
    attributes={"Waterproof": "yes, 10,000 mm"},
    variants=(
        Variant("N-M", {"Colour": "Navy", "Size": "M"}, Decimal("89.10"), Decimal("99.995"), 3),
        Variant("R-L", {"Colour": "Red", "Size": "L"}, Decimal("99.00"), None, 0),
        Variant("R-S", {"Colour": "Red", "Size": "S"}, Decimal("95.00"), None, None),
    ),
    image="images/jacket.svg",
    url="/products/jacket",
    rating=4.5,
    rating_count=12,
    tags=("rain", "hiking"),
)


@pytest.fixture
def catalogue(engine):
    return Catalogue(engine)


def test_a_product_comes_back_as_it_went_in(catalogue):
    """Text, options, prices and stock are the same on every database."""
    assert Changes(added=1) == catalogue.upsert([JACKET])
    assert Changes(unchanged=1) == catalogue.upsert([JACKET])
    assert JACKET == catalogue.get("jacket")


def test_text_that_no_database_takes_does_no_harm(catalogue):
    """NUL characters and halves of surrogate pairs are left out, the product is kept."""
    variants = (Variant("A\0", {"Size\0": "\0M\ud800"}, Decimal(1)),)
    odd = Product("odd", "A\0B\ud800", "", "", "", {"a\0": "\ud800"}, variants)
    catalogue.upsert([odd, JACKET])
    assert ("AB?", 2) == (catalogue.get("odd").title, len(catalogue.all()))
    assert ["odd"] == [product.id for product in catalogue.find(options={"size": "m?"})]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"category": "OUTDOOR", "brand": "fernweh"}, True),
        ({"min_price": Decimal("89.11"), "max_price": Decimal("94.99")}, False),
        ({"min_price": Decimal("89.10"), "max_price": Decimal("89.10")}, True),
        ({"options": {"colour": "red", "SIZE": "s"}, "in_stock": True}, True),
        ({"options": {"colour": "red", "size": "l"}, "in_stock": True}, False),
        ({"options": {"Material": "wool"}}, False),
        ({"options": {"a'\"$.[0]": "'"}}, False),
        ({"in_stock": False}, False),
    ],
)
def test_filters_mean_the_same_on_every_database(catalogue, filters, found):
    """Prices are compared as numbers, words without letter case."""
    catalogue.upsert([JACKET])
    assert found == bool(catalogue.find(**filters))


def test_removed_products_take_their_variants_along(catalogue):
    """A product can be removed and come back."""
    catalogue.upsert([JACKET])
    assert (1, 0) == (catalogue.remove(["jacket"]), catalogue.count())
    assert Changes(added=1) == catalogue.upsert([JACKET])


def test_products_are_found_by_parts_of_their_words(catalogue):
    """Each word is in id, title, brand or category, and a sign is no wildcard."""
    mug = Product("mug", "50% Mug", "Hearth", "Kitchen", "", {}, (Variant("M", {}, Decimal(9)),))
    catalogue.upsert([JACKET, mug])
    for said, ids in {
        "jack FERN": ["jacket"],
        "outdoor": ["jacket"],
        "%": ["mug"],
        "jacket mug": [],
        "_": [],
    }.items():
        assert ids == [product.id for product in catalogue.matching(said, 5)], said
    assert 1 == len(catalogue.matching("", 1))
