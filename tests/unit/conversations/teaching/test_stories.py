from __future__ import annotations

from functools import cache

import pytest
import yaml

from conversations.teaching import Correction, read_domain
from conversations.teaching.examples import read_marked
from conversations.teaching.recorded import RecordedTurn
from conversations.teaching.stories import story_steps, story_yaml
from conversations.teaching.story_check import KnownStory, known_stories, misfits, read_story
from tilly.settings import ROOT

STORIES = ROOT / "tests" / "conversations"


@cache
def domain():
    return read_domain(ROOT / "domain.yml")


def said(text, intent, *events, entities=(), number=0):
    """A turn as Rasa recorded it."""
    return RecordedTurn(
        f"t{number}", text, intent, tuple(entities), (), ({"event": "user", "text": text}, *events)
    )


def did(name):
    return {"event": "action", "name": name}


def slot(name, value):
    return {"event": "slot", "name": name, "value": value}


def form(name):
    return {"event": "active_loop", "name": name}


NUMBER = {"entity": "order_number", "value": "HP-10196", "start": 7, "end": 15}
CANCELLING = (
    said(
        "cancel HP-10196",
        "cancel_order",
        slot("mood", None),
        slot("turn_signals", {"turn_id": "t0"}),
        did("request_form"),
        form("request_form"),
        slot("request_memory", {"order": "HP-10196"}),
        slot("requested_slot", None),
        did("action_listen"),
        entities=(NUMBER,),
    ),
    said("ordered by mistake", "inform", did("request_form"), number=1),
    said(
        "yes",
        "affirm",
        did("request_form"),
        slot("request_outcome", "cancel_order_confirmed"),
        form(None),
        did("action_cancel_order"),
        number=2,
    ),
    said("this is useless", "complain", slot("mood", "negative"), did("action_receive_complaint")),
)


def test_a_conversation_becomes_a_story():
    """Words with marks, intents, actions, and of the slots those that stories can see."""
    steps = story_steps(CANCELLING, 0, 3, domain())
    assert [
        {"user": "cancel [SO-20417](order_number)", "intent": "cancel_order"},
        {"action": "request_form"},
        {"active_loop": "request_form"},
        {"user": "ordered by mistake", "intent": "inform"},
        {"action": "request_form"},
        {"user": "yes", "intent": "affirm"},
        {"action": "request_form"},
        {"slot_was_set": [{"request_outcome": "cancel_order_confirmed"}]},
        {"active_loop": None},
        {"action": "action_cancel_order"},
        {"user": "this is useless", "intent": "complain"},
        {"slot_was_set": [{"mood": "negative"}]},
        {"action": "action_receive_complaint"},
    ] == steps
    written = story_yaml("Cancelled, then angry", steps)
    assert [] == misfits(written, domain())
    assert steps == [_stripped(step) for step in read_story(written)["steps"]]


def test_a_stretch_begins_with_what_was_so_before_it():
    """The active form and the slots that stand."""
    assert {"active_loop": "request_form"} == story_steps(CANCELLING, 1, 1, domain())[0]
    later = (*CANCELLING, said("where is it", "ask_order_status", did("action_show_order_status")))
    assert [
        {"slot_was_set": [{"request_outcome": "cancel_order_confirmed"}]},
        {"slot_was_set": [{"mood": "negative"}]},
        {"user": "where is it", "intent": "ask_order_status"},
        {"action": "action_show_order_status"},
    ] == story_steps(later, 4, 4, domain())


def test_a_corrected_turn_has_what_it_should_have_had():
    """The intent and the marks of the correction; what the bot did is still what it did."""
    right = Correction(read_marked("cancel [SO-20417](order_number)"), "ask_order_status")
    step = story_steps(CANCELLING, 0, 0, domain(), corrections={"t0": right})[0]
    assert {"user": "cancel [SO-20417](order_number)", "intent": "ask_order_status"} == step


def test_a_button_keeps_its_payload_with_other_numbers():
    """The order that was pressed is the shopper's own; the story's is invented."""
    turn = said('/ask_order_status{"order_number": "HP-10196"}', "ask_order_status")
    assert (
        '/ask_order_status{"order_number": "SO-20417"}'
        == (story_steps((turn,), 0, 0, domain())[0]["user"])
    )
    assert "/greet" == story_steps((said("/greet", "greet"),), 0, 0, domain())[0]["user"]


@pytest.mark.parametrize(
    ("step", "trouble"),
    [
        ({"action": "action_fly"}, "the domain has no action action_fly"),
        ({"user": "hi", "intent": "fly"}, "the domain has no intent fly"),
        ({"user": "", "intent": "greet"}, "words are missing"),
        ({"user": "a [b](side)", "intent": "greet"}, "the domain has no entity side"),
        ({"user": "a [b", "intent": "greet"}, "Mark an entity as"),
        ({"active_loop": "other_form"}, "the domain has no form other_form"),
        (
            {"slot_was_set": [{"request_memory": "x"}]},
            "no slot for stories to see called request_memory",
        ),
        ({"slot_was_set": "x"}, "lists slots with their values"),
        ({"checkpoint": "x"}, "a step is one of"),
        ({"action": "utter_greet", "intent": "greet"}, "intent is not understood here"),
        ("x", "a step is one of"),
    ],
)
def test_what_does_not_fit_the_domain_is_said_step_by_step(step, trouble):
    """Each sentence names the step."""
    steps = [{"user": "hello", "intent": "greet"}, step]
    written = yaml.safe_dump({"stories": [{"story": "One", "steps": steps}]})
    assert trouble in misfits(written, domain())[0]
    assert misfits(written, domain())[0].startswith("Step 2")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{",
        "stories: []",
        "stories: [{story: a}]",
        "stories: [1, 2]",
        "a: &x 1\nb: *x",
        "x" * 50_001,
    ],
)
def test_what_is_no_story_is_refused_in_one_sentence(written):
    """Broken YAML, references, no story or several."""
    assert 1 == len(misfits(written, domain()))


def test_a_story_must_be_new():
    """By its name, and by the way it goes."""
    written = story_yaml("One", story_steps(CANCELLING, 0, 0, domain()))
    way = ("intent cancel_order", "request_form")
    assert "give this one its own name" in misfits(written, domain(), [KnownStory("One", ())])[0]
    assert "goes the way of “Two”" in misfits(written, domain(), [KnownStory("Two", way)])[0]


def test_every_committed_story_passes_and_is_written_as_it_is_read():
    """The check refuses nothing that `rasa test` runs."""
    told = 0
    for path in sorted(STORIES.rglob("test_*.yml")):
        for story in yaml.load(path.read_text(), yaml.CSafeLoader)["stories"]:
            steps = [_stripped(step) for step in story["steps"]]
            written = story_yaml(story["story"], steps)
            assert [] == misfits(written, domain()), (path, story["story"])
            assert {**story, "steps": steps} == _restored(read_story(written))
            told += 1
    assert told == len(known_stories(STORIES))


def _stripped(step):
    """A step without the line break that ends a block of text."""
    return {**step, "user": step["user"].strip()} if "user" in step else step


def _restored(story):
    return {**story, "steps": [_stripped(step) for step in story["steps"]]}
