"""After a refusal: why, and what can be had instead, by the records and not by the texts."""

from __future__ import annotations

import pytest
from counter import Counter

TOO_LATE = "I want to return the blue mug from order SH-2190"
OTHERS = ("action_accept_offer", "action_decline_offer", "action_try_answer", "action_chat")


@pytest.fixture
def counter(shop):
    return Counter(shop)


async def _refused(counter):
    said = await counter.ask(TOO_LATE, "validate_request_form", intent="return_items")
    assert ["utter_refused_window_over"] == said


@pytest.mark.parametrize("text", ["why not?", "why", "how come?", "but why can't I", "why is that"])
@pytest.mark.parametrize("action", OTHERS)
async def test_why_is_answered_with_the_reason(counter, text, action):
    """Whatever NLU took it for; the rule is cited, and what can be done is a click away."""
    await _refused(counter)
    assert ["utter_refused_window_over"] == await counter.ask(text, action, intent="affirm")
    assert "policies/returns.md" in [each["source"] for each in counter.fact("custom")["citations"]]
    assert ['/claim_warranty{"choice": "order=SH-2190"}', "/talk_to_human"] == counter.buttons
    assert ["utter_refused_window_over"] == await counter.ask(text, action, intent="deny")


async def test_an_order_that_is_too_far_is_explained_too(counter):
    """It was refused as a whole."""
    said = await counter.ask("cancel order SH-2004", "validate_request_form", intent="cancel_order")
    assert ["utter_refused_too_late_return"] == said
    assert ["utter_refused_too_late_return"] == await counter.ask("why not?", "action_accept_offer")


async def test_what_a_question_was_refused_is_explained_as_well(counter):
    """Though nothing was begun by "can I still"."""
    await counter.ask("can I still send back the blue mug from order SH-2190?")
    assert ["utter_refused_window_over"] == await counter.ask("why?", "action_try_answer")


@pytest.mark.parametrize(
    "text", ["what about the warranty?", "can I use the warranty then?", "and the warranty?"]
)
async def test_the_warranty_of_what_was_refused_is_told(counter, text):
    """Until when it covers that thing, and a click begins the claim."""
    await _refused(counter)
    assert ["utter_entitled_claim_warranty"] == await counter.ask(text)
    assert ("SH-2190", True) == (counter.fact("number"), "Camp Mug" in counter.fact("items"))
    assert ['/claim_warranty{"choice": "order=SH-2190"}'] == counter.buttons


async def test_another_thing_that_is_named_is_the_one_asked_about(counter):
    """The refusal before it has nothing to do with that."""
    await _refused(counter)
    await counter.ask("what about the warranty of the lamp?")
    assert "Lamp" in counter.fact("items")


async def test_why_is_nothing_without_a_refusal(counter):
    """Neither before one nor when the talk has gone on."""
    assert ["utter_acknowledge"] == await counter.ask("why not?", "action_accept_offer")
    await _refused(counter)
    await counter.ask("do you ship to Canada?")
    assert ["utter_acknowledge"] == await counter.ask("why not?", "action_accept_offer")


async def test_an_open_request_is_not_forgotten(counter):
    """A question in the middle of it is answered, and refused, beside it."""
    counter.slots["request_memory"] = {"request": "return_items"}
    counter.before.append({"event": "active_loop", "name": "request_form"})
    await counter.ask("can I still send back the blue mug from order SH-2190?")
    assert "return_items" == counter.slots["request_memory"]["request"]
