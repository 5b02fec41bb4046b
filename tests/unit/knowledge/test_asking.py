"""The part of a message that asks, and what weighs in it."""

from __future__ import annotations

import pytest
from answering import known

from knowledge.asked import Asked
from knowledge.asking import asked_for_opinions, parts_of
from knowledge.evidence import Evidence


@pytest.mark.parametrize(
    ("message", "asking"),
    [
        ("Counting grams for the trail. What does the stove weigh?", "What does the stove weigh?"),
        ("gold member here... whos paying for the postage", "whos paying for the postage"),
        ("How long is the warranty?", "How long is the warranty?"),
        ("warranty of the tent", "warranty of the tent"),
    ],
)
def test_the_story_around_a_question_is_told_from_it(message, asking):
    """A message without a clause that asks asks as a whole."""
    assert [part.text for part in parts_of(message) if part.asks] == [asking]


@pytest.mark.parametrize(
    ("message", "opinions"),
    [
        ("Has anybody who bought it moaned about the seat?", True),
        ("what did the one who gave 3 stars dislike", True),
        ("do buyers reckon they come up small?", True),
        ("Can I return it?", False),
    ],
)
def test_questions_for_opinions_are_known(message, opinions):
    """Only then are reviewers quoted."""
    assert asked_for_opinions(message) == opinions


def test_the_name_of_the_product_weighs_nothing():
    """All lines of a product have it, so it tells none from another; an aside weighs less."""
    asked = Asked("My dog is big. Is the TrailMaster waterproof?", evidence("tent"), ["tent"])
    named = ("my", "dog", "is", "big", "is", "the", "trailmaster", "waterproof")
    weights = dict(zip(named, asked.weights(), strict=True))
    assert weights["trailmaster"] == weights["the"] == 0
    assert 0 < weights["dog"] < weights["waterproof"]


def test_what_holds_in_another_case_contradicts():
    """Another tier, and what a thing weighs for what it bears."""
    tiers = evidence("tiers")
    asked = Asked("I'm a silver member, how many extra days do I have?", tiers)
    gold = next(line for line in tiers.lines if "gold" in line.text.lower())
    assert asked.contradicts(gold)
    tent = evidence("tent")
    weight = next(line for line in tent.lines if line.text.startswith("Weight"))
    assert Asked("How heavy a load can the tent hold?", tent).contradicts(weight)
    assert not Asked("How heavy is the tent?", tent).contradicts(weight)


def evidence(name):
    return Evidence([known(name)])
