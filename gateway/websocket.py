"""The chat's WebSocket: reads frames, refuses the bad ones, and never dies of one."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from aiohttp import WSCloseCode, WSMsgType, web
from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import Busy, FrameRefused, NotOpen, OriginRefused, Refused
from gateway.frames import parse
from gateway.hub import Connection
from gateway.keys import CHAT, METRICS, SETTINGS
from gateway.limits import Buckets, address_key
from gateway.visitors import address_of, origin_allowed

if TYPE_CHECKING:
    from aiohttp import WSMessage

    from gateway.chat import Chat
    from gateway.metrics import Metrics
    from tilly.settings import Settings

__all__ = ["chat_socket"]

# Far above what a frame may have, so that a long one is refused in words, not by hanging up.
MOST_BYTES = 4 * 1024 * 1024
OPEN_WITHIN_S = 15.0
HEARTBEAT_S = 30.0
FRAMES_PER_MINUTE = 3000

logger = logging.getLogger(__name__)


async def chat_socket(request: web.Request) -> web.WebSocketResponse:
    """`GET /chat/v1/ws`."""
    socket = web.WebSocketResponse(max_msg_size=MOST_BYTES, heartbeat=HEARTBEAT_S, compress=False)
    await socket.prepare(request)
    visit = _Visit(request, socket)
    try:
        await visit.serve()
    finally:
        await visit.end()
    return socket


class _Visit:
    """One client's connection, from its first frame to its last."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._settings: Settings = request.app[SETTINGS]
        self._chat: Chat = request.app[CHAT]
        self._metrics: Metrics = request.app[METRICS]
        self._origin = request.headers.get("Origin")
        self._address = address_of(request, self._settings.trusted_proxies)
        self._socket = socket
        self._connection = Connection(socket, self._chat.store)
        self._frames = Buckets(FRAMES_PER_MINUTE)
        self._seated = self._chat.seats.take(address_key(self._address))
        self._metrics.sockets.inc()

    async def end(self) -> None:
        """Leave no trace."""
        self._metrics.sockets.dec()
        if self._seated:
            self._chat.seats.leave(address_key(self._address))
        self._chat.hub.leave(self._connection)
        await self._connection.close()

    async def serve(self) -> None:
        """Answer frames until the client leaves."""
        if not origin_allowed(self._origin, self._settings):
            foreign = OriginRefused(
                "This page may not embed the chat; its origin must be listed in"
                " TILLY_ALLOWED_ORIGINS."
            )
            await self._dismiss(foreign, WSCloseCode.POLICY_VIOLATION)
            return
        if not self._seated:
            full = Busy("Too many chats are open at this address.", retry_after_s=30)
            await self._dismiss(full, WSCloseCode.TRY_AGAIN_LATER)
            return
        while (message := await self._next()) is not None:
            try:
                await self._take(message)
            except Refused as refusal:
                self._refuse(refusal)
            except Exception as error:
                logger.exception("A frame could not be served.")
                where = "storage" if isinstance(error, SQLAlchemyError) else "gateway"
                self._metrics.failures.labels(where).inc()
                self._refuse(Busy("The store cannot answer now; try again.", retry_after_s=5))

    async def _next(self) -> WSMessage | None:
        """The next message; None when there is none to come."""
        while True:
            opening = self._connection.conversation_id is None
            try:
                message = await self._socket.receive(timeout=OPEN_WITHIN_S if opening else None)
            except TimeoutError:
                late = NotOpen(f"No conversation was opened within {OPEN_WITHIN_S:g} s.")
                await self._dismiss(late, WSCloseCode.POLICY_VIOLATION)
                return None
            if message.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                return message
            if message.type in {
                WSMsgType.CLOSE,
                WSMsgType.CLOSING,
                WSMsgType.CLOSED,
                WSMsgType.ERROR,
            }:
                return None

    async def _take(self, message: WSMessage) -> None:
        if wait := self._frames.take(""):
            await asyncio.sleep(wait)  # not reading on is what slows a flood down
            self._frames.take("")
        if message.type is WSMsgType.BINARY:
            raise FrameRefused("A frame must be JSON text; this one is binary.")
        frame = parse(message.data, max_message_chars=self._settings.max_message_chars)
        await self._chat.take(self._connection, self._address, frame)

    def _refuse(self, refusal: Refused) -> None:
        self._metrics.refused.labels(refusal.code).inc()
        self._connection.send(refusal.frame())

    async def _dismiss(self, refusal: Refused, code: WSCloseCode) -> None:
        self._refuse(refusal)
        await self._connection.close()
        await self._socket.close(code=code, message=refusal.code.encode())
