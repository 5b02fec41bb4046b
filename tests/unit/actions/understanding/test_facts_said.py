"""Orders, payment methods, reasons, addresses, and what a sentence does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from shop_records import order

from actions.understanding import choices
from actions.understanding.addresses import address_in, known_address
from actions.understanding.choices import Choice, choices_named
from actions.understanding.orders import orders_named
from actions.understanding.payments import methods_named
from actions.understanding.phrases import affirms, asks, denies, gives_up, without_opening
from commerce import Address
from commerce.customers import PaymentMethod

TODAY = date(2026, 11, 20)
ORDERS = [
    replace(
        order(number), placed_at=datetime(2026, 11, 20, 12, tzinfo=UTC) - timedelta(days=days),
        address=Address("1 Road", city=city),
    )
    for number, days, city in (
        ("HP-10012", 1, "Salem"), ("HP-10034", 7, "Denver"), ("HP-10100", 40, "Salem")
    )
]  # fmt: skip
METHODS = [
    PaymentMethod("v", "credit_card", "Visa ending 4412"),
    PaymentMethod("m", "credit_card", "Mastercard ending 9212"),
    PaymentMethod("p", "paypal", "PayPal"),
    PaymentMethod("g", "gift_card", "gift card ending 77A2"),
]
REASONS = [
    Choice("too_small", "too small"), Choice("too_large", "too large"),
    Choice("not_as_described", "not as described"), Choice("changed_mind", "changed my mind"),
    Choice("faulty", "faulty"), Choice("damaged", "arrived damaged"),
    Choice("wrong_item", "not what was ordered"), Choice("other", "another reason"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HP-10012", ["HP-10012"]),
        ("hp 10034 please", ["HP-10034"]),
        ("it's number 10100", ["HP-10100"]),
        ("from 10034", ["HP-10034"]),
        ("#10012 and 10034", ["HP-10012", "HP-10034"]),
        ("my last order", ["HP-10012"]),
        ("the one I just placed", ["HP-10012"]),
        ("the oldest order", ["HP-10100"]),
        ("all of my orders", ["HP-10012", "HP-10034", "HP-10100"]),
        ("the order I placed a week ago", ["HP-10034"]),
        ("the one from last Friday", ["HP-10034"]),
        ("ordered on November 13", ["HP-10034"]),
        ("the order going to Denver", ["HP-10034"]),
    ],
)
def test_orders_are_named(text, expected):
    """By number, place in time, day or town."""
    assert [one.number for one in orders_named(text, ORDERS, today=TODAY).orders] == expected


def test_a_number_that_is_nobodys_is_told_with_those_like_it():
    """A slip of one digit is found."""
    named = orders_named("order HP-10013", ORDERS, today=TODAY)
    assert (named.orders, named.unknown) == ((), "HP-10013")
    assert [one.number for one in named.alike] == ["HP-10012"]


@pytest.mark.parametrize("text", ["size 9", "the blue one", "5 Oak Street, 80202", "for $10.00"])
def test_other_numbers_are_no_orders(text):
    """Sizes, postcodes and prices name none."""
    assert orders_named(text, ORDERS, today=TODAY, asked=False) is None


def test_the_other_order_is_not_the_current_one():
    """Of two, it is the other."""
    named = orders_named("no, the other order", ORDERS[:2], today=TODAY, current=ORDERS[0])
    assert [one.number for one in named.orders] == ["HP-10034"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("my visa", ["v"]), ("paypal", ["p"]), ("the gift card", ["g"]), ("credit card", ["v", "m"]),
     ("the card ending in 9212", ["m"]), ("not the visa, the mastercard", ["m"]),
     ("the original one", ["v"]), ("bitcoin", [])],
)  # fmt: skip
def test_payment_methods_are_named(text, expected):
    """By kind, brand, figures, or as the one in use."""
    found = methods_named(text, METHODS, current="v", asked=True)
    assert [method.id for method in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("they're way too tight", "too_small"), ("it is too long", "too_large"),
     ("it broke after a day", "faulty"), ("does not work", "faulty"),
     ("the box was crushed", "damaged"), ("I just don't like it", "changed_mind"),
     ("you sent me the wrong one", "wrong_item"), ("looks different from the photo",
      "not_as_described"), ("ordered it by accident", "changed_mind"), ("something else", "other")],
)  # fmt: skip
def test_reasons_are_understood_in_other_words(text, expected):
    """What is said is put among the shop's own reasons."""
    assert [choice.key for choice in choices_named(text, REASONS, choices.REASONS)] == [expected]


def test_what_gives_no_reason_is_none():
    """Nothing is guessed."""
    assert choices_named("the boots", REASONS, choices.REASONS, by_meaning=True) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to 1234 Elm St, Springfield, IL, 62701",
         Address("1234 Elm St", "", "Springfield", "IL", "62701", "US")),
        ("101 Highway, New York, 10001",
         Address("101 Highway", "", "New York", "NY", "10001", "US")),
        ("445 Maple Drive, Suite 394, Fort Worth, TX, 76165, USA",
         Address("445 Maple Drive", "Suite 394", "Fort Worth", "TX", "76165", "US")),
        ("77 alder avenue apt 4b madison wi 53703",
         Address("77 alder avenue", "apt 4b", "madison", "WI", "53703", "US")),
        ("12 Baker Street, Flat 3, London NW1 6XE, UK",
         Address("12 Baker Street", "Flat 3", "London", "", "NW1 6XE", "GB")),
        ("22 Rue de Rivoli, 75001 Paris, France",
         Address("22 Rue de Rivoli", "", "Paris", "", "75001", "FR")),
    ],
)  # fmt: skip
def test_addresses_are_read(text, expected):
    """Street, second line, town, state, postcode and country, in one line or with commas."""
    assert address_in(text, country="US") == expected


def test_no_street_is_no_address():
    """Numbers and towns alone are none."""
    assert address_in("my order 10012 to Denver please") is None


def test_a_known_address_is_named_by_town_or_as_the_profiles():
    """Nicknames of towns are known."""
    home, away = Address("1 Road", city="Salem"), Address("2 Road", city="New York", region="NY")
    assert known_address("my NYC address", home, [away]) == [away]
    assert known_address("my default address", home, [away]) == [home]


@pytest.mark.parametrize(
    ("text", "does"),
    [("yes please", affirms), ("ok, go ahead", affirms), ("that's right", affirms),
     ("no thanks", denies), ("wait, the other one", denies), ("not that one", denies),
     ("forget about it", gives_up), ("never mind", gives_up), ("I'll keep it", gives_up),
     ("how long does it take?", asks), ("is there a fee", asks)],
)  # fmt: skip
def test_what_a_sentence_does(text, does):
    """Agreeing, refusing, giving up, asking."""
    assert does(text)


@pytest.mark.parametrize(
    ("text", "does"),
    [("not sure", affirms), ("yesterday's order", affirms), ("I changed my mind", gives_up),
     ("can you use my visa?", asks), ("nothing", denies)],
)  # fmt: skip
def test_what_a_sentence_does_not(text, does):
    """Words that only look like it."""
    assert not does(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [("yes but use paypal", " but use paypal"), ("yes please", ""), ("no, the mug", ", the mug")],
)
def test_what_follows_a_yes_or_no(text, rest):
    """What else is said with it."""
    assert without_opening(text) == rest
