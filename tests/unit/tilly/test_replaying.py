from __future__ import annotations

from pathlib import Path

import pytest

from conversations.teaching.recorded import RecordedTurn
from conversations.veil import Veil
from tilly.errors import NotReplayable
from tilly.replaying import as_markdown, compare, replay_conversation
from tilly.settings import Settings

ANSWERED = RecordedTurn(
    "t1",
    "thanks, write to ada@example.org | now",
    "thanks",
    (),
    ("You are welcome, Ada.",),
    (
        {"event": "user"},
        {"event": "slot", "name": "mood", "value": None},
        {"event": "action", "name": "utter_welcome"},
        {"event": "action", "name": "action_ask_rating"},
        {"event": "action", "name": "action_listen"},
    ),
)
SAME = {
    "intent": "thanks",
    "entities": [],
    "actions": ["utter_welcome", "action_ask_rating"],
    "ended": True,
    "words": {"utter_welcome": ["Sure.", "You are welcome, {name}."], "action_ask_rating": []},
}


def compared(**changes):
    return compare(ANSWERED, SAME | changes, Veil("Ada Lovelace"))


def test_a_turn_that_goes_as_it_went_does_not_differ():
    """A response may be any of its wordings, with its gaps filled; what actions say stays."""
    turn = compared()
    assert () == turn.differs
    assert turn.was == turn.candidate
    assert ("mood=None",) == turn.candidate.slots
    assert "[e-mail hidden]" in turn.said


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({"intent": "greet"}, ("intent",)),
        ({"entities": [{"entity": "order_number", "value": "HP-1"}]}, ("entities",)),
        ({"words": {"utter_welcome": ["Bye."]}}, ("words",)),
        ({"actions": ["utter_greet"], "words": {"utter_greet": ["Hello!"]}}, ("actions",)),
        ({"ended": False}, ("actions",)),
    ],
)
def test_what_differs_is_named(changes, differs):
    """Of another action nobody knows what it would have set."""
    turn = compared(**changes)
    assert differs == turn.differs
    assert (turn.candidate.slots is None) == ("actions" in differs)


def test_what_would_be_said_is_told_as_far_as_the_domain_tells():
    """A response by its first wording; what an action's code says is not known."""
    turn = compared(
        actions=["utter_greet", "action_fly"], words={"utter_greet": ["Hello!"], "action_fly": []}
    )
    assert ("Hello!", "(action_fly)") == turn.candidate.words


def test_the_report_is_a_table_with_a_line_for_each_turn():
    """Bars and line breaks in what was said do not break it."""
    text = as_markdown("c1", Path("other.tar.gz"), [compared(), compared(intent="greet")])
    rows = text.splitlines()
    assert "1 of 2 turns differ." in rows[2]
    assert 8 == len(rows)
    assert rows[6].startswith("| 1  | thanks, write to [e-mail hidden] \\| now | thanks<br>")
    assert rows[7].startswith("| 2 ≠ |")


def test_nothing_to_replay_is_said(tmp_path):
    """An unknown conversation."""
    with pytest.raises(NotReplayable, match="Nothing is recorded"):
        replay_conversation(Settings(data_dir=tmp_path), "none", tmp_path / "m", None)
