"""How products stand to each other, in words."""

from __future__ import annotations

from decimal import Decimal

from actions.comparison import told_of
from commerce import Product, Variant
from knowledge.standing import asked_dimension, standing


def product(title, **attributes):
    variants = (Variant(title, {}, Decimal(10), stock=1),)
    return Product(title, title, "Maker", "Things", "", attributes, variants)


def test_what_only_one_states_is_not_set_against_nothing():
    """The other products say neither that they have it nor that they do not."""
    products = (product("Shell", Hood="adjustable"), product("Coat", Fit="straight"))
    stand = standing(products, asked_dimension("which one has a hood?", products))
    assert told_of(products, stand, "USD") == "hood adjustable; none is stated for the Coat"
