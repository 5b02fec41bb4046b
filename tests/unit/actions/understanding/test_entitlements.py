"""A question about what may be done is told from the wish to have it done."""

from __future__ import annotations

import pytest

from actions.understanding.entitlements import asked_entitlement, in_general, tier_said


@pytest.mark.parametrize(
    ("text", "verb", "sort", "own"),
    [
        ("can I still return the boots I bought as a member?", "return_items", "whether", True),
        ("until when can I send back my last order?", "return_items", "until", True),
        ("is my tent still under warranty?", "claim_warranty", "whether", True),
        ("is the tent still under guarantee", "claim_warranty", "whether", False),
        ("what would it cost me to return the mug?", "return_items", "cost", False),
        ("can i still change the address of my order?", "change_address", "whether", True),
        ("is it too late to cancel order HP-10234", "cancel_order", "whether", True),
        ("how long do i have to return my headphones", "return_items", "until", True),
        ("when does the warranty of my bike end?", "claim_warranty", "until", True),
        ("I ordered boots. Can I still swap them?", "exchange_items", "whether", True),
        ("am i still able to change the size of my order", "change_items", "whether", True),
        ("how much is it to send the lamp back", "return_items", "cost", False),
        ("until when can orders be cancelled", "cancel_order", "until", False),
        ("can I still pay my order with paypal?", "change_payment_method", "whether", True),
    ],
)  # fmt: skip
def test_a_question_about_a_right(text, verb, sort, own):
    """Which request, what of it, and whether it is about something of theirs."""
    asked = asked_entitlement(text)
    assert (verb, sort, own) == (asked.verb, asked.sort, asked.own)


@pytest.mark.parametrize(
    "text",
    [
        "I want to return my boots",
        "can I return the boots?",
        "can you still change the address? the new address is 12 Elm Street",
        "please cancel my order, is it too late?",
        "I'd like to return the mug, what does it cost?",
        "where is my order?",
        "how much is the mug?",
        "do you still have the tent in stock?",
        "the office chair broke, it is still under warranty",
    ],
)
def test_what_asks_for_the_thing_or_for_something_else(text):
    """A wish starts its form, and other questions are none of ours."""
    assert asked_entitlement(text) is None


def test_the_tier_that_is_claimed():
    """It is noticed, for the record may say another."""
    assert "gold" == tier_said("as a Gold member, can I?", ("standard", "gold"))
    assert "" == tier_said("the gold watch", ("standard", "gold"))


@pytest.mark.parametrize(
    ("text", "general"),
    [
        ("until when can I send back my last order?", "until when can I send back an order?"),
        ("can I still return the boots I bought last week?", "can I still return the boots ?"),
        ("is my tent still under warranty?", "is tent still under warranty?"),
    ],
)
def test_a_question_is_put_in_general_terms(text, general):
    """What is nobody's in particular is what the shop's texts speak of."""
    assert general == in_general(text)
