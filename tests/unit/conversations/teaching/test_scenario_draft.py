from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml

from conversations.entries import Entry
from conversations.teaching.examples import Pseudonyms
from conversations.teaching.scenario_draft import (
    ShownTurn,
    scenario_misfits,
    scenario_yaml,
    shown_turns,
)

AT = datetime(2031, 5, 1, tzinfo=UTC)


def drafted(*turns, **options):
    return scenario_yaml("Where is it?", turns, Pseudonyms("Ada Lovelace"), **options)


def test_a_stretch_becomes_a_scenario():
    """What was said, the figures that were told, and whether sources and products were shown."""
    written = drafted(
        ShownTurn(
            "I am Ada, where is HP-10196?",
            ("Order HP-10196 costs $1,249.00 and is back in 30 days: $1,249.00, 15 % off.",),
            cited=True,
        ),
        ShownTurn("Show me others", ("Look at these.",), clicked=True, products=True),
        customer="delivered",
        orders={"HP-10196": "{order1}"},
    )
    assert [] == scenario_misfits(written)
    assert [
        {
            "id": "where_is_it",
            "customer": "delivered",
            "turns": [
                {
                    "say": ["I am Jane, where is {order1}?"],
                    "required": ["{order1}", "$1,249.00", "30 days", "15 %"],
                    "cited": True,
                },
                {"click": "Show me others", "products": True},
            ],
        }
    ] == yaml.safe_load(written)


def test_other_peoples_orders_are_invented_ones():
    """Outside the demo store no number means anything."""
    written = drafted(ShownTurn("where is HP-10196?"))
    assert "10196" not in written
    assert [] == scenario_misfits(written)


@pytest.mark.parametrize(
    ("written", "trouble"),
    [
        ("{", "no YAML"),
        ("a: 1", "lists scenarios"),
        ("[]", "one scenario"),
        ("- {id: a}", "has no turns"),
        ("- {turns: [{say: a}]}", "needs one"),
        ("- {id: a, turns: [{say: a, wish: b}]}", "wish is no key"),
        ("- {id: a, turns: [{say: &x a}, {say: *x}]}", "references"),
        ("x" * 50_001, "at most"),
    ],
)
def test_what_is_no_scenario_is_said(written, trouble):
    """Each in one sentence."""
    assert trouble in scenario_misfits(written)[0]


def test_a_transcript_tells_what_was_shown():
    """A shopper's words with the bot's replies upon them; what agents said is not the bot's."""
    entries = [
        Entry(1, AT, "bot", "Welcome."),
        Entry(2, AT, "shopper", "hello", "t1"),
        Entry(3, AT, "bot", "Hi!", "t1", citations=({"title": "x"},)),
        Entry(4, AT, "agent", "I take over."),
        Entry(5, AT, "shopper", "Yes", "t2"),
    ]
    assert {
        "t1": ShownTurn("hello", ("Hi!",), cited=True),
        "t2": ShownTurn("Yes", clicked=True),
    } == shown_turns(entries, {"t2": True})
