"""What a message wants of the service desk by its own words."""

from __future__ import annotations

import pytest

from actions.understanding.purposes import (
    asks_about_money_back,
    asks_where_mine,
    goes_on_about,
    parts_of,
    wants_person,
    wishes_instead,
)


@pytest.mark.parametrize(
    "text", ["where is my sleeping bag?", "wehre is my tent", "were is my rain suit?"]
)
def test_a_thing_of_ones_own_is_asked_after(text):
    assert asks_where_mine(text)


@pytest.mark.parametrize(
    "text", ["where is my cart?", "where is my gift card code", "where is the tent made?"]
)
def test_what_no_parcel_brings_is_not_asked_after(text):
    assert not asks_where_mine(text)


@pytest.mark.parametrize("text", ["when do i get my mney back?", "has my refund been sent?"])
def test_ones_own_refund_is_asked_for(text):
    assert asks_about_money_back(text)


def test_how_refunds_work_is_a_question_to_the_shop():
    assert not asks_about_money_back("how long does a refund take?")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I'd like to talk to somebody about my order, the carrier is slow", True),
        ("let me speak to a real person", True),
        ("do I talk to a person or a bot?", False),
        ("the salesperson told me to ask", False),
    ],
)
def test_a_wish_to_talk_to_somebody_stands_whatever_it_is_about(text, wanted):
    assert wanted == wants_person(text)


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [("and the other order?", True), ("sorry, what about the hat?", True), ("the hat", False)],
)
def test_a_message_goes_on_with_what_was_asked(text, goes_on):
    assert goes_on == goes_on_about(text)


@pytest.mark.parametrize(
    ("text", "wishes"),
    [("can I have it in black instead?", True), ("is it made in black instead?", False)],
)
def test_a_wish_for_another_is_no_question_about_it(text, wishes):
    assert wishes == wishes_instead(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "where is my order and how long can I return it?",
            ("where is my order", "how long can I return it?"),
        ),
        (
            "when do the boots arrive? and how many days do I have?",
            ("when do the boots arrive?", "how many days do I have?"),
        ),
        ("where is my tent?", ("where is my tent?", "")),
        ("cancel the mug, i found one. and whree is my tent?", ("whree is my tent?", "")),
        ("do you ship to Canada and how long does it take?", ("", "")),
    ],
)
def test_two_questions_in_one_message_are_told_apart(text, parts):
    where, others = parts_of(text)
    assert parts[0] == where
    assert not where or parts[1] == others
