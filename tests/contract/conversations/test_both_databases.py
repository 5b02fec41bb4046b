"""What the conversations keep, on every database that they may be kept in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, Text, insert

import database
from conversations import (
    ActionTaken,
    Conversations,
    Evidence,
    EvidenceChunk,
    Frames,
    Handoffs,
    Photos,
    RankedIntent,
    Ratings,
    Tickets,
    Traces,
    Turn,
)
from conversations.answering import Person
from conversations.errors import ButtonUsed, HeldByAnother
from conversations.event_source import SqlBroker
from conversations.exchange import Exchange
from conversations.images import CleanPhoto
from conversations.replies import BotButton, BotMessage
from conversations.testing import take_over
from conversations.turn_log import TurnLog


@pytest.fixture
def conversation(engine):
    return Conversations(engine).open(welcome="Hi!").id


def test_writers_at_once_leave_no_hole_and_no_repetition(engine, conversation):
    """Eight threads that write one conversation take the numbers 2 to 41, each once."""
    exchange = Exchange(engine)

    def turn(n):
        asked = exchange.accept(conversation, f"m{n}", f"message {n}")
        exchange.finish(asked.turn_id, "answered", [BotMessage(f"reply {n}")])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(turn, range(20)))
    frames = Frames(engine).after(conversation, 0)
    assert list(range(1, 42)) == [frame.seq for frame in frames]
    assert [] == exchange.unanswered()


def test_the_same_message_at_once_is_one_message(engine, conversation):
    """A client id that arrives on eight connections at once is stored once."""
    exchange = Exchange(engine)
    with ThreadPoolExecutor(8) as pool:
        accepted = list(pool.map(lambda _: exchange.accept(conversation, "m", "x"), range(8)))
    assert 1 == len({each.turn_id for each in accepted})
    assert 2 == len(Frames(engine).after(conversation, 0))


def test_a_button_clicked_at_once_is_clicked_once(engine, conversation):
    """Of eight clicks that come together one goes through."""
    exchange = Exchange(engine)
    asked = exchange.accept(conversation, "m", "x")
    reply = BotMessage("?", buttons=[BotButton("Yes", "/affirm")])
    message = exchange.finish(asked.turn_id, "answered", [reply]).frame.data()["messages"][0]

    def click(n):
        try:
            return exchange.click(conversation, f"c{n}", message["buttons"][0]["id"]).forwarded
        except ButtonUsed:
            return "refused"

    with ThreadPoolExecutor(8) as pool:
        assert ["/affirm"] + 7 * ["refused"] == sorted(pool.map(click, range(8)))


def test_a_turn_finished_at_once_has_one_reply(engine, conversation):
    """Two endings of a turn that come together leave the first."""
    exchange = Exchange(engine)
    asked = exchange.accept(conversation, "m", "x")
    with ThreadPoolExecutor(8) as pool:
        finished = list(
            pool.map(lambda n: exchange.finish(asked.turn_id, "fault", [BotMessage(n)]), "abcdefgh")
        )
    assert 1 == sum(each.first for each in finished)
    assert 1 == len({each.frame for each in finished})


def test_a_person_asked_for_at_once_is_asked_for_once(engine, conversation):
    """Concurrent requests for a person are one request."""
    handoffs = Handoffs(engine)
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda n: handoffs.request(conversation, f"{n}"), range(8)))
    assert 1 == len({handoff.id for handoff in asked})
    assert 1 == len(handoffs.waiting())


def test_a_conversation_that_agents_take_at_once_is_one_agents(engine, conversation):
    """Of eight who accept together one has it, and the others are told who."""

    def accept(name):
        try:
            return take_over(engine, conversation, Person(name, name)).agent_id
        except HeldByAnother as refused:
            return str(refused)

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(accept, "abcdefgh"), key=len)
    assert [f"{found[0]} has this conversation."] * 7 == found[1:]
    assert 1 == Conversations(engine).get(conversation).epoch


def test_stars_asked_for_at_once_are_asked_for_once(engine, conversation):
    """Of eight goodbyes that come together one asks."""
    ratings = Ratings(engine)
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda _: ratings.ask(conversation), range(8)))
    assert [False] * 7 + [True] == sorted(asked)
    ratings.rate(conversation, 4)
    assert 4 == ratings.of(conversation).stars


def test_a_complaint_at_once_is_one_ticket_with_all_words(engine, conversation):
    """Concurrent complaints of one conversation lose no word and make no second ticket."""
    tickets = Tickets(engine)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: tickets.open(conversation, "complaint", f"{n}"), range(8)))
    (ticket,) = tickets.waiting()
    assert set("01234567") == set(ticket.text.splitlines())
    assert "closed" == tickets.close(ticket.id, "Ada").status


def test_a_photo_uploaded_at_once_is_one_photo(engine, conversation, tmp_path):
    """A repeated upload leaves one row and one file, and the message that sends it one photo."""
    photos, exchange = Photos(engine, tmp_path / "photos"), Exchange(engine)
    clean = CleanPhoto(b"pixels", 4, 3)
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda _: photos.add(conversation, clean), range(8)))
    (photo_id,) = {photo.id for photo in added}
    assert 1 == len(list((tmp_path / "photos").iterdir()))
    sent = exchange.accept(conversation, "m", "", [{"id": photo_id}])
    assert [(photo_id, sent.turn_id)] == [
        (photo.id, photo.message_id) for photo in photos.photos_of(conversation)
    ]


def test_a_trace_comes_back_as_it_was_kept(engine, conversation):
    """Times stay aware and in UTC, figures and nested records stay what they were."""
    traces = Traces(engine)
    at = datetime(2030, 1, 31, 23, 59, 59, 123000, tzinfo=UTC)
    turn = Turn(
        turn_id="t1",
        conversation_id=conversation,
        text="ünïcödé 🙂",
        intent="greet",
        confidence=0.9,
        ranking=(RankedIntent("greet", 0.9),),
        entities=({"entity": "product", "value": "tent"},),
        actions=(ActionTaken("utter_greet", "RulePolicy", 1.0),),
        replies=("Hi!",),
        started_at=at,
        ended_at=at + timedelta(seconds=1),
    )
    evidence = Evidence("?", "answered", (EvidenceChunk("c", "a.md", "A", 1.0, 0.5, 3.0),))
    for _ in range(2):
        traces.record_turn(turn)
        traces.record_evidence("t1", conversation, evidence)
    assert (turn, evidence) == (traces.get("t1").turn, traces.get("t1").evidence)


def test_the_brokers_table_is_read_wherever_it_is(engine, database_url, conversation):
    """The worker reads Rasa's events from the same kinds of database."""
    table = Table(
        "events",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("sender_id", String(255)),
        Column("data", Text),
    )
    source = SqlBroker(database_url)
    assert [] == source.read(0, 10)
    with database.writing(engine) as connection:
        table.create(connection)
        event = '{"event": "user", "timestamp": 1.0, "text": "hi", "metadata": {"turn_id": "t1"}}'
        connection.execute(insert(table).values(sender_id=conversation, data=event))
    log = TurnLog(engine)
    assert (1, 0) == (log.catch_up(source), log.catch_up(source))
    assert "hi" == Traces(engine).get("t1").turn.text
    source.close()
