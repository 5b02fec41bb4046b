"""Moments of an order's life: what a clause is tied to, and in which way."""

from __future__ import annotations

import pytest
from answering import chunk

from knowledge.claims import ClaimCheck
from knowledge.clauses import clauses
from knowledge.moments import Moment, tied

CHARGED = (
    "Your card is authorised when you place the order and charged when the parcel leaves. "
    "You can change the colour until the order is packed. "
    "The return window starts on the day your order is delivered."
)


@pytest.mark.parametrize(
    ("said", "name", "until"),
    [
        ("Your card is charged when the parcel leaves.", "sent", False),
        ("Your card is charged the moment you place the order.", "ordered", False),
        ("You can cancel until the order is packed.", "packed", True),
        ("You can cancel as long as it hasn't been packed.", "packed", True),
        ("You cannot cancel once it is packed.", "packed", True),
        ("You can cancel even after it has shipped.", "sent", False),
        ("It starts when the order is delivered.", "delivered", False),
    ],
)
def test_a_clause_is_tied_to_a_moment(said, name, until):
    """What does not hold once an order is packed holds until it is."""
    assert [Moment(name, until)] == [one.moment for one in tied(clauses(said))]


@pytest.mark.parametrize(
    "said", ["Return it within 30 days of delivery.", "Delivery is free.", "We ship to Canada."]
)
def test_a_figure_or_a_mention_is_no_moment(said):
    """What is delivered, or counted from a delivery, is not tied to it."""
    assert [] == list(tied(clauses(said)))


@pytest.mark.parametrize(
    ("question", "lie"),
    [
        ("When is my card charged?", "Your card is charged the moment you place the order."),
        ("When is my card charged?", "Your card is not charged when the parcel leaves."),
        ("When can I change the colour?", "You cannot change the colour once the order is placed."),
        (
            "When can I change the colour?",
            "You can change the colour until the order is delivered.",
        ),
        ("When does the window start?", "The return window starts when you place the order."),
    ],
)
def test_another_moment_is_refused(question, lie):
    """A lie that has all its words from the sources and swaps the event."""
    assert ClaimCheck([chunk(CHARGED)], question).check(lie).text == ""


@pytest.mark.parametrize(
    ("question", "honest"),
    [
        ("When is my card charged?", "Your card is charged as soon as the parcel leaves."),
        ("When can I change the colour?", "You can change the colour as long as it isn't packed."),
        ("When does the window start?", "The return window starts once your order is delivered."),
    ],
)
def test_the_same_moment_passes(question, honest):
    """However the moment is worded."""
    assert ClaimCheck([chunk(CHARGED)], question).check(honest).text == honest
