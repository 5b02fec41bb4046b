"""Figures are found, and compared whatever their spelling."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.quantities import quantities


def only(text):
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("thirty days", "30 days"),
        ("two weeks", "14 days"),
        ("a 2-year warranty", "24 months"),
        ("within a year", "1 year"),
        ("$60", "60 dollars"),
        ("USD 60", "$60.00"),
        ("2,000 mm", "2000mm"),
        ("12 pounds", "12lbs"),
        ("six feet", "6 ft"),
        ("ten percent", "10%"),
        ("3 to 5 working days", "3–5 business days"),  # noqa: RUF001 - as shops write it
        ("between $10 and $500", "$10-$500"),
        ("24 December", "December 24, 2031"),
        ("5 p.m.", "17:00"),
        ("half an hour", "30 minutes"),
        ("15 extra days", "15 days"),
        ("twenty-five people", "25 persons"),
        ("up to 5 business days", "3-5 business days"),
        ("1 1/2".replace("1 1/2", "1½ litres"), "1500 ml"),
    ],
)
def test_two_spellings_of_one_figure_agree(claim, source):
    """A source states a claim in other words, units or notation."""
    assert only(source).states(only(claim))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("31 days", "30 days"),
        ("14 years", "14 days"),
        ("5 days", "5 business days"),
        ("$60", "€60"),
        ("60%", "$60"),
        ("3 business days", "3-5 business days"),
        ("at least 30 days", "30 days"),
        ("under $60", "over $60"),
        ("3-6 business days", "3-5 business days"),
        ("12 kg", "12 lbs"),
        ("25 December", "24 December"),
        ("24 December 2032", "24 December 2031"),
        ("5 am", "5 pm"),
        ("20 C", "20 F"),
    ],
)
def test_two_different_figures_do_not_agree(claim, source):
    """Another number, unit, currency, bound or range is not stated."""
    assert not only(source).states(only(claim))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10ft x 8ft x 6ft", [("120", "inch"), ("96", "inch"), ("72", "inch")]),
        ("10 x 8 cm", [("100", "mm"), ("80", "mm")]),
        ("20F to 60F (-6C to 15C)", [("20", "fahrenheit"), ("-6", "celsius")]),
        ("It has 4 pockets", [("4", "")]),
        ("free from $60", [("0", "money"), ("60", "money:usd")]),
        ("Price: 49.00", [("49.00", "money")]),
        ("TrailMaster X4, order HP-10234, size 2XL, BPA-free", []),
        ("the one you bought; feel free to ask", []),
    ],
)
def test_figures_are_found_with_their_units(text, expected):
    """Chains share a unit, names with digits are no figures, free is a price of nothing."""
    assert [(str(q.value), q.unit) for q in quantities(text)] == expected


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    """Nothing a document holds makes the reader fail."""
    for quantity in quantities(text):
        assert quantity.value == quantity.value + Decimal(0)
        assert 0 <= quantity.start < quantity.end
