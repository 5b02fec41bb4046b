"""The dialogue engine's events from a RabbitMQ queue, as Rasa's pika broker publishes them.

A message stays with RabbitMQ until it is stored here: it is acknowledged by `done`, so one that
was read and not stored is delivered again. Positions are delivery tags, which begin anew with
every connection; keys tell events apart, so an old position harms nothing.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from typing import TYPE_CHECKING, Any, Final

import pika
from pika.exceptions import AMQPError

from conversations.event_source import LoggedEvent, event_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection

__all__ = ["QUEUE", "RabbitQueue"]

QUEUE: Final = "rasa_core_events"
"""What Rasa calls the queue when nothing else is said."""
TIMEOUT_S: Final = 10.0
_DOWN: Final = (AMQPError, OSError)

logger = logging.getLogger(__name__)


class RabbitQueue:
    """One durable queue; `url` is as in amqp://user:password@host:5672/%2f.

    One process at a time should read it: two would share its events between them.
    """

    name = "broker"

    def __init__(
        self,
        url: str,
        queue: str = QUEUE,
        *,
        connect: Callable[[pika.URLParameters], BlockingConnection] = pika.BlockingConnection,
    ) -> None:
        self._parameters = pika.URLParameters(url)
        self._parameters.socket_timeout = TIMEOUT_S
        self._parameters.blocked_connection_timeout = TIMEOUT_S
        self._queue = queue
        self._connect = connect
        self._connection: BlockingConnection | None = None
        self._channel: BlockingChannel | None = None
        self._waiting: deque[LoggedEvent] = deque()
        self._last_tag = 0

    def read(self, after: int, limit: int) -> Sequence[LoggedEvent]:
        """The events that follow `after`; none while RabbitMQ cannot be reached."""
        try:
            channel = self._open()
            while sum(event.position > after for event in self._waiting) < limit:
                method, _, body = channel.basic_get(self._queue)
                if method is None:
                    break
                self._last_tag = method.delivery_tag
                self._take(channel, method.delivery_tag, body)
        except _DOWN as error:
            logger.warning("RabbitMQ cannot be read now, trying again: %r", error)
            self.close()
            return []
        return [event for event in self._waiting if event.position > after][:limit]

    def last_position(self) -> int:
        """The position of the newest event of this connection, 0 when there is none."""
        return self._last_tag

    def done(self, position: int) -> None:
        """Let RabbitMQ forget all events up to `position`: they are stored."""
        stored = [event for event in self._waiting if event.position <= position]
        if not stored or self._channel is None:
            return
        try:
            self._channel.basic_ack(stored[-1].position, multiple=True)
        except _DOWN as error:
            logger.warning("RabbitMQ will deliver %d events again: %r", len(stored), error)
            self.close()
            return
        for _ in stored:
            self._waiting.popleft()

    def close(self) -> None:
        """Let go of the connection; what was not `done` is delivered again."""
        self._waiting.clear()
        self._last_tag = 0
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None and connection.is_open:
            try:
                connection.close()
            except _DOWN:
                logger.debug("The connection was gone already.")

    def _open(self) -> BlockingChannel:
        """The channel; a heartbeat is answered, or the broker would hang up."""
        if self._connection is None or self._channel is None:
            self._connection = self._connect(self._parameters)
            self._channel = self._connection.channel()
            self._channel.queue_declare(self._queue, durable=True)
        self._connection.process_data_events(0)
        return self._channel

    def _take(self, channel: BlockingChannel, tag: int, body: bytes) -> None:
        """Keep a message until it is stored; one that is no event can never be, and goes."""
        event = event_in(body.decode("utf-8", "replace"))
        sender = event.get("sender_id") if event is not None else None
        if event is None or not isinstance(sender, str) or not sender:
            logger.warning("A message that is no event was dropped: %.80r", _shortened(body))
            channel.basic_ack(tag)
        else:
            self._waiting.append(LoggedEvent(tag, sender, event))


def _shortened(body: bytes) -> Any:
    """What kind of thing it was; its content may be personal."""
    try:
        return sorted(json.loads(body))[:5]
    except (ValueError, TypeError):
        return f"{len(body)} bytes"
