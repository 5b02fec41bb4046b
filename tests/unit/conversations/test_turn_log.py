from __future__ import annotations

import sqlite3
import threading

import pytest
from rasa_log import SENDER, RasaFile, turn_events

from conversations.event_source import LoggedEvent, SqlBroker, TrackerStore
from conversations.traces import Evidence, EvidenceChunk, EvidenceVerdict, Traces
from conversations.turn_log import TurnLog
from tilly.worker import follow


@pytest.fixture
def broker_file(tmp_path):
    return RasaFile(tmp_path / "events.db", with_sender=True)


@pytest.fixture
def broker(broker_file):
    broker = SqlBroker(f"sqlite:///{broker_file.path}")
    yield broker
    broker.close()


@pytest.fixture
def tracker_file(tmp_path):
    return RasaFile(tmp_path / "tracker.db", with_sender=False)


@pytest.fixture
def tracker(tracker_file):
    tracker = TrackerStore(f"sqlite:///{tracker_file.path}")
    yield tracker
    tracker.close()


@pytest.fixture
def traces(engine):
    return Traces(engine)


def test_a_turn_is_told_from_its_events(engine, broker, broker_file, traces):
    """Text, intent, ranking, entities, actions and replies end in one turn."""
    broker_file.add(
        {"event": "action", "name": "action_session_start", "timestamp": 1.0},
        {"event": "session_started", "timestamp": 2.0},
        *turn_events("t1", "returns?", at=100.0),
    )
    assert 5 == TurnLog(engine).catch_up(broker)
    turn = traces.get("t1").turn
    assert (SENDER, "returns?", "ask_policy", 0.93) == (
        turn.conversation_id,
        turn.text,
        turn.intent,
        turn.confidence,
    )
    assert ["ask_policy", "greet"] == [ranked.name for ranked in turn.ranking]
    assert ({"entity": "topic", "value": "returns", "start": 0, "end": 3},) == turn.entities
    (action,) = turn.actions
    assert ("action_answer", "RulePolicy", 1.0) == (action.name, action.policy, action.confidence)
    assert ("Thirty days.",) == turn.replies
    assert 0.4 == pytest.approx((turn.ended_at - turn.started_at).total_seconds())


def test_reading_again_changes_nothing(engine, broker, broker_file, traces):
    """A second reader, a lost cursor and a replaced file read no event twice."""
    broker_file.add(*turn_events("t1", "one", at=100.0))
    log = TurnLog(engine)
    assert 5 == log.catch_up(broker)
    assert 0 == log.catch_up(broker)
    assert 0 == TurnLog(engine).catch_up(broker)
    broker_file.path.unlink()
    assert 0 == log.catch_up(broker)
    broker_file.create()
    broker_file.add(*turn_events("t1", "one", at=100.0), *turn_events("t2", "two", at=200.0))
    assert 5 == log.catch_up(broker)
    assert ["one", "two"] == [turn.text for turn in traces.turns_of(SENDER)]
    assert 1 == len(traces.get("t1").turn.actions)


def test_a_turn_split_over_two_readings_is_whole(engine, broker, broker_file, traces):
    """Events that arrive later, even after a restart, join their turn."""
    events = turn_events("t1", "one", at=100.0)
    broker_file.add(*events[:2])
    TurnLog(engine).catch_up(broker)
    assert () == traces.get("t1").turn.actions
    broker_file.add(*events[2:])
    TurnLog(engine).catch_up(broker)
    assert 1 == len(traces.get("t1").turn.actions)


def test_conversations_that_alternate_do_not_mix(engine, broker, broker_file, traces):
    """Interleaved events of two conversations make two turns."""
    first, second = turn_events("t1", "one", at=1.0), turn_events("t2", "two", at=1.0)
    for mine, theirs in zip(first, second, strict=True):
        broker_file.add(mine, sender="a")
        broker_file.add(theirs, sender="b")
    TurnLog(engine).catch_up(broker)
    assert [("a", "one"), ("b", "two")] == [
        (traces.get(turn).conversation_id, traces.get(turn).turn.text) for turn in ("t1", "t2")
    ]


def test_what_the_broker_missed_comes_from_the_tracker_store(
    engine, broker, broker_file, tracker, tracker_file, traces
):
    """Events in both are one; missing ones take their place in the turn."""
    events = turn_events("t1", "one", at=100.0)
    events.insert(3, {**events[2], "name": "action_second", "timestamp": 100.35})
    broker_file.add(events[0], events[1], *events[3:])
    tracker_file.add(*events, *turn_events("t2", "two", at=200.0))
    log = TurnLog(engine)
    assert 5 == log.catch_up(broker)
    assert 6 == log.catch_up(tracker)
    assert ["action_answer", "action_second"] == [
        action.name for action in traces.get("t1").turn.actions
    ]
    assert "two" == traces.get("t2").turn.text


def test_one_event_has_one_key_in_both_sources():
    """The broker adds the sender to an event, and the key does not depend on that."""
    event = turn_events("t1", "one", at=100.0)[0]
    in_broker = LoggedEvent(1, SENDER, {"sender_id": SENDER, **event})
    in_tracker = LoggedEvent(77, SENDER, dict(reversed(event.items())))
    assert in_broker.key == in_tracker.key
    assert in_broker.key != LoggedEvent(1, "other", event).key


def test_a_missing_file_or_table_is_no_events(engine, tmp_path):
    """Before Rasa has started there is nothing, and no file is made."""
    missing = SqlBroker(f"sqlite:///{tmp_path / 'rasa' / 'events.db'}")
    assert 0 == TurnLog(engine).catch_up(missing)
    assert not (tmp_path / "rasa").exists()
    empty = tmp_path / "empty.db"
    sqlite3.connect(empty).close()
    source = SqlBroker(f"sqlite:///{empty}")
    assert ([], 0) == (source.read(0, 10), source.last_position())
    source.close()


