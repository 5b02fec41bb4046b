"""The catalogue as recommendation sees it, with wishes judged as the product search judges them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from commerce import Product, Variant
from signals import Polarity, Range, StatedPreference
from tilly.shelf import CatalogueShelf, Shelves, combined


def product(id_, price="50", **fields):
    values = {
        "title": id_.capitalize(), "brand": "Fjord", "category": "jackets", "description": "",
        "attributes": {}, "variants": (Variant(id_, {"Colour": "red"}, Decimal(price), stock=3),),
    } | fields  # fmt: skip
    return Product(id=id_, **values)


SHELF = CatalogueShelf(
    [
        product("parka", "120", attributes={"Waterproof": "yes"}, rating=4.5, rating_count=10),
        product("anorak", "60", attributes={"Waterproof": "yes"}, rating=4.0, rating_count=90),
        product("blouson", "70", attributes={"Material": "leather"}),
    ]
)


def wish(attribute, value="", **fields):
    return StatedPreference(attribute=attribute, value=value, **fields)


WATERPROOF = wish("feature", "Waterproof")
NO_LEATHER = wish("feature", "leather", polarity=Polarity.DISLIKES)
UNDER_100 = wish("price", range=Range(high=100.0, below=True))


@pytest.mark.parametrize(
    ("preference", "verdicts"),
    [
        (WATERPROOF, [True, True, False]),
        (NO_LEATHER, [True, True, False]),
        (UNDER_100, [False, True, True]),
        (wish("brand", "fjord"), [True, True, True]),
        (wish("brand", "Fjord", polarity=Polarity.DISLIKES), [False, False, False]),
        (wish("rating", range=Range(low=4.2)), [True, False, False]),
        (wish("interest", "gardening"), [None, None, None]),
        (wish("weight", "light"), [None, None, None]),
        (wish("size", "40", category="shoes"), [None, None, None]),
    ],
)
def test_wishes_are_judged_as_a_search_does(preference, verdicts):
    """What cannot be checked, or is said of another kind of thing, has no verdict."""
    products = ("parka", "anorak", "blouson")
    assert verdicts == [SHELF.meets(one, preference) for one in products]


def test_what_was_wished_for_is_found():
    """All of it together, the best liked first; a mere leaning finds nothing."""
    assert ["anorak", "parka"] == SHELF.wished([WATERPROOF], 5)
    assert ["anorak"] == SHELF.wished([WATERPROOF, NO_LEATHER, UNDER_100], 5)
    assert () == SHELF.wished([wish("interest", "gardening")], 5)


def test_wishes_add_up():
    """Features are all wanted; of two prices the later holds."""
    dearer = wish("price", range=Range(20, 80))
    whole = combined([WATERPROOF, wish("feature", "Hood"), UNDER_100, dearer])
    assert ("Waterproof", "Hood") == whole.attributes
    assert (Decimal(20), Decimal(80)) == (whole.min_price, whole.max_price)


class Catalogue:
    def __init__(self, *products):
        self.products = products

    def all(self):
        return list(self.products)

    def fingerprints(self):
        return {one.id: one.fingerprint for one in self.products}


def test_the_shelf_follows_the_catalogue():
    """A product that was sold out is seen a minute later, and nothing is read in between."""
    now = [0.0]
    catalogue = Catalogue(product("parka"))
    shelves = Shelves(catalogue, clock=lambda: now[0])
    assert shelves().product("parka").in_stock
    catalogue.products = (product("parka", variants=(Variant("p", {}, Decimal(50), stock=0),)),)
    assert shelves().product("parka").in_stock
    now[0] = 61.0
    assert not shelves().product("parka").in_stock
