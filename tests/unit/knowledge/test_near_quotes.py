"""A word that turns a source's own sentence round is found, whatever the sentence is about."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.chunks import Chunk
from knowledge.evidence import Evidence
from knowledge.near_quotes import quoted, turned

SOURCES = """
The membership is free of charge, but not transferable.
We pay for the journey home of a faulty item.
Ask for a new code before the old one has expired.
The lamp is waterproof, and the cable reaches the floor.
Some of our workshops can be booked by groups.
Gold members may enter the garden early.
We take no stamps or vouchers at the counter.
An open jar keeps for a week unless it stands in the sun.
The garden cannot be entered until the gate is open.
You receive a letter from us when the form is complete.
The ladder may only be used by one person.
You can ask for a seat if you have not been given one.
Do not lean on:
- The railing of the bridge.
"""


@pytest.fixture(scope="module")
def lines():
    chunk = Chunk(
        id="page", text=SOURCES.strip(), title="Questions", section="", source="page.md",
        kind="document", product_id=None, product_title=None, url=None, updated_at=date(2031, 1, 1),
    )  # fmt: skip
    return Evidence([chunk]).lines


@pytest.mark.parametrize(
    "said",
    [
        "The membership is free of charge and transferable.",
        "You pay for the journey home of a faulty item.",
        "Ask for a new code after the old one has expired.",
        "The lamp isn't waterproof, and the cable reaches the floor.",
        "All of our workshops can be booked by groups.",
        "Everyone may enter the garden early.",
        "An open jar keeps for a week if it stands in the sun.",
        "You receive a letter from us when the form is not complete.",
        "The ladder may not only be used by one person.",
        "You must ask for a seat if you have not been given one.",
    ],
)
def test_a_word_that_turns_the_sentence_is_found(said, lines):
    """Put in, left out or swapped: denials, conditions, parties, order in time and number."""
    assert turned(said, lines)


@pytest.mark.parametrize(
    "said",
    [
        "The membership costs nothing, and it isn't transferable.",
        "The journey home of a faulty item is paid by us.",
        "You'd best ask for a new code before the old one has expired.",
        "The cable reaches the floor.",
        "Groups can book some of our workshops.",
        "As a Gold member you may enter the garden early.",
        "We don't take vouchers at the counter.",
        "An open jar won't keep for a week in the sun.",
        "The garden can be entered as soon as the gate is open.",
        "We send you a letter when the form is complete.",
    ],
)
def test_another_wording_of_a_line_is_not_turned(said, lines):
    """What it leaves out belongs to another clause, or what it puts in means the same."""
    assert not turned(said, lines)


@pytest.mark.parametrize(
    "said",
    [
        "The lamp is waterproof, and the cable reaches the floor.",
        "Yes, gold members may enter the garden early!",
    ],
)
def test_a_line_is_known_whatever_it_opens_with(said, lines):
    """A "Yes" before it and the signs between its words do not count."""
    assert quoted(said, lines) is not None


@pytest.mark.parametrize("said", ["The railing of the bridge.", "The cable reaches the floor."])
def test_a_part_of_a_line_is_no_quote(said, lines):
    """What its introduction denies, or a clause without the rest, says something else alone."""
    assert quoted(said, lines) is None
