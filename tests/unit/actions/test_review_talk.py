"""What buyers say is told with figures, quotes and their sources, or that nobody said anything."""

from __future__ import annotations

import json

import pytest
from shopping import Shopper

from tests.unit.knowledge.shop import Shop

SAID = [
    ("The zip runs smoothly.", 5),
    ("The zip broke at once.", 1),
    ("A great zip.", 4),
    ("Keeps me dry.", 5),
    ("The hood is too big.", 3),
]


@pytest.fixture
def shopper(tmp_path):
    shop = Shop(tmp_path)
    rows = [
        {"id": f"r{n}", "product_id": "storm", "rating": stars, "text": text, "date": "2031-02-03"}
        for n, (text, stars) in enumerate(SAID)
    ]
    shop.write("reviews.jsonl", "\n".join(map(json.dumps, rows)))
    shopper = Shopper(shop)
    shopper.page = {"product_id": "storm"}
    shopper.store.knowledge.review_summaries = shop.knowledge.review_summaries
    return shopper


async def ask(shopper, text, **more):
    return await shopper.say("action_answer_question", text, intent="ask_product_detail", **more)


async def test_a_thing_that_several_speak_of(shopper):
    """How many, how, and one quote of each side, each cited."""
    assert ["utter_reviews_of_aspect"] == await ask(shopper, "what do people say about the zip?")
    (message,) = shopper.messages
    told = [message[name] for name in ("mentions", "total", "verdicts", "aspect")]
    assert ["3", "5 reviews", "2 well and 1 badly", "zip"] == told
    assert (
        "\u201cThe zip broke at once.\u201d (1 of 5 stars, February 3, 2031)" in message["quotes"]
    )
    assert ["reviews.jsonl"] * 2 == [one["source"] for one in message["custom"]["citations"]]
    ((_, _, evidence),) = shopper.store.traces.recorded
    assert ("summarised", 3) == (evidence.outcome, len(evidence.chunks))


async def test_few_mentions_are_said_to_be_few(shopper):
    """One voice is no opinion of the buyers."""
    assert ["utter_reviews_few"] == await ask(shopper, "how do buyers find the hood?")
    assert ("1", "5 reviews") == tuple(shopper.messages[0][name] for name in ("mentions", "total"))


async def test_what_nobody_mentions_is_not_made_up(shopper):
    """It is said, and a person offered by the response."""
    assert ["utter_reviews_silent"] == await ask(shopper, "any complaints about the battery?")


async def test_no_complaint_is_good_news(shopper):
    """The question was for what is bad."""
    said = await ask(shopper, "any complaints about how dry it keeps you?")
    assert said[0] in {"utter_reviews_no_complaints", "utter_reviews_silent"}


async def test_a_follow_up_asks_of_another_thing(shopper):
    """The question before says what is asked."""
    await ask(shopper, "what do people say about the zip?")
    assert ["utter_reviews_few"] == await ask(shopper, "and the hood?")


async def test_the_fit_by_buyers_is_no_size_advice(shopper):
    """Whatever NLU takes it for."""
    said = await shopper.say(
        "action_advise_size", "is it true to size according to buyers?", intent="ask_size"
    )
    assert ["utter_reviews_few"] == said


async def test_the_product_as_a_whole(shopper):
    """Stars on average, and how many like it."""
    assert ["utter_reviews_of_product"] == await ask(shopper, "what do buyers think of it?")
    assert "3.6" == shopper.messages[0]["stars"]


async def test_a_product_without_reviews(shopper):
    """Nothing is guessed."""
    shopper.page = {"product_id": "mug"}
    assert ["utter_reviews_missing"] == await ask(shopper, "what do people say about it?")
