"""What the speller mends and what it leaves alone."""

from __future__ import annotations

import pytest

from bot.components.spelling import Speller, one_edit_from

SPELLER = Speller.fit(
    ["what is your return policy", "the return policy please", "where is my parcel, a parcel"],
    known=["tent", "parcels", "retire", "hammer", "hamster", "tamer", "hamper"],
)


def test_slips_are_mended():
    """Swapped, dropped, doubled and wrong letters are seen through."""
    assert "whats ur return policy" == SPELLER.correct("whats ur retrun polcy")
    assert "where is my parcel?" == SPELLER.correct("where is my parccel?")
    assert "Policy" != SPELLER.correct("Pplicy")
    assert "policy" == SPELLER.correct("Pplicy")


@pytest.mark.parametrize(
    "text",
    ["AB-2041", "my retire tent", "parcels", "me@polcy.com", "retrun-polcy", "#polcy", "退货政策"],
)
def test_what_is_no_slip_stays(text):
    """Numbers, addresses, known words, joined words and other scripts are not touched."""
    assert text == SPELLER.correct(text)


def test_what_training_never_says_is_mended_by_the_encoders_words():
    """Trained words go first, then the commonest with the same first letter, then any."""
    assert "my hammer" == SPELLER.correct("my hamer")
    assert "my hamster" == SPELLER.correct("my hampster")
    assert "a tent" == SPELLER.correct("a ttent")
    assert "the parcel" == SPELLER.correct("the parcek")


def test_a_word_seen_once_is_no_authority():
    """A rare training word may be a slip itself."""
    assert "whre" == SPELLER.correct("whre")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("retrun", "return", True),
        ("polcy", "policy", True),
        ("policyy", "policy", True),
        ("pelicy", "policy", True),
        ("policy", "policy", False),
        ("ploicey", "policy", False),
        ("nruter", "return", False),
    ],
)
def test_one_edit_is_one_edit(left, right, expected):
    """The distance is Damerau's, and is the same from both sides."""
    assert expected == (right in one_edit_from(left))
    assert expected == (left in one_edit_from(right))
