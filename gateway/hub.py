"""Who listens to which conversation.

Every connection has a queue and a task that empties it, so that a slow one delays nobody.
Durable frames reach it in order and without gaps: whatever it missed is read from the
database first. Ephemeral ones are dropped when its queue is full, and when the reply of their
turn was read from there before their place in the queue came.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import ClientConnectionResetError, WSCloseCode
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from conversations.frames import Frame
    from gateway.store import Store

__all__ = ["Connection", "Hub"]

LONGEST_QUEUE = 256
PAGE = 200

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Ephemeral:
    turn_id: str
    text: str


class Connection:
    """One WebSocket, and how far it has followed its conversation."""

    def __init__(self, socket: web.WebSocketResponse, store: Store) -> None:
        self.conversation_id: str | None = None
        self.page: Mapping[str, Any] | None = None
        self._socket = socket
        self._store = store
        self._last_seq = 0
        self._queue: asyncio.Queue[Frame | _Ephemeral | str | None] = asyncio.Queue(LONGEST_QUEUE)
        self._replied: set[str] = set()
        """Turns whose reply was read from the database, ahead of what waits in the queue."""
        self._held = False
        """Whether the last that this connection was told is that a person answers."""
        self._writer = asyncio.create_task(self._write())

    def follow(self, conversation_id: str, last_seq: int, *, held: bool = False) -> None:
        """Take up a conversation after frame `last_seq`; `held`: a person answers it."""
        self.conversation_id, self._last_seq, self._held = conversation_id, last_seq, held

    def send(self, frame: Mapping[str, Any]) -> None:
        """Queue a frame that is for this connection alone."""
        self._put(json.dumps(frame, ensure_ascii=False))

    def repeat(self, frame: Frame) -> None:
        """Queue a durable frame although it was sent before."""
        self._put(frame.body)

    def deliver(self, frame: Frame) -> None:
        """Queue a durable frame in its place."""
        self._put(frame)

    def catch_up(self) -> None:
        """Queue every durable frame that was not sent yet."""
        self._put(None)

    def whisper(self, frame: Mapping[str, Any]) -> None:
        """Queue an ephemeral frame, of a turn or of none, unless the queue is full."""
        with contextlib.suppress(asyncio.QueueFull):
            text = json.dumps(frame, ensure_ascii=False)
            self._queue.put_nowait(_Ephemeral(frame.get("turn", ""), text))

    async def close(self) -> None:
        """Send what is queued, as far as the client takes it at once, and end the task."""
        if not self._writer.done():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._queue.join()
        self._writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._writer

    async def hang_up(self, code: WSCloseCode, reason: str) -> None:
        """Close the WebSocket with a reason."""
        await self._socket.close(code=code, message=reason.encode())

    def _put(self, item: Frame | str | None) -> None:
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            # It will come back and be sent what it missed.
            self._writer.cancel()

    async def _write(self) -> None:
        try:
            while True:
                item = await self._queue.get()
                try:
                    await self._write_item(item)
                finally:
                    self._queue.task_done()
        except (ClientConnectionResetError, ConnectionError):
            pass  # the client left; the reading side notices as well
        except SQLAlchemyError:
            logger.exception("Frames of a conversation could not be read.")
        finally:
            # In a task of its own: this one may be the one that was cancelled.
            closing = asyncio.ensure_future(
                self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"reconnect")
            )
            closing.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _write_item(self, item: Frame | _Ephemeral | str | None) -> None:
        if isinstance(item, str):
            await self._socket.send_str(item)
        elif isinstance(item, _Ephemeral):
            # After the news that a person answers, no word of a turn follows.
            if item.turn_id not in self._replied and not (item.turn_id and self._held):
                await self._socket.send_str(item.text)
        elif item is not None and item.seq == self._last_seq + 1:
            await self._write_frame(item)
        elif item is None or item.seq > self._last_seq:
            await self._write_missing()

    async def _write_missing(self) -> None:
        assert self.conversation_id is not None
        more = True
        while more:
            frames = await self._store.read(
                self._store.frames.after, self.conversation_id, self._last_seq, PAGE
            )
            for frame in frames:
                read = await self._write_frame(frame)
                if read["type"] == "reply":
                    self._replied.add(read["turn"])
            more = len(frames) == PAGE

    async def _write_frame(self, frame: Frame) -> Mapping[str, Any]:
        await self._socket.send_str(frame.body)
        self._last_seq = frame.seq
        read = frame.data()
        if read["type"] == "answering":
            self._held = read["who"] == "person"
        return read


class Hub:
    """The open connections, by conversation."""

    def __init__(self) -> None:
        self._connections: dict[str, set[Connection]] = {}

    def join(self, connection: Connection) -> None:
        """A connection follows its conversation from now on."""
        assert connection.conversation_id is not None
        self._connections.setdefault(connection.conversation_id, set()).add(connection)

    def leave(self, connection: Connection) -> None:
        """A connection is gone."""
        listening = self._connections.get(connection.conversation_id or "", set())
        listening.discard(connection)
        if not listening:
            self._connections.pop(connection.conversation_id or "", None)

    def publish(self, conversation_id: str, *frames: Frame) -> None:
        """Send stored frames to everyone who follows the conversation."""
        for connection in self._following(conversation_id):
            for frame in frames:
                connection.deliver(frame)

    def whisper(self, conversation_id: str, frame: Mapping[str, Any]) -> int:
        """Send an ephemeral frame; returns how many listen."""
        following = self._following(conversation_id)
        for connection in following:
            connection.whisper(frame)
        return len(following)

    def show(self, conversation_id: str, frame: Mapping[str, Any]) -> None:
        """Send a frame that is no part of the conversation to everyone who is there now."""
        for connection in self._following(conversation_id):
            connection.send(frame)

    def catch_up(self, conversation_id: str) -> None:
        """Send whatever another process has stored."""
        for connection in self._following(conversation_id):
            connection.catch_up()

    async def close(self) -> None:
        """Tell every connection that the server goes away."""
        everyone = [one for following in self._connections.values() for one in following]
        await asyncio.gather(
            *(one.hang_up(WSCloseCode.GOING_AWAY, "restarting") for one in everyone),
            return_exceptions=True,
        )

    def _following(self, conversation_id: str) -> tuple[Connection, ...]:
        return tuple(self._connections.get(conversation_id, ()))
