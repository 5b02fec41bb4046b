"""The numbers of the console on every database: conversations whose truth is known by hand."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

import database
from conversations import Evidence, Handoffs, Inbox, InboxFilter, InboxIndex, Ratings, Tickets
from conversations.inbox import DayCounts, Days
from conversations.inbox.days import count_all
from conversations.inbox.forgetting import forget_entries
from conversations.inbox.reviews import Reviews
from conversations.inbox.terms import Term
from conversations.replies import BotMessage
from conversations.tables import handoffs, messages
from conversations.takeover import say
from conversations.testing import ADA, Talks, hand_back, take_over

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)
WEEK = Days(FIRST, LAST)
UNANSWERED = Evidence("?", "no_answer")


@pytest.fixture
def talks(engine):
    return Talks(engine)


@pytest.fixture
def counts(engine):
    return DayCounts(engine)


@pytest.fixture
def began(talks):
    """Has a conversation begin on a day of March at noon."""

    def set_(conversation, day):
        first = select(func.min(messages.c.at)).where(
            messages.c.conversation_id == conversation, messages.c.sender == "shopper"
        )
        with database.reading(talks.engine) as connection:
            at = connection.execute(first).scalar_one()
        talks.move(conversation, NOON + timedelta(days=day - 2) - at)
        return conversation

    return set_


def decide(engine, what, *arguments):
    with database.writing(engine) as connection:
        return getattr(Reviews(), what)(connection, *arguments)


def handed_over(talks, waited, spoke):
    """A conversation that waited so many seconds for Ada, who spoke so many after the wish."""
    conversation = talks.open()
    talks.turn(conversation, "I want a person", intent="ask_human")
    asked = Handoffs(talks.engine).request(conversation, "no reason").requested_at
    take_over(talks.engine, conversation)
    with database.writing(talks.engine) as connection:
        say(connection, conversation, ADA.id, "Hello.", client_id="1")
    hand_back(talks.engine, conversation)
    came, said = asked + timedelta(seconds=waited), asked + timedelta(seconds=spoke)
    ours = handoffs.c.conversation_id == conversation
    with database.writing(talks.engine) as connection:
        connection.execute(update(handoffs).where(ours).values(accepted_at=came, ended_at=said))
        connection.execute(update(messages).where(messages.c.sender == "agent").values(at=said))
    return conversation


def test_every_number_is_what_happened(engine, talks, counts, began):
    """Seven conversations, each of its own kind, counted on the day of their first message."""
    contained = talks.open()
    talks.turn(contained, latency_ms=900.0)
    Ratings(engine).rate(contained, 5)
    refused = talks.open()
    talks.turn(refused, evidence=UNANSWERED, latency_ms=1000.1)
    disliked = talks.open()
    talks.turn(disliked)
    Ratings(engine).rate(disliked, 2)
    ticket = talks.open()
    talks.turn(ticket, intent="complain")
    Tickets(engine).open(ticket, "complaint", "broken")
    agent = handed_over(talks, waited=59, spoke=61)
    never = talks.open()
    talks.turn(never, intent="complain")
    Handoffs(engine).request(never, "")
    late = talks.open()
    talks.turn(late, outcome="fault", latency_ms=25 * 3600 * 1000)
    for each, day in zip((contained, refused, disliked), (2, 2, 3), strict=True):
        began(each, day)
    for each in (ticket, agent, never):
        began(each, 8)
    began(late, 9)
    talks.index()
    decide(engine, "resolve", [agent, never, contained], "a1")
    assert {
        "outcome": {"contained": 3, "ticket": 1, "person": 2},
        "resolution": {"bot": 1, "agent": 2, "open": 3},
        "handoff": {"ask_human": 1, "complain": 1},
        "rating": {"5": 1, "2": 1},
        "unanswered": {"yes": 1},
        "intent": {"ask_product": 3, "complain": 2, "ask_human": 1},
        "first_reply": {"0.5": 4, "1": 1, "2": 1},
        "wait": {"60": 1, "never": 1},
        "agent_reply": {"120": 1},
    } == counts.totals(WEEK)
    assert {"longer": 1} == counts.totals(Days(date(2026, 3, 9), date(2026, 3, 9)))["first_reply"]
    assert {
        date(2026, 3, 2): {Term("outcome", "contained"): 2},
        date(2026, 3, 3): {Term("outcome", "contained"): 1},
        date(2026, 3, 8): {Term("outcome", "ticket"): 1, Term("outcome", "person"): 2},
    } == counts.by_day(WEEK, ["outcome"])
    assert FIRST == counts.first_day()


def test_a_number_is_what_the_inbox_finds(engine, talks, counts, began):
    """Sixty conversations at random: each count is as many as the inbox lists by it."""
    chance = random.Random(4)
    for _ in range(60):
        conversation = talks.open()
        for _ in range(chance.randint(1, 2)):
            talks.turn(
                conversation,
                intent=chance.choice(("greet", "ask_product", "complain")),
                latency_ms=chance.choice((200.0, 1500.0, 8000.0)),
                evidence=chance.choice((None, UNANSWERED)),
                reply=BotMessage("Yes."),
            )
        if chance.random() < 0.3:
            Ratings(engine).rate(conversation, chance.randint(1, 5))
        if chance.random() < 0.2:
            Handoffs(engine).request(conversation, "")
        began(conversation, chance.randint(1, 12))
    talks.index()
    inbox = Inbox(engine)
    for days in (WEEK, Days(FIRST, FIRST), Days(date(2020, 1, 1), date(2030, 1, 1))):
        totals = counts.totals(days)
        assert totals
        for kind, values in totals.items():
            for value, count in values.items():
                wanted = InboxFilter({kind: (value,)}, began=days)
                assert (kind, value, count) == (kind, value, inbox.count(wanted))
                assert count == len(inbox.page(wanted, limit=100).rows)
        both = InboxFilter({"outcome": ("contained",), "intent": ("greet",)}, began=days)
        found = inbox.count(both)
        assert found == len(inbox.page(both, limit=100).rows)
        assert found <= totals["outcome"]["contained"]


def test_numbers_follow_what_happens_later(engine, talks, counts, began):
    """A conversation that goes on changes its own day, and is never counted twice."""
    conversation = talks.open()
    talks.turn(conversation)
    began(conversation, 2)
    talks.index()
    talks.index()
    assert {"contained": 1} == counts.totals(WEEK)["outcome"]
    talks.turn(conversation, "a person, please", intent="ask_human")
    Handoffs(engine).request(conversation, "")
    talks.index()
    assert {"person": 1} == counts.totals(WEEK)["outcome"]
    decide(engine, "resolve", [conversation], "a1")
    assert {"agent": 1} == counts.totals(WEEK)["resolution"]
    with database.writing(engine) as connection:
        count_all(connection)
    assert {"person": 1} == counts.totals(WEEK)["outcome"]
    assert {} == counts.totals(Days(date(2026, 3, 3), LAST))


def test_what_is_erased_counts_no_more(engine, talks, counts, began):
    """The numbers are of what there is, and a word that nobody else said is gone."""
    kept, erased = talks.open(), talks.open()
    talks.turn(kept)
    talks.turn(erased, intent="ask_grandmother")
    for each in (kept, erased):
        began(each, 2)
    talks.index()
    with database.writing(engine) as connection:
        forget_entries(connection, [erased])
    totals = counts.totals(WEEK)
    assert ({"contained": 1}, {"ask_product": 1}) == (totals["outcome"], totals["intent"])
    assert ["ask_product"] == Inbox(engine).values("intent")


def test_indexing_at_once_counts_each_once(engine, talks, counts):
    """Eight indexers beside eight writers end with the counts of the index made anew."""
    made = [talks.open() for _ in range(8)]

    def work(number):
        talks.turn(made[number % 8], intent=("greet", "complain")[number % 2])
        InboxIndex(engine).catch_up()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    talks.index()
    always = Days(date(2020, 1, 1), date(2100, 1, 1))
    kept = counts.totals(always)
    assert {"contained": 8} == kept["outcome"]
    with database.writing(engine) as connection:
        count_all(connection)
    assert kept == counts.totals(always)
