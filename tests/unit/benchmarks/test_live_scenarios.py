"""Scripted shoppers: what a scenario file may say, and how its words are varied."""

from __future__ import annotations

import random

import pytest

from benchmarks.live.variation import misspelled, varied
from conversations.teaching.scenarios import ScenarioInvalid, read_scenarios


def write(folder, text):
    (folder / "returns.yml").write_text(text)
    return folder


def test_a_scenario_is_read_with_its_topic(tmp_path):
    folder = write(
        tmp_path,
        """
        - id: too_small
          customer: delivered
          turns:
            - say: [it's too small, too small for me]
              required: [{order1}, [refund, money back]]
            - click: "Yes"
          records:
            - {table: returns, where: {reason: too_small}, count: 1}
        """.replace("{order1}", '"{order1}"'),
    )
    (scenario,) = read_scenarios(folder)
    assert (scenario.topic, scenario.id) == ("returns", "too_small")
    assert scenario.turns[0].say == ("it's too small", "too small for me")
    assert scenario.turns[1].click == "Yes"
    assert scenario.records[0].count == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("- {id: a, turns: [{say: hi, requires: [x]}]}", "turn 1: requires"),
        ("- {id: a, turns: [{required: [x]}]}", "turn 1 needs either say or click"),
        ("- {id: a, turns: [{say: hi, click: Yes}]}", "turn 1 needs either say or click"),
        ("- {id: a, turns: [{photos: 1, wrong_file: true}]}", "turn 1 needs either say or click"),
        ("- {id: a}", "returns.yml: a has no turns"),
        ("- {id: a, hours: late, turns: [{say: hi}]}", "hours are open or closed"),
        ("- {id: a, turns: [{say: hi}], records: [{table: x, were: 1}]}", "were is no key"),
        (
            "- {id: a, turns: [{say: hi}]}\n- {id: a, turns: [{say: hi}]}",
            "Two scenarios are called",
        ),
    ],
)
def test_a_scenario_that_cannot_be_played_is_named(tmp_path, text, named):
    with pytest.raises(ScenarioInvalid, match=named):
        read_scenarios(write(tmp_path, text))


def test_variation_is_the_same_for_the_same_seed_and_differs_between_seeds():
    ways = ["I want to return the boots I bought last week", "these boots have to go back please"]
    said = [varied(ways, random.Random(seed)) for seed in range(20)]
    assert said == [varied(ways, random.Random(seed)) for seed in range(20)]
    assert len(set(said)) > 10


@pytest.mark.parametrize("seed", range(30))
def test_a_slip_of_the_finger_spares_numbers_and_addresses(seed):
    text = "order HP-10012 goes to jane.miller@example.com, paid 49.95"
    slipped = misspelled(text, random.Random(seed))
    assert "HP-10012" in slipped
    assert "jane.miller@example.com" in slipped
    assert "49.95" in slipped
    assert slipped != text or "order" in slipped
