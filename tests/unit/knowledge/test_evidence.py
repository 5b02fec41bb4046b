"""Chunks are read line by line, with what a reader needs beside each line."""

from __future__ import annotations

import pytest
from answering import chunk

from knowledge.clauses import clauses, spoken_of
from knowledge.evidence import Evidence, lines_of
from knowledge.wording import concepts, negated


def read(text, **about):
    return lines_of(chunk(text, **about), 0)


def test_a_list_item_keeps_its_introduction():
    """What a list is about stands above it, and denies what the items name."""
    lines = read("The warranty does not cover:\n- normal wear\n- accidents")
    assert [line.text for line in lines] == [
        "normal wear",
        "accidents",
        "The warranty does not cover: normal wear; accidents",
    ]
    assert lines[0].label == "The warranty does not cover:"
    assert all(part.negated for part in lines[0].parts)


def test_a_heading_that_denies_denies_its_items():
    """Items under "What cannot be returned" are denied, sentences of other sections are not."""
    lines = read("- Gift cards\n- Earrings", section="Returns > What cannot be returned")
    assert all(part.negated for line in lines for part in line.parts)
    assert not read("- Gift cards", section="Payment")[0].parts[0].negated


def test_a_specification_that_says_no_is_a_denial():
    """The value No denies its label, Yes does not."""
    no, yes = read("Dishwasher safe: No\nCordless: Yes")
    assert no.parts[0].negated
    assert not yes.parts[0].negated


def test_a_later_sentence_keeps_the_label_of_its_line():
    """A condition in front of a paragraph holds for all its sentences."""
    _, second = read("Gold members: Returns take 60 days. Shipping is free.")
    assert second.label == "Gold members:"


def test_an_faq_line_knows_its_question():
    """The heading of an entry is the question that its lines answer."""
    (line,) = read("Yes, for 5 years.", section="FAQ > Do gift cards expire?")
    assert line.question == "Do gift cards expire?"


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("The warranty does not cover misuse, accidents or wear.", [True, True, True]),
        ("Gift cards and earrings cannot be returned.", [True, True]),
        ("It is waterproof but not windproof.", [False, True]),
        ("After it is packed, it can no longer be cancelled.", [True, True]),
        ("Returns take no more than 5 days and cost nothing.", [False, False]),
    ],
)
def test_parts_of_a_sentence_share_their_verb(text, denied):
    """A fragment is denied with the verb it belongs to."""
    assert [part.negated for part in clauses(text)] == denied


def test_units_are_not_what_a_text_speaks_of():
    """Thirty days of one thing are not about days."""
    assert spoken_of("Electronics: 14 days") == spoken_of("Electronics: 30 weeks")


def test_rare_concepts_weigh_more():
    """What every line says weighs less than what one says, and the unknown weighs most."""
    evidence = Evidence([chunk("Returns of shoes.\nReturns of gift cards.\nReturns of hats.")])
    (common,), (rare,), (unknown,) = concepts("returns"), concepts("hats"), concepts("zeppelin")
    assert evidence.weight(common) < evidence.weight(rare) < evidence.weight(unknown)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("You can send it back", "returned"),
        ("get your money back", "refunds"),
        ("How heavy is it?", "Weight"),
        ("delivered", "shipping"),
        ("colour", "Colors"),
        ("cancellation", "cancelled"),
        ("send my shoes back", "return footwear"),
    ],
)
def test_two_wordings_are_one_concept(one, other):
    """Inflections and synonyms of a shop's words are the same."""
    assert set(concepts(other)) <= set(concepts(one))


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("cannot be returned", True),
        ("is out of stock", True),
        ("no more than five days", False),
        ("at no extra cost", False),
        ("don't hesitate to ask", False),
        ("keep away from sunlight", True),
    ],
)
def test_negation_is_told_from_phrases_that_look_like_it(text, denies):
    """Bounds and prices of nothing deny nothing."""
    assert negated(text) == denies
