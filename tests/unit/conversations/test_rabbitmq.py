"""Rasa's events from a RabbitMQ queue: nothing is lost, and nothing counts twice."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from pika.exceptions import AMQPConnectionError

from conversations.rabbitmq import RabbitQueue
from conversations.traces import Traces
from conversations.turn_log import TurnLog


class Queue:
    """A queue in memory: what is not acknowledged is delivered again to the next connection."""

    def __init__(self):
        self.bodies = []
        self.down = False
        self.connections = 0

    def publish(self, *events, sender="c1"):
        self.bodies += [json.dumps({"sender_id": sender, **event}).encode() for event in events]

    def connect(self, _parameters):
        if self.down:
            raise AMQPConnectionError
        self.connections += 1
        return Connection(self)


class Connection:
    is_open = True

    def __init__(self, queue):
        self.queue, self.unacked, self.tag = queue, {}, 0

    def channel(self):
        return self

    def queue_declare(self, _name, durable):
        assert durable

    def process_data_events(self, _seconds):
        if self.queue.down:
            raise AMQPConnectionError

    def basic_get(self, _name):
        ready = [each for each in self.queue.bodies if each not in self.unacked.values()]
        if not ready:
            return None, None, None
        self.tag += 1
        self.unacked[self.tag] = ready[0]
        return SimpleNamespace(delivery_tag=self.tag), None, ready[0]

    def basic_ack(self, tag, *, multiple=False):
        if self.queue.down:
            raise AMQPConnectionError
        for each in [one for one in self.unacked if one == tag or (multiple and one < tag)]:
            self.queue.bodies.remove(self.unacked.pop(each))

    def close(self):
        self.is_open = False


def said(number, text="hi"):
    metadata = {"turn_id": f"t{number}"}
    return {"event": "user", "text": text, "metadata": metadata, "timestamp": float(number)}


@pytest.fixture
def queue():
    return Queue()


@pytest.fixture
def source(queue):
    return RabbitQueue("amqp://localhost", connect=queue.connect)


def turns(engine):
    return [turn.turn_id for turn in Traces(engine).turns_of("c1")]


def test_events_are_read_and_let_go_of(engine, queue, source):
    """What is stored leaves the queue."""
    queue.publish(said(1), said(2))
    assert 2 == TurnLog(engine).catch_up(source)
    assert (["t1", "t2"], []) == (turns(engine), queue.bodies)
    queue.publish(said(3))
    assert 1 == TurnLog(engine).catch_up(source)
    assert ["t1", "t2", "t3"] == turns(engine)


def test_a_crash_before_storing_loses_nothing(engine, queue, source):
    """What was read by a process that died is delivered to the next one."""
    queue.publish(said(1), said(2))
    assert 2 == len(source.read(0, 10))
    source.close()
    assert 2 == TurnLog(engine).catch_up(RabbitQueue("amqp://x", connect=queue.connect))
    assert ["t1", "t2"] == turns(engine)


@pytest.mark.parametrize("before", [1, 2, 5])
def test_a_crash_after_storing_counts_nothing_twice(engine, queue, source, before, monkeypatch):
    """What was stored and not acknowledged comes again, with other tags, and is known."""
    queue.publish(*[said(number) for number in range(before)])
    monkeypatch.setattr(source, "done", lambda _position: None)
    assert before == TurnLog(engine).catch_up(source)
    source.close()
    queue.publish(said(8), said(9))
    again = RabbitQueue("amqp://x", connect=queue.connect)
    assert 2 == TurnLog(engine).catch_up(again)
    assert ([*(f"t{number}" for number in range(before)), "t8", "t9"], []) == (
        turns(engine), queue.bodies,
    )  # fmt: skip


def test_a_server_that_is_away_is_no_events(engine, queue, source):
    """While RabbitMQ cannot be reached nothing is read, and afterwards everything is."""
    queue.down = True
    queue.publish(said(1))
    assert 0 == TurnLog(engine).catch_up(source)
    queue.down = False
    assert 1 == TurnLog(engine).catch_up(source)
    queue.publish(said(2))
    queue.down = True
    assert 0 == TurnLog(engine).catch_up(source)
    queue.down = False
    assert 1 == TurnLog(engine).catch_up(source)
    assert (["t1", "t2"], 2) == (turns(engine), queue.connections)


def test_acknowledging_in_vain_is_no_fault(engine, queue, source):
    """RabbitMQ goes away between storing and acknowledging: all comes again and is known."""
    queue.publish(said(1))
    (event,) = source.read(0, 5)
    queue.down = True
    source.done(event.position)
    queue.down = False
    assert 1 == TurnLog(engine).catch_up(source)
    assert [] == queue.bodies


def test_what_is_no_event_does_not_block_the_queue(engine, queue, source):
    """A message of somebody else's is dropped, those behind it are read."""
    queue.bodies += [b"\xff\xfe", b"[]", b'{"event": "user"}']
    queue.publish(said(1))
    assert 1 == TurnLog(engine).catch_up(source)
    assert (["t1"], []) == (turns(engine), queue.bodies)


def test_long_queues_are_read_in_batches(engine, queue, source, monkeypatch):
    """A thousand events do not have to fit into one transaction."""
    monkeypatch.setattr("conversations.turn_log.BATCH", 3)
    queue.publish(*[said(number) for number in range(8)])
    assert 8 == TurnLog(engine).catch_up(source)
    assert (8, []) == (len(turns(engine)), queue.bodies)
