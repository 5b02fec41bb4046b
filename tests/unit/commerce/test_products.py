from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from commerce import Catalogue, ProductNotFound, RecordInvalid, Variant
from commerce.writes import BATCH, Changes


@pytest.fixture
def catalogue(engine):
    return Catalogue(engine)


def test_a_product_comes_back_as_it_went_in(catalogue, product):
    """Everything that a product says is kept."""
    catalogue.upsert([product()])
    assert product() == catalogue.get("trail-jacket")


def test_an_unknown_product_is_not_found(catalogue):
    """A missing product is an error of its own."""
    with pytest.raises(ProductNotFound):
        catalogue.get("nothing")


def test_upsert_touches_only_what_changed(catalogue, product):
    """The second time, an unchanged product costs nothing and a changed one is replaced."""
    both = [product(), product(id="tent", title="Tent")]
    first = catalogue.upsert(both)
    second = catalogue.upsert([product(description="Now warmer."), both[1]])
    assert (Changes(added=2), Changes(updated=1, unchanged=1)) == (first, second)
    assert "Now warmer." == catalogue.get("trail-jacket").description


def test_replacing_a_product_drops_its_former_variants(catalogue, product):
    """Variants that are gone from the source are gone from the catalogue."""
    catalogue.upsert([product()])
    fewer = product(variants=product().variants[1:])
    catalogue.upsert([fewer])
    assert fewer == catalogue.get("trail-jacket")


def test_of_a_product_named_twice_the_last_stands(catalogue, product):
    """A repeated id within one upsert is no error."""
    catalogue.upsert([product(title="Old"), product(title="New")])
    assert ["New"] == [found.title for found in catalogue.all()]


def test_many_products_are_stored_in_batches(catalogue, product):
    """A catalogue larger than a batch arrives whole."""
    number = 2 * BATCH + 1
    catalogue.upsert(product(id=str(n)) for n in range(number))
    assert (number, number) == (catalogue.count(), len(catalogue.all()))


def test_removed_products_are_gone_with_their_variants(catalogue, product, engine):
    """Removing says how many there were, and leaves nothing behind."""
    catalogue.upsert([product()])
    assert 1 == catalogue.remove(["trail-jacket", "never-there"])
    with engine.connect() as connection:
        assert 0 == connection.exec_driver_sql("SELECT count(*) FROM variants").scalar()


def test_by_title_ignores_case_and_spacing(catalogue, product):
    """A title is recognised however it is spaced or capitalised."""
    catalogue.upsert([product()])
    assert [product()] == catalogue.by_title("  trail   JACKET ")
    assert [] == catalogue.by_title("trail")


def test_categories_are_listed_once(catalogue, product):
    """Each category that has a product appears once, in order."""
    catalogue.upsert([product(id="a", category="Toys"), product(id="b"), product(id="c")])
    assert ["Outdoor", "Toys"] == catalogue.categories()


def test_fingerprints_tell_what_changed(catalogue, product):
    """A stored fingerprint equals that of the same product, and of no other."""
    catalogue.upsert([product()])
    stored = catalogue.fingerprints()
    assert {"trail-jacket": product().fingerprint} == stored
    cheaper = (replace(product().variants[0], price=Decimal(1)),)
    assert product(variants=cheaper).fingerprint not in stored.values()


def test_the_fingerprint_does_not_depend_on_how_a_price_is_written(product):
    """49 and 49.00 are one price."""
    prices = [Decimal(49), Decimal("49.00")]
    made = {product(variants=(Variant("A", {}, price),)).fingerprint for price in prices}
    assert 1 == len(made)


@pytest.mark.parametrize(
    ("stocks", "total", "available"),
    [((2, 3), 5, True), ((0, 0), 0, False), ((-1, 2), 2, True), ((None, 2), None, True)],
)
def test_stock_of_a_product_is_that_of_its_variants(product, stocks, total, available):
    """Stock adds up; a variant that is not tracked can be bought and makes the sum unknown."""
    variants = tuple(Variant(str(n), {}, Decimal(1), None, stock) for n, stock in enumerate(stocks))
    made = product(variants=variants)
    assert (total, available) == (made.total_stock, made.in_stock)


def test_the_price_of_a_product_is_its_lowest(product):
    """A shopper is told from what price on it sells."""
    assert Decimal("89.00") == product().price


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"id": " "}, "id"), ({"title": ""}, "title"), ({"variants": ()}, "variants")],
)
def test_a_product_without_the_essentials_is_refused(product, changes, field):
    """The error names the field, so that an importer can report it."""
    with pytest.raises(RecordInvalid) as error:
        product(**changes)
    assert field == error.value.field


@pytest.mark.parametrize("price", ["-1", "0.0001", "NaN", "Infinity"])
def test_a_price_that_is_none_is_refused(price):
    """No negative, inexact or infinite price enters the catalogue."""
    with pytest.raises(RecordInvalid):
        Variant("A", {}, Decimal(price))


class TestFind:
    @pytest.fixture(autouse=True)
    def shop(self, catalogue, product):
        catalogue.upsert(
            [
                product(),
                product(
                    id="boots",
                    title="Boots",
                    brand="Ängström",
                    category="Footwear",
                    variants=(Variant("B-42", {"Size": "42"}, Decimal("120.50"), None, None),),
                ),
                product(
                    id="mug",
                    title="Mug",
                    category="Kitchen",
                    variants=(Variant("M", {}, Decimal("9.90"), None, 0),),
                ),
            ]
        )

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ({}, ["boots", "mug", "trail-jacket"]),
            ({"category": "footWEAR"}, ["boots"]),
            ({"brand": "ÄNGSTRÖM"}, ["boots"]),
            ({"max_price": Decimal("9.90")}, ["mug"]),
            ({"max_price": Decimal("9.89")}, []),
            ({"min_price": Decimal(90), "max_price": Decimal(100)}, ["trail-jacket"]),
            ({"in_stock": True}, ["boots", "trail-jacket"]),
            ({"in_stock": False}, ["mug"]),
            ({"options": {"size": "m", "COLOUR": "navy"}}, ["trail-jacket"]),
            ({"options": {"Size": "L"}, "in_stock": True}, []),
            ({"options": {"Colour": "Red"}, "max_price": Decimal(90)}, []),
            ({"options": {"Size": "M", "Colour": "Red"}}, []),
            ({"options": {'"; DROP TABLE products': "'"}}, []),
            ({"limit": 1}, ["boots"]),
        ],
    )
    def test_filters_hold_together_for_one_variant(self, catalogue, filters, found):
        """Price, stock and options must be true of one and the same variant."""
        assert found == [product.id for product in catalogue.find(**filters)]
