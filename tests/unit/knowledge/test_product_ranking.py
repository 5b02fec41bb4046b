"""The word index of whole products, and the ranking of a large catalogue."""

from __future__ import annotations

import pytest

from knowledge import product_search
from knowledge.product_index import ProductIndex, terms_of
from knowledge.product_words import index_words, is_for_another, wanted_in
from tests.unit.knowledge.shop import product


@pytest.fixture
def large(shop, monkeypatch):
    """A shop that is searched as a large one."""
    monkeypatch.setattr(product_search, "MANY", 3)
    shop.products(
        product("sleeve", "Arbor 14 Notebook Sleeve", "19.00", brand="Arbor"),
        product("pc", "Corvid 510 Notebook PC", "499.00", brand="Corvid"),
        product("pc2", "Corvid 720 Notebook PC", "899.00", brand="Corvid",
                attributes={"Wireless": "yes"}),
        product("battery", "Battery for Corvid 510", "49.00", brand="Voltra"),
        product("watch", "Tarn Smartwatch", "149.00", brand="Tarn"),
        product("card", "32GB Memory Card", "12.00", brand="Voltra"),
        product("gone", "Corvid 300 Notebook", "99.00", brand="Corvid", stock=0),
    )  # fmt: skip
    shop.ingest()
    return shop


def test_a_thing_comes_before_what_belongs_to_it(large):
    """A notebook sleeve is no notebook; what is sold out comes last of the notebooks."""
    titles = large.titles("notebook")
    assert {"Corvid 510 Notebook PC", "Corvid 720 Notebook PC"} == set(titles[:2])
    assert "Arbor 14 Notebook Sleeve" == large.titles("notebook sleeve")[0]


def test_words_for_the_same_thing_are_found(large):
    """A laptop is a notebook, and a smart watch a smartwatch."""
    assert "Notebook PC" in large.titles("laptop")[0]
    assert "Tarn Smartwatch" == large.titles("smart watch")[0]


def test_a_slip_of_the_finger_is_put_right(large):
    """A word that no product has is read as the nearest that one has."""
    assert "Tarn Smartwatch" == large.titles("smartwach")[0]


def test_figures_are_found_with_and_without_a_gap(large):
    """A search for "32 gb" finds "32GB"."""
    assert "32GB Memory Card" == large.titles("memory card 32 gb")[0]


def test_limits_hold_in_a_large_catalogue(large):
    """A price limit filters; when nothing keeps it, that is said."""
    assert ["Corvid 510 Notebook PC"] == large.titles("a notebook pc under 500")[:1]
    assert ("the limit of $5.00",) == large.search("a notebook pc under 5").relaxed


def test_nothing_is_found_for_what_a_large_catalogue_has_not(large):
    """A word that stands nowhere is not replaced by those that do."""
    assert [] == large.titles("a zeppelin")


@pytest.mark.parametrize(
    ("title", "said", "belongs"),
    [
        ("Flexible Keyboard Cover", "keyboard", True),
        ("Compact Keyboard, black", "keyboard", False),
        ("Charger for Corvid cameras", "camera", True),
        ("Camera Bag", "camera bag", False),
        ("Fan for computers", "computer fan", False),
        ("Television Wall Mount", "tv", True),
    ],
)
def test_what_belongs_to_another_thing_is_told_by_its_title(title, said, belongs):
    """By the word after the thing's name, or by "for" before it."""
    words = index_words(said)
    assert belongs == is_for_another(title, words, words[-1])


def test_the_best_of_the_words_that_would_do_counts(large):
    """A share of what is wanted, between 0 and 1."""
    index = ProductIndex(map(terms_of, large.catalogue.all()))
    shares = index.scores(wanted_in(index_words("notebook pc"), index))
    assert "pc" == index.ids[int(shares.argmax())][:2]
    assert 0 < shares.max() <= 1
    assert 0 == shares[index.rows["card"]]


def test_one_thing_listed_many_times_leaves_room_for_others(shop, monkeypatch):
    """Two products of one title come first, the others after what else there is."""
    monkeypatch.setattr(product_search, "MANY", 3)
    shop.products(
        *(product(f"mount{n}", "Newt Wall Mount", "20.00") for n in range(5)),
        product("arm", "Newt Wall Mount with Arm", "40.00"),
    )
    shop.ingest()
    found = shop.titles("newt wall mount")
    assert ["Newt Wall Mount"] * 2 == found[:2]
    assert "Newt Wall Mount with Arm" == found[2]
    assert 5 == len(found)
