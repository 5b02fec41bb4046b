"""The guard: a failing or slow action is said, logged without personal data, and bounded."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest
from rasa_sdk.interfaces import ActionExecutionRejection
from shop_records import answer
from trackers import bot, user

ASKED = "I am ann@example.com, where is it?"


async def test_a_failure_is_said_to_the_shopper(store, act):
    """Whatever breaks, the turn has a reply."""
    store.answers.found = RuntimeError("boom")
    done = await act("action_answer_question", ASKED)
    assert (done.responses, done.events) == (["utter_technical_problem"], [])


async def test_a_second_failure_in_a_row_offers_a_person(store, act):
    """Asking for patience twice would be one time too many."""
    store.answers.found = RuntimeError("boom")
    before = [user("?"), bot("Sorry…", response="utter_technical_problem")]
    done = await act("action_answer_question", ASKED, before=before)
    assert done.responses == ["utter_technical_problem_again"]


async def test_half_a_reply_is_not_sent_along(store, act):
    """What was uttered before the failure is dropped: it may be half of the truth."""

    def broken(*_):
        raise RuntimeError("boom")

    store.answers.found = answer()
    store.traces.record_evidence = broken
    done = await act("action_answer_question", ASKED)
    assert done.responses == ["utter_technical_problem"]


async def test_the_log_names_the_place_and_nobody(store, act, caplog):
    """The log has action, turn, error type and line; not the error's words, which quote people."""
    store.answers.found = RuntimeError(f"cannot answer {ASKED}")
    with caplog.at_level(logging.ERROR):
        await act("action_answer_question", ASKED)
    assert "action_answer_question failed with RuntimeError in turn t1" in caplog.text
    assert "action_fakes.py" in caplog.text
    assert "ann@example.com" not in caplog.text


async def test_an_action_ends_with_the_turns_budget(store, act):
    """A slow service does not hold the turn: the shopper is told in time."""

    async def slow(*_, **__):
        await asyncio.sleep(30)

    store.answers.answer = slow
    started = time.monotonic()
    about = {"turn_id": "t1", "deadline": time.time() + 1.2}
    done = await act("action_answer_question", ASKED, metadata=about)
    assert done.responses == ["utter_technical_problem"]
    assert time.monotonic() - started < 2


async def test_a_turn_whose_time_is_over_starts_nothing(store, act):
    """An action that Rasa calls too late says so at once."""
    about = {"turn_id": "t1", "deadline": time.time() - 5}
    done = await act("action_request_person", "a human please", metadata=about)
    assert done.responses == ["utter_technical_problem"]
    assert store.handoffs.requested == []


@pytest.mark.parametrize("deadline", [None, "soon", float("nan"), float("inf"), True])
async def test_a_deadline_that_is_none_means_the_settings_budget(store, act, deadline):
    """Nonsense in the metadata neither fails the turn nor frees it of its budget."""
    store.answers.found = answer()
    about = {"turn_id": "t1", "deadline": deadline}
    before = time.monotonic()
    await act("action_answer_question", ASKED, metadata=about)
    (asked,) = store.answers.asked
    assert 19 < asked.deadline - before < 21


async def test_a_deadline_cannot_exceed_the_budget(store, act):
    """The budget of the settings stands, whatever the metadata promises."""
    store.answers.found = answer()
    about = {"turn_id": "t1", "deadline": time.time() + 9999}
    before = time.monotonic()
    await act("action_answer_question", ASKED, metadata=about)
    assert store.answers.asked[0].deadline - before < 21


async def test_a_failed_try_leaves_the_rules_a_way(store, act):
    """The rules that follow action_try_answer read its slot, so a failure sets it too."""
    store.answers.found = RuntimeError("boom")
    done = await act("action_try_answer", "qwfp")
    assert [(event["name"], event["value"]) for event in done.events] == [
        ("answer_outcome", "replied")
    ]


async def test_a_rejection_is_rasas_business(store, act):
    """A form that rejects lets Rasa choose another action."""
    store.answers.found = ActionExecutionRejection("action_answer_question")
    with pytest.raises(ActionExecutionRejection):
        await act("action_answer_question", ASKED)


@pytest.mark.parametrize("metadata", [None, [], "x", {"page": "x"}, {"page": {"product_id": 7}}])
async def test_odd_metadata_is_no_reason_to_fail(store, act, metadata):
    """The page context is untrusted: what is not as agreed is left out."""
    store.answers.found = answer()
    await act("action_answer_question", "is it warm?", metadata=metadata or {})
    assert store.answers.asked[0].product_id is None
