"""Complaints, praise, and stars at the end."""

from __future__ import annotations

import pytest
from trackers import bot, ran, user

SERVED = [user("do you ship to Canada?"), ran("action_answer_question"), bot("Yes.")]
ASKED = [*SERVED, user("bye"), bot("Bye!"), bot("How was it?", response="utter_ask_rating")]
RATED = [*ASKED, user("4"), bot("Thanks!", response="utter_rated_well")]


async def test_a_complaint_is_recorded_and_answered(store, act):
    """Agents find it, and the shopper is told what can be done."""
    done = await act("action_receive_complaint", "third time this goes wrong", intent="complain")
    assert done.responses == ["utter_complaint"]
    assert store.tickets.opened == [("complaint", "third time this goes wrong", None)]
    assert store.handoffs.explained == ["third time this goes wrong"]


async def test_a_second_complaint_is_heard_as_one(store, act):
    """Nobody is told the same apology twice."""
    await act("action_receive_complaint", "this is bad", intent="complain")
    done = await act("action_receive_complaint", "really bad", intent="complain")
    assert done.responses == ["utter_complaint_again"]


async def test_praise_is_taken(store, act):
    """It is no rating where none was asked for."""
    done = await act("action_receive_praise", "great shop, 10 points", intent="praise")
    assert done.responses == ["utter_praise"]
    assert store.ratings.stars is None


async def test_praise_as_an_answer_is_worth_stars(store, act):
    """People answer the question for stars in words."""
    done = await act("action_receive_praise", "that was great", intent="praise", before=ASKED)
    assert done.responses == ["utter_rated_well"]
    assert store.ratings.stars == 5


async def test_praise_after_the_stars_is_their_comment(store, act):
    """What is written after the stars goes to the team."""
    done = await act("action_receive_praise", "so friendly", intent="praise", before=RATED)
    assert done.responses == ["utter_comment_taken"]
    assert store.ratings.said == "so friendly"


async def test_a_complaint_as_a_comment_is_a_comment(store, act):
    """What was asked for is thanked for, and opens no complaint that nobody made."""
    done = await act("action_receive_complaint", "far too slow", intent="complain", before=RATED)
    assert done.responses == ["utter_comment_taken"]
    assert (store.ratings.said, store.tickets.opened) == ("far too slow", [])


async def test_a_comment_about_products_is_a_comment(store, act):
    """Whatever NLU takes the words for, they answer the question what went wrong."""
    done = await act("action_answer_question", "the answers about tents were wrong", before=RATED)
    assert done.responses == ["utter_comment_taken"]
    assert store.ratings.said == "the answers about tents were wrong"


async def test_stars_are_asked_for_once(store, act):
    """The first goodbye after something was done asks, the second does not."""
    first = await act("action_ask_rating", "bye", intent="goodbye", before=SERVED)
    again = await act("action_ask_rating", "bye", intent="goodbye", before=SERVED)
    assert (["utter_ask_rating"], []) == (first.responses, again.responses)


@pytest.mark.parametrize(
    "before",
    [
        [],
        [user("hi"), ran("utter_greet"), bot("Hello!")],
        [user("how are you"), ran("action_chat"), bot("Fine!")],
        [user("qwfp"), ran("action_try_answer"), ran("action_default_ask_affirmation"), bot("?")],
        [
            user("who founded it?"),
            ran("action_answer_question"),
            bot("I don't know.", response="utter_cannot_answer"),
        ],
        [
            user("my order?"),
            ran("action_show_order_status"),
            bot("Sign in.", response="utter_sign_in"),
        ],
    ],
)
async def test_where_nothing_was_done_there_is_nothing_to_rate(store, act, before):
    """Small talk, confusion and refusals are no service."""
    done = await act("action_ask_rating", "bye", intent="goodbye", before=before)
    assert done.responses == []
    assert not store.ratings.asked


async def test_a_resolved_handoff_can_be_rated(store, act):
    """A person helped, even where the bot did nothing."""
    store.handoffs.was_resolved = True
    done = await act("action_ask_rating", "thanks", intent="thanks")
    assert done.responses == ["utter_ask_rating"]


async def test_thanks_in_the_middle_of_a_request_are_no_end(store, act):
    """The request goes on; its end will be asked about."""
    before = [*SERVED, {"event": "active_loop", "name": "request_form"}]
    done = await act("action_ask_rating", "thanks", intent="thanks", before=before)
    assert done.responses == []


@pytest.mark.parametrize("who", ["waiting", "person"])
async def test_who_waits_for_a_person_is_not_at_the_end(store, act, who):
    """They are asked when it is over."""
    store.conversations.answering = who
    done = await act("action_ask_rating", "thanks", intent="thanks", before=SERVED)
    assert done.responses == []


@pytest.mark.parametrize(
    ("text", "choice", "stars", "response"),
    [
        ("/rate_service", "5", 5, "utter_rated_well"),
        ("/rate_service", "3", 3, "utter_rated_poorly"),
        ("7 out of 10", None, 4, "utter_rated_well"),
        ("one star", None, 1, "utter_rated_poorly"),
    ],
)
async def test_stars_are_kept_and_a_word_more_is_welcome(store, act, text, choice, stars, response):
    """By button or in words, asked for or not."""
    done = await act("action_rate_service", text, intent="rate_service", choice=choice)
    assert (stars, [response]) == (store.ratings.stars, done.responses)


async def test_a_wish_to_rate_is_met_with_the_stars(store, act):
    """Without a figure there is something to choose from."""
    done = await act("action_rate_service", "i want to rate this chat", intent="rate_service")
    assert done.responses == ["utter_ask_rating"]
    assert store.ratings.stars is None


@pytest.mark.parametrize("intent", ["inform", "nlu_fallback", "gibberish"])
async def test_a_bare_figure_after_the_question_is_a_rating(store, act, intent):
    """A lone "4" means nothing by itself; what was asked gives it its meaning."""
    done = await act("action_try_answer", "4", intent=intent, before=ASKED)
    assert (4, ["utter_rated_well"]) == (store.ratings.stars, done.responses)
    assert done.events[0]["value"] == "replied"


async def test_an_unclear_message_after_the_stars_is_their_comment(store, act):
    """Whatever NLU makes of it."""
    await act("action_try_answer", "hm the buttons were tiny", intent="nlu_fallback", before=RATED)
    assert store.ratings.said == "hm the buttons were tiny"


async def test_a_figure_without_a_question_is_none(store, act):
    """Two turns later a "4" is no rating any more."""
    before = [*ASKED, user("hello"), bot("Hello!")]
    await act("action_try_answer", "4", intent="inform", before=before)
    assert store.ratings.stars is None


async def test_yes_to_the_stars_shows_them_again(store, act):
    """An agreement names no number."""
    buttons = [{"title": "5, excellent", "payload": '/rate_service{"choice": "5"}'}]
    before = [*SERVED, user("bye"), bot("?", response="utter_ask_rating", buttons=buttons)]
    done = await act("action_accept_offer", "sure", intent="affirm", before=before)
    assert done.responses == ["utter_which_one"]


async def test_yes_to_a_comment_is_an_invitation(store, act):
    """And what follows is the comment."""
    done = await act("action_accept_offer", "yes", intent="affirm", before=RATED)
    assert done.responses == ["utter_ask_comment"]
