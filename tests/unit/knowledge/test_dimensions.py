from __future__ import annotations

import pytest

from knowledge.demanded import counted, demanded
from knowledge.dimensions import agreement, asked_dimensions, stated_dimensions


@pytest.mark.parametrize(
    ("question", "line", "expected"),
    [
        ("How tall is the lamp?", "Arm reach: 20 in", 0.0),
        ("How tall is the mug?", "Diameter of the mug: 2.8 in", -1.0),
        ("How tall is the tent?", "Dimensions: 10ft x 8ft x 6ft", 1.0),
        ("What does the chair weigh?", "Weight capacity: 250 pounds", -1.0),
        ("How much weight does the chair hold?", "It supports up to 300 lbs.", 1.0),
        ("How many hours does it take to charge?", "Battery life: 6 hours on high", -1.0),
        ("How long till it is full again?", "Charging: USB-C, 4 hours", 1.0),
        ("Down to what temperature is it good?", "Care: machine wash at 30 °C", -1.0),
        ("What is it made of?", "Weight: 2 kg", 0.0),
    ],
)
def test_figures_of_another_dimension_are_told_apart(question, line, expected):
    """The words beside a figure say what it measures; where they do not, it is open."""
    assert expected == agreement(asked_dimensions(question), stated_dimensions(line))


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("what pressure should the tyres have?", {"pressur"}),
        ("what's the wind speed it can take?", {"spe"}),
        ("what's the thread count of the cover?", {"thread"}),
        ("what kind of leather is it?", set()),
        ("what is it made of?", set()),
    ],
)
def test_the_kind_of_thing_that_is_demanded_is_a_noun(question, kinds):
    """It follows "what" or "which", unless it leaves open what is meant."""
    assert kinds == demanded(question)


def test_what_is_counted_follows_how_many():
    """Things, as units of measure, by their concept."""
    assert {"peg"} == counted("How many pegs come with it?")
