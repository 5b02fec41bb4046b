"""What the desk asks of the conversations, on every database."""

from __future__ import annotations

import pytest

import database
from conversations import Handoffs
from conversations.inbox.reviews import Reviews
from conversations.inbox.similar import similar_resolved
from conversations.testing import Talks, hand_back, take_over
from conversations.waiting import Queue


@pytest.fixture
def talks(engine):
    return Talks(engine)


def test_who_waits_longest_comes_first(engine, talks):
    """With the reason and their last words; who was accepted waits no more."""
    first, second, third = talks.open("C-1", "Ada"), talks.open(None, None), talks.open()
    for each in (first, second, third):
        talks.turn(each, "hello")
        talks.turn(each, "hello?")
    for each, reason in ((first, "late"), (second, ""), (third, "torn")):
        Handoffs(engine).request(each, reason)
    take_over(engine, third)
    waiting = Queue(engine).waiting()
    assert [(first, "late", "hello?"), (second, "", "hello?")] == [
        (each.conversation_id, each.reason, each.said) for each in waiting
    ]
    assert ("Ada", "C-1") == (waiting[0].customer_name, waiting[0].customer_id)
    assert waiting[0].since <= waiting[1].since
    assert 2 == Queue(engine).count()
    assert [first] == [each.conversation_id for each in Queue(engine).waiting(limit=1)]


def test_resolved_conversations_are_ranked_by_the_words_they_share(engine, talks):
    """The open ones are not, nor is the conversation itself; words are no query language."""
    ours = talks.open()
    texts = {
        "pole": "my tent pole arrived broken",
        "tent": "is the tent waterproof",
        "shoe": "wrong size of shoes",
    }
    others = {name: talks.open(f"C-{name}") for name in texts}
    for name, text in texts.items():
        talks.turn(others[name], text)
    talks.turn(ours, "tent pole broken")
    still_open = talks.open("C-9")
    talks.turn(still_open, "tent pole broken again")
    take_over(engine, others["pole"])
    hand_back(engine, others["pole"], summary="A new pole was sent.")
    talks.index()
    with database.writing(engine) as connection:
        Reviews().resolve(connection, [*others.values(), ours], "jonas")
    found = similar_resolved(engine, ours, ["the tent POLE is broken", "why"])
    assert [others["pole"], others["tent"]] == [each.conversation_id for each in found]
    assert ("my tent pole arrived broken", "A new pole was sent.") == (
        found[0].excerpt,
        found[0].agreed,
    )
    assert [] == similar_resolved(engine, ours, ["why me", '" OR * NEAR(:!) &'])
    assert 1 == len(similar_resolved(engine, ours, ["tent pole"], limit=1))
