"""A question that leans on the one before is completed by it."""

from __future__ import annotations

import pytest

from knowledge.follow_up import in_full, speaks_of_it

BEFORE = ["Hello", "How long can silver members return shoes?"]


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("and for gold?", "How long can members return shoes? and for gold?"),
        ("what about jackets?", "How long can silver members return shoes? what about jackets?"),
        ("Do you ship to Canada?", "Do you ship to Canada?"),
        ("And how long does express shipping to Hawaii take for orders over 60?",) * 2,
    ],
)
def test_what_is_left_unsaid_is_added(question, full):
    """The last question completes this one, less what this one replaces."""
    assert in_full(question, BEFORE) == full


def test_the_first_question_stands_alone():
    """Without a question before there is nothing to add."""
    assert in_full("and for gold?", []) == "and for gold?"


@pytest.mark.parametrize(("question", "it"), [("Is it waterproof?", True), ("Ship abroad?", False)])
def test_pronouns_are_noticed(question, it):
    """A pronoun may be the product named before."""
    assert speaks_of_it(question) == it
