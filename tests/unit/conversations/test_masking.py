from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.masking import MASK, luhn_valid, mask_card_numbers

CARDS = [
    "4111111111111111",
    "5500005555555559",
    "378282246310005",
    "6011111111111117",
    "3530111333300000",
    "30569309025904",
    "4222222222222",
    "6304000000000000000",
]


@pytest.mark.parametrize("number", CARDS)
@pytest.mark.parametrize("separator", ["", " ", "-", ".", "\u00a0", "\u2013", "\u200b", " - "])
def test_a_card_number_is_masked_however_it_is_grouped(number, separator):
    """Spaces, dashes and invisible signs hide no card number."""
    grouped = separator.join(number[at : at + 4] for at in range(0, len(number), 4))
    assert f"pay with {MASK} please" == mask_card_numbers(f"pay with {grouped} please")


@given(digits=st.text("0123456789", min_size=12, max_size=18), separator=st.sampled_from(["", " "]))
def test_every_number_with_a_right_check_digit_is_masked(digits, separator):
    """Whatever the issuer, 13 to 19 digits that pass the check are gone."""
    check = next(d for d in "0123456789" if luhn_valid(digits + d))
    number = digits + check
    if len(set(number)) > 1:
        assert MASK == mask_card_numbers(separator.join(number))


@pytest.mark.parametrize(
    "text",
    [
        "where is order HP-10234?",
        "call me at +1 (555) 010-9999",
        "4111 1111 1111 1112",
        "tracking 9400100000000000000000",
        "between 2030-01-02 and 2030-02-03",
        "0000000000000000",
        "sizes 38, 39, 40, 41, 42, 43, 44",
        "",
    ],
)
def test_other_numbers_are_left_alone(text):
    """Order numbers, phone numbers, dates and wrong check digits stay."""
    assert text == mask_card_numbers(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("12 4111 1111 1111 1111 99", f"12 {MASK} 99"),
        ("order 10234 4111111111111111", f"order 10234 {MASK}"),
        ("4111111111111111 5500005555555559", f"{MASK} {MASK}"),
        ("4111 1111 1111 1111 12/30 123", f"{MASK} 12/30 123"),
        ("4111111111111111123", MASK),
        ("\uff14\uff11\uff11\uff11 1111 1111 1111", MASK),
    ],
)
def test_a_card_number_is_found_among_other_digits(text, masked):
    """Neighbouring digits neither hide a card number nor vanish with it."""
    assert masked == mask_card_numbers(text)


@given(text=st.text())
def test_masking_twice_changes_nothing(text):
    """A masked text holds no card number."""
    once = mask_card_numbers(text)
    assert once == mask_card_numbers(once)