def test_rows_that_are_no_events_are_passed_over(engine, broker, broker_file, traces):
    """Broken rows neither stop the reader nor hide what follows them."""
    broker_file.add_text("{", "[]", '{"event": 7}', "null")
    odd = {"event": "user", "metadata": {"turn_id": "t0"}, "parse_data": {"intent_ranking": 7}}
    broker_file.add(odd, *turn_events("t1", "one", at=100.0))
    TurnLog(engine).catch_up(broker)
    assert "one" == traces.get("t1").turn.text
    assert traces.get("t0") is None


def test_a_card_number_is_masked_in_events_too(engine, broker, broker_file, traces):
    """A message that reached Rasa past the gateway is masked before it is kept."""
    broker_file.add(*turn_events("t1", "4111 1111 1111 1111", at=100.0))
    TurnLog(engine).catch_up(broker)
    assert "[card number removed]" == traces.get("t1").turn.text
    with engine.connect() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())
    assert "4111" not in dump


def test_turns_of_other_channels_get_an_id_of_their_own(engine, broker, broker_file, traces):
    """A message that the gateway did not send is recorded under its event's key."""
    events = turn_events("t1", "from the shell", at=100.0)
    events[0]["metadata"] = {}
    broker_file.add(*events)
    TurnLog(engine).catch_up(broker)
    (turn,) = traces.turns_of(SENDER)
    assert ("from the shell", 64) == (turn.text, len(turn.turn_id))


def test_what_a_person_said_is_none_of_the_bots_replies(engine, broker, broker_file, traces):
    """Nor does it lengthen the turn that it came after; what was said to them is a turn."""
    broker_file.add(*turn_events("t1", "a person please", at=100.0))
    TurnLog(engine).catch_up(broker)
    before = traces.get("t1").turn
    told = {"sender": "agent", "note": "n1"}
    broker_file.add(
        {"event": "bot", "timestamp": 199.0, "text": "Ada here.", "metadata": told},
        {"event": "user", "timestamp": 200.0, "text": "hi Ada", "parse_data": {},
         "metadata": {"turn_id": "t2", "note": "n2"}},
    )  # fmt: skip
    TurnLog(engine).catch_up(broker)
    assert before == traces.get("t1").turn
    assert ("hi Ada", ()) == (traces.get("t2").turn.text, traces.get("t2").turn.replies)


def test_a_new_session_does_not_lengthen_the_turn_before(engine, broker, broker_file, traces):
    """What Rasa logs when a session begins belongs to no turn."""
    broker_file.add(
        *turn_events("t1", "one", at=100.0),
        {"event": "action", "name": "action_session_start", "timestamp": 9000.0},
        {"event": "session_started", "timestamp": 9000.1},
        *turn_events("t2", "two", at=9001.0),
    )
    TurnLog(engine).catch_up(broker)
    assert ["action_answer"] == [action.name for action in traces.get("t1").turn.actions]
    assert 0.4 == pytest.approx(
        (traces.get("t1").turn.ended_at - traces.get("t1").turn.started_at).total_seconds()
    )


def test_long_histories_are_read_in_batches(engine, broker, broker_file, traces):
    """More events than a batch holds give the same turns."""
    events = [event for n in range(230) for event in turn_events(f"t{n}", f"{n}", at=100.0 * n)]
    broker_file.add(*events)
    assert 1150 == TurnLog(engine).catch_up(broker)
    turns = traces.turns_of(SENDER)
    assert [f"{n}" for n in range(230)] == [turn.text for turn in turns]
    assert {("action_answer",)} == {tuple(a.name for a in turn.actions) for turn in turns}


def test_the_trace_joins_what_three_processes_know(
    engine, conversations, exchange, broker, broker_file, traces
):
    """Turn, evidence and outcome of one turn are one trace, in whatever order they come."""
    asked = exchange.accept(conversations.open().id, "m", "returns?")
    evidence = Evidence(
        question="returns?",
        outcome="answered",
        chunks=(EvidenceChunk("c1", "returns.md", "A > B", 1.5, 0.6, 7.0),),
        verdicts=(EvidenceVerdict("Thirty days.", supported=True),),
        model="extractive",
        prompt_version="1",
        confidence=0.8,
        timings_ms={"retrieve": 12.0},
    )
    traces.record_evidence(asked.turn_id, asked.frame.data()["id"], evidence)
    assert (None, evidence) == (traces.get(asked.turn_id).turn, traces.get(asked.turn_id).evidence)
    broker_file.add(*turn_events(asked.turn_id, "returns?", at=100.0))
    TurnLog(engine).catch_up(broker)
    exchange.finish(asked.turn_id, "answered", [], latency_ms=123.0)
    trace = traces.get(asked.turn_id)
    assert ("ask_policy", evidence, "answered", 123.0) == (
        trace.turn.intent,
        trace.evidence,
        trace.outcome,
        trace.latency_ms,
    )


def test_nothing_is_known_of_a_turn_that_never_was(traces):
    """An unknown turn has no trace."""
    assert traces.get("never") is None


def test_the_worker_follows_the_broker_until_told_to_stop(
    engine, broker, broker_file, tracker, traces
):
    """Events that come while it runs are recorded; stop ends it."""
    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(TurnLog(engine), broker, [tracker], stop))
    thread.start()
    broker_file.add(*turn_events("t1", "one", at=100.0))
    for _ in range(100):
        if traces.get("t1") is not None:
            break
        stop.wait(0.05)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert "one" == traces.get("t1").turn.text
