"""Misspelt words of a reason or a report."""

from __future__ import annotations

import pytest

from actions.understanding.spelling import put_right, put_right_in_place


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("it is fautly", "it is faulty"),
        ("arrived brken", "arrived broken"),
        ("not as descibed", "not as described"),
        ("ordered by misttake", "ordered by mistake"),
        ("says deliveered", "says delivered"),
        ("a rplacement please", "a replacement please"),
        ("I chnged my mind", "I changed my mind"),
        ("my mney back", "my money back"),
        ("it nver came", "it never came"),
        ("the delivery addrress", "the delivery address"),
    ],
)
def test_a_slip_is_put_right(said, meant):
    assert put_right(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "replacements",
        "the brown tights",
        "HP-10012",
        "smallish",
        "she was charming",
        "price",
        "it no longer charges, shall I send it?",
        "it doesn't charge",
        "the plush otter in white",
    ],
)
def test_what_is_no_slip_stays(said):
    assert put_right(said) == said


@pytest.mark.parametrize("said", ["my mney nver came to Parson St, bck", "", "no slips here"])
def test_places_lead_back_to_the_words_as_typed(said):
    righted, places = put_right_in_place(said)
    assert put_right(said) == righted
    assert len(righted) + 1 == len(places)
    assert [0, len(said)] == [places[0], places[-1]]
    assert all(said[places[at]] == sign for at, sign in enumerate(righted) if not sign.isalpha())
