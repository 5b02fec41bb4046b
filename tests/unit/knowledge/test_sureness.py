"""How sure an answer must be, and what makes one sure."""

from __future__ import annotations

import math

import pytest
from answering import FakeRetriever, chunk, known

from embedding.testing import HashingEmbedder
from knowledge.extractive import Extractor
from knowledge.late_interaction import LateInteraction
from knowledge.sureness import SIGNS, addends, least_confidence, sureness


@pytest.mark.parametrize(("cost", "least"), [(0, 0.0), (1, 0.5), (4, 0.8), (9, 0.9)])
def test_the_dearer_a_wrong_answer_the_surer_one_must_be(cost, least):
    """At that confidence answering and handing over cost the same."""
    assert least_confidence(cost) == pytest.approx(least)
    assert (1 - least) * cost == pytest.approx(least)


def test_a_line_that_answers_is_surer_than_one_that_does_not():
    """The same passage, asked for what it says and for what it does not."""
    hits = FakeRetriever([known("returns")]).retrieve("").hits
    extractor = Extractor(HashingEmbedder())
    told = extractor.quote("Within how many days can electronics be returned?", hits)
    untold = extractor.quote("Which zebra paints the moon?", hits)
    assert sureness(told) > sureness(untold)
    for quote in (told, untold):
        parts = addends(quote)
        assert set(SIGNS) == set(parts)
        assert sureness(quote) == pytest.approx(1 / (1 + math.exp(-sum(parts.values()))))


@pytest.mark.parametrize(
    ("question", "asked_there"),
    [
        ("What is your return policy?", True),
        ("return policy", True),
        ("What is your shipping policy?", False),
        ("Can I return a policy that my neighbour has written?", False),
    ],
)
def test_a_question_that_the_faq_asks_itself_is_known(question, asked_there):
    """No line of a wide question's answer is near to it; that it is the same question is enough."""
    entry = chunk(
        "Most things can come back within 30 days.", section="What is your return policy in short?"
    )
    quote = Extractor(HashingEmbedder()).quote(
        question, FakeRetriever([entry]).retrieve(question).hits
    )
    assert asked_there == (addends(quote)["restated"] > 0)


def test_each_word_looks_for_its_nearest():
    """A line with the words that weigh is nearer; the order of lines is kept."""
    near, far, empty = LateInteraction(HashingEmbedder()).compare(
        "wash the jacket",
        [1.0, 0.0, 1.0],
        [("Care", "Wash the jacket by hand."), ("Care", "Do not iron."), ("", "")],
    )
    assert near.words == pytest.approx(1, abs=1e-3)
    assert near.meaning > far.meaning
    assert empty.words == 0


def test_a_line_is_read_together_with_its_headings():
    """Its words count with those of the headings, its meaning is its own."""
    interaction = LateInteraction(HashingEmbedder())
    (apart,) = interaction.compare("wash jacket", [1.0, 1.0], [("Jacket", "Wash by hand.")])
    together = interaction.in_context("wash jacket", [1.0, 1.0], "Jacket", "Wash by hand.")
    assert together.words == pytest.approx(apart.words, abs=1e-3)
    assert together.meaning == pytest.approx(apart.meaning, abs=1e-3)
    assert interaction.in_context("wash", [1.0], "", "").words == 0
