"""What holds in a case is not said of the opposite case."""

from __future__ import annotations

import pytest
from answering import chunk

from knowledge.claims import ClaimCheck
from knowledge.clauses import clauses

PAGE = chunk(
    "The deposit is paid back when the key is intact. "
    "We mend the lock first; where that fails you get a new one. "
    "Storage of the ticket: not valid once torn. "
    "The fee is ours unless the booking was a mistake. "
    "You do not have to hand in the wet boots before we lend you another pair.",
    name="page", title="Rental",
)  # fmt: skip


def said_of(question, said):
    return ClaimCheck([PAGE], question).check(said).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When is the deposit paid back?", "If the key is intact you get the deposit back."),
        ("What about the lock?", "If that isn't possible you get a new one."),
        ("Is the ticket valid?", "Once torn the ticket isn't valid."),
        ("Who pays the fee?", "The fee is ours if the booking was no mistake."),
    ],
)
def test_the_same_case_passes(question, said):
    """Also when the case and what holds in it are both turned round."""
    assert said == said_of(question, said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When is the deposit paid back?", "If the key is not intact you get the deposit back."),
        ("What about the lock?", "If that is possible you get a new one."),
        ("Is the ticket valid?", "Once torn the ticket is valid."),
        ("Who pays the fee?", "The fee is ours if the booking was a mistake."),
    ],
)
def test_the_opposite_case_is_refused(question, said):
    """Whatever else of the sentence is borne out."""
    assert not said_of(question, said)


def test_a_question_is_answered_by_what_says_its_verb():
    """However much else of its words another clause of the line has."""
    question = "Do I have to hand in the wet boots before you lend me another pair?"
    assert not said_of(question, "Yes, the wet boots must be handed in before we lend you a pair.")
    assert said_of(question, "No, you don't have to hand them in.").startswith("No")


def test_a_case_without_a_comma_is_a_clause_of_its_own():
    """It ends where another subject begins; what a relative clause says of its noun stays."""
    parts = [part.text for part in clauses("If the boat is full you get a seat")]
    assert ["if the boat is full", "you get a seat"] == parts
    assert "if the ticket you bought is torn" == clauses("If the ticket you bought is torn")[0].text
