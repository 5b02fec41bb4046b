"""Which of several products is the most of something, by their own figures only."""

from __future__ import annotations

from decimal import Decimal

import pytest

from commerce import Product, Variant
from knowledge.standing import asked_dimension, standing


def _product(title, price="10.00", rating=None, **attributes):
    named = {name.replace("_", " ").capitalize(): value for name, value in attributes.items()}
    variants = (Variant(title, {}, Decimal(price), stock=1),)
    return Product(title, title, "Maker", "Things", "", named, variants, rating=rating)


def _leading(text, *products):
    asked = asked_dimension(text, products)
    stand = standing(products, asked)
    return [products[at].title for at in stand.leading]


DOWN = _product("Down bag", "229.00", 4.3, weight="2.1 lb (0.96 kg)",
                comfort_temperature="30 °F (-1 °C)", packed_size="12.6 x 7.1 x 7.1 in")  # fmt: skip
SUMMER = _product("Summer bag", "74.00", 4.0, weight="27.5 oz (780 g)",
                  comfort_temperature="54 °F (12 °C)", packed_size="11 x 6.3 x 6 in")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("which one is lighter?", "Summer bag"),
        ("and which is heavier", "Down bag"),
        ("which is warmer?", "Down bag"),
        ("what's the warmest?", "Down bag"),
        ("which is cheaper?", "Summer bag"),
        ("which one costs more?", "Down bag"),
        ("which packs smaller?", "Summer bag"),
        ("which one has the better reviews?", "Down bag"),
        ("is the first one lighter than the second?", "Summer bag"),
    ],
)
def test_the_figures_decide(text, title):
    assert _leading(text, DOWN, SUMMER) == [title]


def test_any_attribute_can_be_asked_for():
    small = _product("Daypack", capacity="28 L", battery_life="7 hours", zips="3")
    big = _product("Backpack", capacity="40 L", battery_life="45 minutes", zips="2")
    assert _leading("which one has more capacity?", small, big) == ["Backpack"]
    assert _leading("which has the longer battery life?", small, big) == ["Daypack"]
    assert _leading("which has fewer zips?", small, big) == ["Backpack"]


def test_a_figure_below_zero_is_one():
    winter = _product("Winter", comfort_temperature="down to -4 °F")
    autumn = _product("Autumn", comfort_temperature="down to 23 °F")
    assert _leading("which is warmer?", winter, autumn) == ["Winter"]


def test_what_cannot_be_compared_has_no_leader():
    """Words, figures of another kind, or a figure that only one of them states."""
    one = _product("One", warmth="high", power="700 fill", length="13 in")
    two = _product("Two", warmth="medium, 210 g/m2", power="90 g")
    for text in ("which is warmer?", "which has more power?", "which is longer?"):
        assert _leading(text, one, two) == []


def test_which_has_a_thing_is_told_by_the_attribute_that_names_it():
    """A product that states it has it; one that denies it, or says nothing of it, does not lead."""
    shell = _product("Shell", hood="adjustable, fits over a helmet")
    coat, vest = _product("Coat", hood="none"), _product("Vest", pockets="4")
    assert _leading("which one has a hood?", shell, coat, vest) == ["Shell"]
    assert _leading("which of them come with a hood", shell, shell) == ["Shell", "Shell"]
    assert asked_dimension("which one has a whistle?", (shell, vest)) is None
    assert asked_dimension("which one has a better hood?", (shell, coat)) is None


def test_all_lead_where_they_are_equal():
    one, two = _product("One", weight="290 g"), _product("Two", weight="0.29 kg")
    assert _leading("which is lighter?", one, two) == ["One", "Two"]


def test_what_the_catalogue_does_not_know_is_asked_all_the_same():
    asked = asked_dimension("which one is softer?", (DOWN, SUMMER))
    assert asked is not None
    assert asked.said == "softer"
    assert standing((DOWN, SUMMER), asked) is None


@pytest.mark.parametrize(
    "text",
    [
        "compare the lighter ones",
        "what's the difference?",
        "which one is better?",
        "which one should I get?",
        "are there lighter ones?",
        "which is the other one",
    ],
)
def test_other_questions_are_none_of_it(text):
    assert asked_dimension(text, (DOWN, SUMMER)) is None
