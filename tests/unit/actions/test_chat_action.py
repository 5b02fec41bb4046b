"""Small talk, photos without a word, and languages that are not spoken."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from shop_records import order
from trackers import bot, user


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("how are you today", "utter_chat_mood"),
        ("are you bored", "utter_chat_mood"),
        ("tell me a joke", "utter_chat_joke"),
        ("lovely weather today", "utter_chat_weather"),
        ("i'm so tired today", "utter_chat_sympathy"),
        ("will you marry me", "utter_chat_friend"),
        ("it's my birthday today", "utter_chat_congratulations"),
        ("merry christmas", "utter_chat_wishes"),
        ("do you like coffee", "utter_chat_tastes"),
        ("guess where i am", "utter_chat"),
    ],
)
async def test_small_talk_is_met_in_kind(act, text, response):
    """A joke is asked for and told; what fits nothing gets a friendly word."""
    assert (await act("action_chat", text, intent="chitchat")).responses == [response]


async def test_a_photo_without_a_word_is_asked_about(act):
    """Outside a claim nobody knows what it shows."""
    metadata = {"turn_id": "t1", "deadline": time.time() + 20, "photos": ["p1"]}
    done = await act("action_try_answer", "/inform", intent="inform", metadata=metadata)
    assert done.responses == ["utter_photo_received"]
    assert done.events[0]["value"] == "replied"


async def test_an_order_number_alone_asks_where_it_is(store, act):
    """Whoever was told that there is no such order types the right number next."""
    store.conversations.customer, store.orders.orders = "C-1", [order("HP-10001")]
    before = [user("my order HP-1?"), bot("?", response="utter_order_not_found")]
    done = await act(
        "action_try_answer",
        "HP-10001",
        intent="inform",
        order_number="HP-10001",
        before=before,
    )
    assert done.responses == ["utter_order_shipped_due"]
    assert done.events[0]["value"] == "replied"


async def test_an_order_number_is_no_comment_on_the_service(store, act):
    """Whoever goes on with an order after the stars has something else in mind."""
    store.conversations.customer, store.orders.orders = "C-1", [order("HP-10001")]
    before = [user("4"), bot("Thanks!", response="utter_rated_well")]
    done = await act(
        "action_try_answer",
        "HP-10001",
        intent="inform",
        order_number="HP-10001",
        before=before,
    )
    assert done.responses == ["utter_order_shipped_due"]
    assert store.ratings.said is None


@pytest.mark.parametrize(
    ("code", "response"), [("de", "utter_language_de"), ("pl", "utter_language")]
)
async def test_a_language_that_is_not_spoken_is_named(store, act, code, response):
    """In the shopper's own words where there are some, else in English; never looked up."""
    store.languages = SimpleNamespace(foreign=lambda _text: code)
    done = await act("action_try_answer", "wo ist mein Paket", intent="nlu_fallback")
    assert done.responses == [response]
    assert store.answers.asked == []


async def test_what_was_asked_for_comes_before_the_language(store, act):
    """A comment in German is a comment."""
    store.languages = SimpleNamespace(foreign=lambda _text: "de")
    before = [user("4"), bot("Thanks!", response="utter_rated_well")]
    await act("action_try_answer", "das war sehr freundlich", intent="gibberish", before=before)
    assert store.ratings.said == "das war sehr freundlich"
