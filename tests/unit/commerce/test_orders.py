from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce import RecordInvalid
from commerce.orders import number_digits, number_key


@given(
    st.from_regex(r"[A-Z]{0,4}[0-9]{1,9}", fullmatch=True),
    st.lists(st.sampled_from([" ", "-", "#", "\u2013", "\u00a0", "/"]), max_size=4),
    st.integers(0, 13),
)
def test_a_number_is_known_however_it_is_decorated(number, marks, position):
    """Letter case, spaces, dashes and `#` change nothing."""
    written = number[:position] + "".join(marks) + number[position:].lower()
    assert number_key(number) == number_key(written)


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    """The key of a key is the key, whatever was typed."""
    assert number_key(text) == number_key(number_key(text))


@pytest.mark.parametrize(
    ("number", "digits"),
    [("HP-10234", "10234"), ("#1001", "1001"), ("HP-00123", "123"), ("GIFT", ""), ("A1B", "")],
)
def test_digits_are_those_that_end_the_number(number, digits):
    """The digits alone can stand for a number that has a prefix."""
    assert digits == number_digits(number)


def test_full_width_and_other_digits_are_read():
    """A number typed on another keyboard is the same number."""
    full_width = "".join(chr(ord(character) + 0xFEE0) for character in "HP10234")
    assert "hp10234" == number_key(full_width) == number_key("hp-١٠٢٣٤")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": ""}, "id"),
        ({"customer_id": " "}, "customer_id"),
        ({"number": "#-"}, "number"),
        ({"lines": ()}, "lines"),
        ({"total": Decimal(-1)}, "total"),
        ({"refunded": Decimal("NaN")}, "refunded"),
    ],
)
def test_an_order_without_the_essentials_is_refused(order, changes, field):
    """The error names the field, so that an importer can report it."""
    with pytest.raises(RecordInvalid) as error:
        order(**changes)
    assert field == error.value.field


def test_a_line_is_for_at_least_one_piece(order):
    """Nobody orders nothing."""
    with pytest.raises(RecordInvalid):
        replace(order().lines[0], quantity=0)
