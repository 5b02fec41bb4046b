"""Slips of the finger in a shopper's words."""

from __future__ import annotations

import pytest

from embedding.vocabulary import common_words
from knowledge.spelling import Speller, words_in

SHOP = ("Kestrel down sleeping bag in teal", "gooseneck kettle of steel", "wool beanie, battery")


@pytest.fixture(scope="module")
def speller():
    return Speller(words_in(SHOP), common_words(), also_known=("klarna",))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a slepping bga in tael", "a sleeping bag in teal"),
        ("gitfs bewteen 40 and 50 dolars", "gifts between 40 and 50 dollars"),
        ("how long does the batetry last", "how long does the battery last"),
        ("the steeel ketle", "the steel kettle"),
        ("whats cheper", "what's cheaper"),
        ("Beaine please", "Beanie please"),
    ],
)
def test_one_slip_in_a_word_is_put_right(speller, typed, meant):
    """A letter left out, added, doubled, changed, or two swapped."""
    assert meant == speller.correct(typed)


@pytest.mark.parametrize(
    "text",
    [
        "the Kestrel in tan", "headphones, hoodies and zippers", "can I pay with klarna?",
        "ada.lovlace@mail.exmple", "my code is SUMMRE or hello10", "size 9.5, 2-person",
        "asdf qwer zxcv", "its well lit", "unicycles and chainsaws",
    ],
)  # fmt: skip
def test_what_is_right_or_unknown_stays(speller, text):
    """Known words, codes, addresses and what nothing explains."""
    assert text == speller.correct(text)


def test_an_inflection_of_an_indexed_stem_stays():
    """The index holds stems: "expir" and "batteri" vouch for "expire" and "battery"."""
    speller = Speller(words_in(SHOP), common_words(), also_known=("expir", "voucher"))
    assert "do vouchers expire" == speller.correct("do vouchers expire")


def test_what_the_asker_knows_stays(speller):
    """Words that are nobody's slip are left alone, though a common one is near."""
    assert "empire" == speller.correct("expire")
    assert "expire" == speller.correct("expire", known={"expire"})
