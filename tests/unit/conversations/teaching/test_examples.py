from __future__ import annotations

import re

import pytest

from conversations.teaching.examples import (
    Example,
    Mark,
    MarkupInvalid,
    Pseudonyms,
    example_of,
    read_marked,
)


def found(said, words, entity="order_number"):
    """An entity as NLU reports it."""
    start = said.index(words)
    return {"entity": entity, "value": words, "start": start, "end": start + len(words)}


def test_an_example_keeps_the_marks_of_what_was_understood():
    """Where a number is replaced, the marks move with it."""
    said = "  cancel HP-10196,\nnot HP-10194 "
    entities = [found(said, "HP-10196"), found(said, "HP-10194")]
    example = example_of(said, entities)
    assert re.fullmatch(
        r"cancel \[SO-\d{5}\]\(order_number\), not \[SO-\d{5}\]\(order_number\)", example.marked
    )
    assert 2 == len(set(re.findall(r"SO-\d{5}", example.marked)))
    assert "101" not in example.text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I am Ada, ada.lovelace@example.org", "I am Jane, jane@example.com"),
        ("send it to LOVELACE at 9 Rose Road", "send it to Miller at 12 Main Street"),
        ("call +1 415 555 0199 today", "call 555 0134 today"),
        ("the ada compliant ramp", "the Jane compliant ramp"),
        ("it is [broken](really)", "it is (broken)(really)"),
        ("2 tents for $249.00", "2 tents for $249.00"),
    ],
)
def test_personal_data_gives_way_to_what_training_data_writes(said, kept):
    """Names, addresses and telephone numbers become invented ones; prices and amounts stay."""
    assert kept == example_of(said, (), Pseudonyms("Ada Lovelace")).text


def test_one_number_has_one_pseudonym_in_a_conversation():
    """However it is written, so that a story stays one about the same order."""
    names = Pseudonyms()
    first = example_of("where is HP-10196", (), names).text
    again = example_of("hp-10196!", (), names).text
    other = example_of("and #HP-10197?", (), names).text
    assert first.split()[-1] == again.rstrip("!")
    assert first.split()[-1] != other.rstrip("?").split("#")[-1]


def test_marks_are_written_and_read_as_rasa_does():
    """A sentence with marks is the same example again."""
    example = Example("where is SO-20417 now", (Mark(9, 17, "order_number"),))
    assert "where is [SO-20417](order_number) now" == example.marked
    assert example == read_marked(" where is  [SO-20417](order_number) now\n")


@pytest.mark.parametrize("written", ["", "  ", "where is [it", "a [b]{c}", "x" * 501, "[](order)"])
def test_what_is_no_example_is_refused(written):
    """Empty, too long, or with brackets that mark nothing."""
    with pytest.raises(MarkupInvalid):
        read_marked(written)


def test_marks_that_do_not_stand_in_the_text_are_left_out():
    """An entity of a button has no place in the words; one upon another counts once."""
    said = "where is HP-10196"
    inside = {**found(said, "HP"), "entity": "brand"}
    entities = [{"entity": "choice", "value": "4"}, found(said, "HP-10196"), inside]
    assert ["order_number"] == [mark.entity for mark in example_of(said, entities).marks]
