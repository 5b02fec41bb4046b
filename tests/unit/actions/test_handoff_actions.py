"""A person now, or a call or an e-mail later."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from trackers import bot, ran, user

from commerce import Customer

MONDAY = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("America/New_York"))
ADA = Customer("C-1", "Ada", "ada@example.com", phone="+1 207 555 0199")


def meant(text, intent):
    return {**user(text), "parse_data": {"intent": {"name": intent}}}


@pytest.fixture
def away(store):
    store.policy.hours.opening = MONDAY
    return store


async def test_the_reason_is_what_came_before_the_wish(store, act):
    """Greetings, answers to the bot and the wish itself are no reason."""
    before = [
        meant("hello", "greet"),
        bot("Hello!", response="utter_greet"),
        meant("tell me a joke", "chitchat"),
        bot("Knock knock."),
        user("the zip of my tent broke"),
        bot("I'm sorry.", response="utter_complaint"),
        user("on the second day"),
        bot("?"),
        meant("yes", "affirm"),
        bot("?"),
    ]
    await act("action_request_person", "human please", intent="talk_to_human", before=before)
    assert store.handoffs.requested[0][1] == "the zip of my tent broke\non the second day"


async def test_a_long_wish_is_its_own_reason(store, act):
    """Whoever says what it is about has said it."""
    wish = "let me talk to somebody about the tent that fell apart on the second day"
    await act("action_request_person", wish, intent="talk_to_human")
    assert store.handoffs.requested[0][1] == wish


async def test_without_a_reason_one_is_asked_for_and_taken(store, act):
    """The request stands at once; the answer is added to it."""
    done = await act("action_request_person", "agent", intent="talk_to_human")
    assert done.responses == ["utter_person_asked_why"]
    assert store.handoffs.requested[0][1] == ""
    before = [user("agent"), bot("Why?", response="utter_person_asked_why")]
    done = await act("action_try_answer", "about my tent", intent="nlu_fallback", before=before)
    assert done.responses == ["utter_reason_taken"]
    assert store.handoffs.explained == ["about my tent"]


async def test_out_of_hours_nobody_is_promised(away, act):
    """The shopper hears when people are back, and can choose a call or an e-mail."""
    done = await act("action_request_person", "agent", intent="talk_to_human")
    assert done.responses == ["utter_person_away"]
    assert done.messages[0]["opens"] == "Monday, November 23 at 8 am EST"
    assert away.handoffs.requested == []


async def test_who_waits_since_opening_hours_waits_on(away, act):
    """A request made in time is not taken back at closing time."""
    away.conversations.answering = "waiting"
    done = await act("action_request_person", "agent", intent="talk_to_human")
    assert done.responses == ["utter_person_on_the_way"]


async def test_a_shop_without_people_in_the_chat_says_so(store, act):
    """There may be no opening hours at all."""
    store.policy.hours.never = True
    done = await act("action_request_person", "agent", intent="talk_to_human")
    assert done.responses == ["utter_nobody_in_chat"]


@pytest.mark.parametrize(
    ("choice", "kind", "contact", "response"),
    [
        ("callback", "callback", ADA.phone, "utter_callback_noted_away"),
        ("email", "email", ADA.email, "utter_email_noted"),
    ],
)
async def test_a_customer_is_reached_where_they_are_known(
    away, act, choice, kind, contact, response
):
    """Nobody who is signed in types their address."""
    away.conversations.customer, away.customers.known = "C-1", {"C-1": ADA}
    before = [user("my tent leaks"), ran("action_answer_question"), bot("Oh.")]
    done = await act(
        "action_request_person",
        "/talk_to_human",
        intent="talk_to_human",
        choice=choice,
        before=before,
    )
    assert done.responses == [response]
    assert done.messages[0]["contact"] == contact
    assert away.tickets.opened == [(kind, "my tent leaks", contact)]


async def test_anyone_else_is_asked_where(away, act):
    """A number that is none is asked for once more, a question may come between."""
    asked = await act(
        "action_request_person", "/talk_to_human", intent="talk_to_human", choice="callback"
    )
    assert asked.responses == ["utter_ask_phone"]
    before = [user("/talk_to_human"), bot("Which number?", response="utter_ask_phone")]
    wrong = await act("action_try_answer", "the usual one", intent="inform", before=before)
    assert wrong.responses == ["utter_ask_phone_again"]
    before += [meant("wait", "help"), bot("Help!")]
    right = await act("action_try_answer", "207 555 0142", intent="inform", before=before)
    assert right.responses == ["utter_callback_noted_away", "utter_ask_reason"]
    assert away.tickets.opened == [("callback", "", "207 555 0142")]


async def test_a_reason_is_added_to_the_ticket(away, act):
    """It is asked for after the contact, when none was given before."""
    away.tickets.opened.append(("callback", "", "207 555 0142"))
    before = [user("207 555 0142"), bot("Why?", response="utter_ask_reason")]
    await act("action_try_answer", "the tent", intent="inform", before=before)
    assert away.tickets.opened[-1] == ("callback", "the tent", None)


async def test_a_noted_number_can_be_corrected(away, act):
    """The latest one counts."""
    before = [user("207 555 0142"), bot("Noted.", response="utter_callback_noted_away")]
    await act("action_try_answer", "no, 207 555 0143", intent="inform", before=before)
    assert away.tickets.opened == [("callback", "", "207 555 0143")]


async def test_two_answers_that_are_none_are_left(away, act):
    """The shopper has something else to say, and is heard."""
    before = [user("hm"), bot("Which?", response="utter_ask_email_again")]
    done = await act("action_try_answer", "do you gift wrap", intent="inform", before=before)
    assert "utter_ask_email_again" not in done.responses


@pytest.mark.parametrize(
    ("wish", "kind", "contact"),
    [
        ("call me back on 207 555 0142", "callback", "207 555 0142"),
        ("can somebody e-mail me at ada@example.com", "email", "ada@example.com"),
    ],
)
async def test_the_wish_may_say_it_all(store, act, wish, kind, contact):
    """In opening hours too: whoever wants a call gets one."""
    done = await act("action_request_person", wish, intent="talk_to_human")
    assert store.tickets.opened[0][::2] == (kind, contact)
    assert done.responses[0] in {"utter_callback_noted", "utter_email_noted"}


async def test_the_reason_that_was_asked_for_opens_no_request(store, act):
    """Whatever NLU takes it for: the colleague asked for it."""
    before = [user("a human please"), bot("What about?", response="utter_person_asked_why")]
    done = await act("validate_request_form", "it's about a damaged dinner set", before=before)
    assert done.responses == ["utter_reason_taken"]
    assert {"event": "slot", "timestamp": None, "name": "request_outcome", "value": "told"} in (
        done.events
    )


async def test_email_me_is_no_newsletter(store, act):
    """After the choice between a call and an e-mail it is an answer."""
    before = [user("a human please"), bot("Away.", response="utter_person_away")]
    done = await act("validate_request_form", "e-mail me please", before=before)
    assert done.responses == []
    assert any(event.get("value") == "person" for event in done.events)
