"""Turns of phrase in one wording, and what opens with the answer."""

from __future__ import annotations

import pytest

from knowledge.outright import answers_outright, said_outright
from knowledge.restating import restated, unannounced


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("the label won't cost you a thing.", "the label costs nothing."),
        ("you never pay for shipping.", "you pay nothing for shipping."),
        ("express is limited to addresses at home.", "express is only addresses at home."),
        ("we limit it to $20", "we limit it to $20"),
        ("on the day you place the order", "when you place the order"),
        ("you can, as long as it is new", "you can, if it is new"),
        ("it is seen as normal wear", "it is normal wear"),
        ("free of interest", "without interest"),
        ("free of charge", "free of charge"),
        (
            "follow the instructions provided in the box",
            "follow the instructions provided in the box",
        ),
        ("you can, provided it is new", "you can, if it is new"),
    ],
)
def test_a_turn_of_phrase_is_reworded(said, plain):
    """Only what relates, limits or denies is put into other words."""
    assert plain == restated(said)


@pytest.mark.parametrize(
    "said",
    [
        "According to our policy, orders leave on the same day.",
        "Our returns page says that orders leave on the same day.",
        "As the user manual states, orders leave on the same day.",
        "orders leave on the same day.",
    ],
)
def test_naming_the_page_that_says_it_claims_nothing(said):
    """What is left is what the sources must bear out."""
    assert unannounced(said) == "orders leave on the same day."


def test_what_a_page_is_said_to_be_is_a_claim():
    """Only a page that says something stands in front of it."""
    said = "Our policy covers accidental damage."
    assert unannounced(said) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No, never.", False),
        ("Sorry, no.", False),
        ("Neither of them.", False),
        ("We do, wherever you live.", True),
        ("You can, with the order number.", True),
        ("It isn't, I'm afraid.", False),
        ("We do not take cash.", None),
        ("Orders leave on the same day.", None),
    ],
)
def test_the_answer_at_the_start(text, said):
    """A sentence that only begins like one, "We do not take cash", says neither."""
    assert said is said_outright(text)
    if said is None:
        assert not answers_outright(text)
