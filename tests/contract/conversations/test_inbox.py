"""The agents' inbox on every database: what a filter finds, and that nothing is missed."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

import database
from conversations import Evidence, Handoffs, Inbox, InboxFilter, InboxIndex, Ratings
from conversations.inbox.filters import tenths_below, tenths_from
from conversations.inbox.reviews import Reviews
from conversations.inbox.terms import Term
from conversations.testing import Talks, take_over

INTENTS = ("ask_product", "ask_order_status", "greet")


@pytest.fixture
def talks(engine):
    return Talks(engine)


@pytest.fixture
def inbox(engine):
    return Inbox(engine)


def found(inbox, text="", **terms):
    chosen = {kind: (value,) if isinstance(value, str) else value for kind, value in terms.items()}
    return [row.conversation_id for row in inbox.page(InboxFilter(chosen, text=text)).rows]


def decide(engine, what, *arguments):
    with database.writing(engine) as connection:
        return getattr(Reviews(), what)(connection, *arguments)


def test_a_conversation_is_found_by_all_that_is_known_of_it(engine, talks, inbox):
    """Every kind of term leads to it, and to no other."""
    conversation, other = talks.open("C-1"), talks.open("C-2", channel="app")
    talks.turn(
        conversation,
        "Is the Alta waterproof?",
        confidence=0.43,
        entities=({"entity": "product", "value": "Alta 2"},),
        actions=("action_answer",),
        evidence=Evidence("?", "no_answer"),
    )
    talks.turn(other, "hello", intent="greet", actions=("utter_greet",))
    Handoffs(engine).request(conversation, "too slow")
    Ratings(engine).rate(conversation, 2)
    talks.index()
    decide(engine, "tag", [conversation], "vip", "a1")
    decide(engine, "assign", [conversation], "a1")
    decide(engine, "mark_reviewed", [conversation], "a1")
    for terms in (
        {"customer": "C-1"},
        {"channel": "web"},
        {"status": "waiting"},
        {"intent": "ask_product"},
        {"entity": "product"},
        {"entity_value": "product=Alta 2"},
        {"action": "action_answer"},
        {"confidence": tenths_below(0.5)},
        {"rating": "2"},
        {"handoff": "ask_product"},
        {"unanswered": "yes"},
        {"tag": "vip"},
        {"assignee": "a1"},
        {"reviewed": "yes"},
        {"intent": "ask_product", "status": ("waiting", "bot")},
    ):
        assert (terms, [conversation]) == (terms, found(inbox, **terms))
    assert [other] == found(inbox, confidence=tenths_from(0.5))
    assert [] == found(inbox, intent="ask_product", customer="C-2")
    assert [] == found(inbox, intent="never_heard")


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("waterproof", True),
        ("WATERPROOF alta", True),
        ("waterpr", True),
        ('"waterproof alta"', False),
        ('"alta waterproof"', True),
        ("größe grosse", False),
        ("tent", False),
        ("alta OR tent", False),
        ("alta' & | ! (:* \\ ", True),
        ("Lovelace", True),
    ],
)
def test_words_are_searched_for_as_they_are(talks, inbox, words, finds):
    """Quotes hold words together, the last may be unfinished, and nothing is a command."""
    conversation = talks.open()
    talks.turn(conversation, "Is the Alta waterproof?")
    talks.index()
    assert ([conversation] if finds else []) == found(inbox, words)


def test_any_filter_finds_what_looking_at_each_would(engine, talks, inbox):
    """Two hundred random filters, page by page, against the plain reading of their terms."""
    chance = random.Random(6)
    truth = {}
    for number in range(40):
        conversation = talks.open(f"C-{number % 3}")
        truth[conversation] = {("customer", f"C-{number % 3}"), ("status", "bot")}
        for _ in range(chance.randint(1, 3)):
            intent, confidence = chance.choice(INTENTS), chance.randint(0, 99) / 100
            talks.turn(conversation, intent=intent, confidence=confidence)
            truth[conversation] |= {("intent", intent), ("confidence", f"{confidence:.2f}"[:3])}
    talks.index()
    newest = list(reversed(found_all(inbox, InboxFilter())))
    assert list(truth) == newest
    for _ in range(200):
        terms = {
            kind: values
            for kind, values in {
                "customer": (f"C-{chance.randint(0, 3)}",),
                "intent": tuple(chance.sample(INTENTS, chance.randint(1, 2))),
                "confidence": tenths_below(chance.randint(1, 9) / 10),
            }.items()
            if chance.random() < 0.5
        }
        wanted = [
            conversation
            for conversation in reversed(truth)
            if all(
                truth[conversation] & {(kind, value) for value in values}
                for kind, values in terms.items()
            )
        ]
        assert wanted == found_all(inbox, InboxFilter(terms))
        assert min(len(wanted), 5) == inbox.count(InboxFilter(terms), most=5)


def found_all(inbox, wanted):
    """All pages of a filter, seven rows at a time."""
    listed, after = [], None
    while True:
        page = inbox.page(wanted, after=after, limit=7)
        listed += [row.conversation_id for row in page.rows]
        after = page.next
        if after is None:
            return listed


def test_indexing_at_once_loses_nothing_and_repeats_nothing(engine, talks, inbox):
    """Eight indexers beside eight writers end with every conversation, once."""
    made = [talks.open(f"C-{number}") for number in range(16)]

    def work(number):
        talks.turn(made[number % 16])
        InboxIndex(engine).catch_up()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(32)))
    talks.index()
    rows = inbox.page(InboxFilter()).rows
    assert set(made) == {row.conversation_id for row in rows}
    assert [2] * 16 == [row.turns for row in rows]
    assert set(made) == set(found(inbox, intent="ask_product"))


def test_a_resolved_conversation_opens_again_when_the_shopper_writes(engine, talks, inbox):
    """Resolving ends a wish for a person; the next message undoes the resolution."""
    conversation = talks.open()
    talks.turn(conversation)
    Handoffs(engine).request(conversation, "")
    assert [conversation] == decide(engine, "resolve", [conversation], "a1")
    assert [conversation] == found(inbox, status="resolved")
    assert "bot" == talks.conversations.get(conversation).answering
    talks.turn(conversation, "one more thing")
    talks.index()
    assert [conversation] == found(inbox, status="bot")
    decide(engine, "resolve", [conversation], "a1")
    decide(engine, "reopen", [conversation])
    assert [] == found(inbox, status="resolved")


def test_what_an_agent_talks_in_is_not_resolved_over_their_head(engine, talks, inbox):
    """It has to be handed back first."""
    conversation = talks.open()
    talks.turn(conversation)
    take_over(engine, conversation)
    assert [] == decide(engine, "resolve", [conversation, "unknown"], "a1")
    talks.index()
    assert [conversation] == found(inbox, status="agent")


def test_tags_come_and_go_once(engine, talks, inbox):
    """A tag that is there is not put on again; one that is not cannot be taken off."""
    conversation = talks.open()
    talks.turn(conversation)
    assert [conversation] == decide(engine, "tag", [conversation, "unknown"], "vip", "a1")
    assert [] == decide(engine, "tag", [conversation], "vip", "a2")
    assert [conversation] == decide(engine, "untag", [conversation], "vip")
    assert [] == decide(engine, "untag", [conversation], "vip")
    assert [] == found(inbox, tag="vip")


def test_others_may_know_more(talks, inbox):
    """Terms of a source are filtered by like any other."""
    conversation, other = talks.open(), talks.open()
    talks.turn(conversation)
    talks.turn(other)

    class Moods:
        def terms(self, connection, conversation_ids):
            return {conversation: [Term("mood", "negative"), Term("propensity", "0.7")]}

    talks.index([Moods()])
    assert [conversation] == found(inbox, mood="negative", propensity=tenths_from(0.6))
    assert ["negative"] == inbox.values("mood")


def test_a_chat_that_nobody_spoke_in_is_not_in_the_inbox(talks, inbox):
    """Opening the widget makes no work for anybody."""
    talks.open(welcome="Hello!")
    talks.index()
    assert [] == found(inbox)
