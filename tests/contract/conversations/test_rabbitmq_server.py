"""Rasa's events through a real RabbitMQ server: in order, once each, and none is ever lost."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import uuid

import pika
import pytest

from conversations.rabbitmq import RabbitQueue
from conversations.traces import Traces
from conversations.turn_log import TurnLog
from tilly.settings import ROOT

STORES_AND_DIES = """
import os, signal, sys
import database
from conversations.rabbitmq import RabbitQueue
from conversations.turn_log import TurnLog

class Dying(RabbitQueue):
    def done(self, position):
        os.kill(os.getpid(), signal.SIGKILL)

TurnLog(database.connect(sys.argv[1])).catch_up(Dying(sys.argv[2], sys.argv[3]))
"""


def said(number):
    metadata = {"turn_id": f"t{number:02}"}
    return {"event": "user", "text": "hi", "metadata": metadata, "timestamp": float(number)}


class Broker:
    """Publishes as Rasa's pika broker does: persistent messages to a durable queue."""

    def __init__(self, url):
        self.url, self.queue = url, f"events-{uuid.uuid4().hex[:8]}"

    def publish(self, *numbers):
        connection = pika.BlockingConnection(pika.URLParameters(self.url))
        channel = connection.channel()
        channel.queue_declare(self.queue, durable=True)
        channel.confirm_delivery()
        for number in numbers:
            body = json.dumps({"sender_id": "c1", **said(number)})
            properties = pika.BasicProperties(delivery_mode=pika.DeliveryMode.Persistent)
            channel.basic_publish("", self.queue, body, properties, mandatory=True)
        connection.close()

    @property
    def waiting(self):
        """How many messages nobody has acknowledged, once no reader holds any."""
        connection = pika.BlockingConnection(pika.URLParameters(self.url))
        declared = connection.channel().queue_declare(self.queue, durable=True, passive=True)
        connection.close()
        return declared.method.message_count

    def source(self):
        return RabbitQueue(self.url, self.queue)


@pytest.fixture
def database_url(migrated_file, tmp_path):
    """Where turns are stored is no matter of the broker's: one kind of database will do."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path)}"


@pytest.fixture
def broker(rabbitmq):
    return Broker(rabbitmq.url)


@pytest.fixture
def read(engine, broker):
    """Reads what there is by a worker of its own, which then stops."""

    def read():
        source = broker.source()
        try:
            return TurnLog(engine).catch_up(source)
        finally:
            source.close()

    return read


def turns(engine):
    return [turn.turn_id for turn in Traces(engine).turns_of("c1")]


def named(*numbers):
    return [f"t{number:02}" for number in numbers]


def test_events_come_in_order_and_leave_the_queue(engine, broker, read):
    """A long queue too, and what is published while a worker follows it."""
    broker.publish(*range(30))
    source = broker.source()
    assert 30 == TurnLog(engine).catch_up(source)
    broker.publish(30, 31)
    assert 2 == TurnLog(engine).catch_up(source)
    source.close()
    assert (named(*range(32)), 0) == (turns(engine), broker.waiting)
    assert 0 == read()


def test_what_was_read_and_not_stored_is_delivered_again(engine, broker, read):
    """A worker that died between the two leaves all of it to the next one."""
    broker.publish(1, 2, 3)
    dying = broker.source()
    assert 3 == len(dying.read(0, 10))
    dying.close()
    assert (3, named(1, 2, 3)) == (read(), turns(engine))


def test_what_was_stored_and_not_acknowledged_counts_once(engine, database_url, broker, read):
    """The worker is killed just before it would have let go: all comes again, and is known."""
    broker.publish(1, 2)
    dying = [sys.executable, "-c", STORES_AND_DIES, database_url, broker.url, broker.queue]
    killed = subprocess.run(dying, check=False, cwd=ROOT)
    assert -signal.SIGKILL == killed.returncode
    assert (named(1, 2), 2) == (turns(engine), broker.waiting)
    broker.publish(3)
    assert 1 == read()
    assert (named(1, 2, 3), 0) == (turns(engine), broker.waiting)


def test_a_lost_connection_is_made_anew(engine, broker, rabbitmq):
    """Before anything was read, and between storing and acknowledging."""
    source, log = broker.source(), TurnLog(engine)
    broker.publish(1)
    assert 1 == log.catch_up(source)
    rabbitmq.hang_up()
    broker.publish(2)
    assert 1 == log.catch_up(source) + log.catch_up(source)
    broker.publish(3)
    (stored,) = source.read(0, 5)
    rabbitmq.hang_up()
    source.done(stored.position)
    assert 1 == log.catch_up(source)
    source.close()
    assert (named(1, 2, 3), 0) == (turns(engine), broker.waiting)


def test_a_restart_of_the_server_loses_nothing(engine, broker, rabbitmq):
    """While it is away nothing is read and nothing fails; what it kept comes afterwards."""
    source, log = broker.source(), TurnLog(engine)
    broker.publish(1)
    assert 1 == log.catch_up(source)
    broker.publish(2, 3)
    rabbitmq.stop()
    try:
        assert 0 == log.catch_up(source)
    finally:
        rabbitmq.start()
    assert 2 == log.catch_up(source)
    source.close()
    assert (named(1, 2, 3), 0) == (turns(engine), broker.waiting)
