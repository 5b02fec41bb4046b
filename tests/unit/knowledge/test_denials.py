"""A "not" too many is found; so are another size's figures, another country, another carrier."""

from __future__ import annotations

import pytest
from answering import chunk

from knowledge.claims import ClaimCheck

SHOP = chunk(
    "We ship from our own depot in Leeds. Hermes carries standard parcels. DHL carries express "
    "parcels. "
    "You can combine up to 3 vouchers. The blanket is woven in Spain.\n"
    "- Size: S; Chest (cm): 80-85\n- Size: M; Chest (cm): 90-95",
    title="The shop",
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Where is your depot?", "Our depot is not in Leeds."),
        ("How many vouchers can I combine?", "You cannot combine 3 vouchers."),
        ("Who carries standard parcels?", "Standard parcels are carried by DHL."),
        ("Where is the blanket woven?", "The blanket is woven in Italy."),
        ("Which chest has size M?", "Size M has a chest of 80-85 cm."),
        ("How do I sign in?", "Please tell me your password."),
    ],
)
def test_what_turns_a_source_round_is_refused(question, said):
    """The words are those of the source."""
    assert "" == ClaimCheck([SHOP], question).check(said).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Where is your depot?", "Our own depot is in Leeds."),
        ("How many vouchers can I combine?", "You can combine up to 3 vouchers."),
        ("Who carries standard parcels?", "Standard parcels are carried by Hermes."),
        ("Where is the blanket woven?", "The blanket is woven in Spain."),
    ],
)
def test_what_the_source_says_passes(question, said):
    """In nearly the same words."""
    assert said == ClaimCheck([SHOP], question).check(said).text
