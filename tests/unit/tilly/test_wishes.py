"""What the shop understands of words, as signals see it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from commerce import Product, Variant
from signals import Polarity, Range
from tilly.wishes import CatalogueWords, wish_reader


class SmallCatalogue:
    asked = 0

    def all(self):
        self.asked += 1
        variant = Variant("j1", {"Colour": "Teal", "Size": "M"}, Decimal("90.00"), None, 3)
        return [
            Product(
                "jacket", "Rain Jacket", "Nordlys", "Clothing", "Made of recycled nylon.",
                {"Hood": "yes"}, (variant,),
            )
        ]  # fmt: skip


@pytest.fixture
def catalogue():
    return SmallCatalogue()


@pytest.fixture
def read(catalogue):
    return wish_reader(CatalogueWords(catalogue))


def told(wishes):
    return {
        (one.attribute, one.value or one.range, one.polarity is Polarity.LIKES)
        for one in wishes.preferences
    }


def test_a_search_is_taken_apart_by_the_catalogue(read):
    """Prices, colours, sizes, features and what must not be, and the kind of thing."""
    wishes = read("a rain jacket with a hood in teal, size m, under eighty, no pink or leather")
    assert {
        ("price", Range(None, 80.0, below=True), True),
        ("colour", "teal", True),
        ("size", "m", True),
        ("feature", "Hood", True),
        ("colour", "pink", False),
        ("feature", "leather", False),
    } == told(wishes)
    assert "rain jacket" == wishes.category


def test_a_person_is_an_age_and_an_audience(read):
    """Number words count, the upper end of an age is not included."""
    assert {("age", Range(6.0, 7.0, below=True), True), ("audience", "children", True)} == told(
        read("for my daughter, she is six")
    )


def test_a_leaning_is_no_figure(read):
    """Not too heavy is light, and a stated weight is that weight."""
    assert {("weight", "light", True)} == told(read("not too heavy"))
    assert {("weight", Range(None, 1000.0), True)} == told(read("lighter than 1 kg"))


def test_words_that_products_are_described_by_are_known(read, catalogue):
    """What is left tells what the catalogue has ever heard of; it is read once."""
    wishes = read("recycled moonbeams")
    assert ({"recycled"}, 1) == (set(wishes.known), catalogue.asked)
    assert "moonbeam" in wishes.left
