"""What a frame does: the chat of one store, apart from the sockets that carry it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from conversations.errors import ConversationNotFound, MessageNotFound, OtherCustomer
from conversations.frames import isoformat
from gateway import texts
from gateway.courier import Courier
from gateway.errors import FrameRefused, NotOpen, RateLimited, TokenExpired, TokenRefused
from gateway.frames import (
    Click,
    Feedback,
    Identify,
    Message,
    NudgeAnswer,
    Open,
    Ping,
    SignOut,
    Typing,
)
from gateway.hub import Hub
from gateway.limits import Buckets, Seats, address_key
from gateway.store import Store
from gateway.tokens import Tokens
from gateway.turns import TurnRunner
from gateway.waits import Waits
from gateway.writing import Writing
from recommendation import Outcome
from recommendation.nudge_log import NudgeLog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

    from conversations import Conversation
    from gateway.dialogue import Dialogue
    from gateway.frames import ClientFrame
    from gateway.hub import Connection
    from gateway.metrics import Metrics
    from gateway.tokens import CustomerClaims
    from tilly.settings import Settings

__all__ = ["Chat"]

NUDGE_OUTCOMES = {
    "followed": Outcome.CLICKED,
    "dismissed": Outcome.REJECTED,
    "stopped": Outcome.STOPPED,
}


class Chat:
    """Opens conversations, takes messages, and signs customers in and out."""

    def __init__(
        self, settings: Settings, engine: Engine, dialogue: Dialogue, metrics: Metrics
    ) -> None:
        self.store = Store(engine, settings.photos_dir)
        self.hub = Hub()
        self.writing = Writing()
        self.dialogue = dialogue
        self.tokens = Tokens(
            secret=settings.signing_secret(),
            customer_secret=settings.customer_signing_secret(),
            lifetime=timedelta(days=settings.conversation_ttl_days),
        )
        self.courier = Courier(self.store, dialogue)
        self.turns = TurnRunner(
            store=self.store,
            hub=self.hub,
            dialogue=dialogue,
            courier=self.courier,
            metrics=metrics,
            settings=settings,
            photo_url=self.photo_url,
        )
        self._nudges = NudgeLog(engine)
        self.waits = Waits(self.store, settings, self.changed)
        self._settings = settings
        self._metrics = metrics
        self._per_conversation = Buckets(settings.rate_per_conversation)
        self._per_address = Buckets(settings.rate_per_address)
        self.seats = Seats(settings.rate_per_address)

    async def close(self) -> None:
        """End the turns, then everything that they use."""
        await self.waits.close()
        await self.turns.close()
        await self.courier.close()
        await self.dialogue.close()
        self.store.close()

    def changed(self, conversation_id: str) -> None:
        """Something of a conversation was stored elsewhere: the shopper and the bot hear of it."""
        self.hub.catch_up(conversation_id)
        self.courier.wake(conversation_id)

    def photo_url(self, photo_id: str) -> str:
        """Where a photo is shown, relative to the server; it opens this photo alone."""
        return f"/chat/v1/photos/{photo_id}?key={self.tokens.for_photo(photo_id)}"

    def limit(self, conversation_id: str, address: str, client_id: str | None = None) -> None:
        """Count one thing that was sent. Raises RateLimited."""
        address = address_key(address)
        wait = max(self._per_conversation.wait(conversation_id), self._per_address.wait(address))
        if wait:
            raise _limited(wait, client_id)
        self._per_conversation.take(conversation_id)
        self._per_address.take(address)

    async def take(self, connection: Connection, address: str, frame: ClientFrame) -> None:
        """Do what a frame asks for. Raises Refused."""
        match frame:
            case Ping():
                connection.send({"type": "pong"})
            case Typing():
                self.writing.note(_conversation(connection))
            case Open():
                await self._open(connection, address, frame)
            case Message() | Click():
                await self._message(connection, address, frame)
            case Feedback():
                await self._rate(_conversation(connection), frame)
            case NudgeAnswer():
                await self._answer_nudge(_conversation(connection), frame)
            case Identify():
                customer = self.tokens.customer(frame.customer_token)
                await self._bind(_conversation(connection), customer)
            case SignOut():
                await self._bind(_conversation(connection), None)

    async def _open(self, connection: Connection, address: str, frame: Open) -> None:
        if connection.conversation_id is not None:
            raise FrameRefused("This connection has a conversation already; open another one.")
        customer = self.tokens.customer(frame.customer_token) if frame.customer_token else None
        conversation = await self._resume(frame, customer) if frame.token else None
        resumed = conversation is not None
        if conversation is None:
            conversation = await self._new(address, customer)
        last_seq = min(frame.last_seq, conversation.last_seq) if resumed else 0
        token, ends = self.tokens.for_conversation(conversation.id)
        self._metrics.opened.labels("resumed" if resumed else "new").inc()
        connection.page = frame.page
        connection.follow(conversation.id, last_seq, held=conversation.answering == "person")
        connection.send(
            {
                "type": "opened",
                "conversation": conversation.id,
                "token": token,
                "expires_at": isoformat(ends),
                "resumed": resumed,
                "seq_now": conversation.last_seq,
                "answering": conversation.answering,
                "customer": _shown(conversation),
                "limits": {"max_photo_bytes": self._settings.max_photo_bytes},
                "store": {
                    "name": self._settings.store_name,
                    "privacy_url": self._settings.privacy_notice_url,
                },
            }
        )
        self.hub.join(connection)
        connection.catch_up()
        for ephemeral in self.turns.streaming(conversation.id):
            connection.whisper(ephemeral)

    async def _resume(self, frame: Open, customer: CustomerClaims | None) -> Conversation | None:
        """The token's conversation, with this customer signed in; None when it is another's."""
        conversation_id = self.tokens.conversation(frame.token or "")
        store = self.store
        try:
            conversation = await store.read(store.conversations.get, conversation_id)
            if (conversation.customer_id, conversation.customer_name) != _identity(customer):
                await self._bind(conversation_id, customer)
                conversation = await store.read(store.conversations.get, conversation_id)
        except ConversationNotFound:
            raise TokenExpired(
                "This conversation no longer exists; open a new one.",
                token="conversation",  # noqa: S106 - names the token, is none
            ) from None
        except TokenRefused:
            return None
        return conversation

    async def _new(self, address: str, customer: CustomerClaims | None) -> Conversation:
        if wait := self._per_address.take(address_key(address)):
            raise _limited(wait, None)
        customer_id, name = _identity(customer)
        return await self.store.write(
            self.store.conversations.open,
            customer_id=customer_id,
            customer_name=name,
            welcome=texts.welcome(self._settings),
        )

    async def _message(self, connection: Connection, address: str, frame: Message | Click) -> None:
        conversation_id = _conversation(connection, frame.id)
        self.limit(conversation_id, address, frame.id)
        if isinstance(frame, Message) and frame.page is not None:
            connection.page = frame.page
        accepted = await self.turns.submit(conversation_id, frame, connection.page)
        self.writing.forget(conversation_id)
        if accepted.repeated:
            connection.repeat(accepted.frame)
            if accepted.reply is not None:
                connection.repeat(accepted.reply)

    async def _rate(self, conversation_id: str, frame: Feedback) -> None:
        try:
            await self.store.write(
                self.store.exchange.rate,
                conversation_id,
                frame.message,
                frame.value,
                frame.reason,
            )
        except MessageNotFound as error:
            raise FrameRefused(str(error), field="message") from error

    async def _answer_nudge(self, conversation_id: str, frame: NudgeAnswer) -> None:
        answer, now = NUDGE_OUTCOMES[frame.answer], datetime.now(UTC)
        known = await self.store.write(self._nudges.answer, conversation_id, frame.id, answer, now)
        if not known:
            raise FrameRefused("This conversation was shown no such nudge.", field="id")

    async def _bind(self, conversation_id: str, customer: CustomerClaims | None) -> None:
        """Sign in or out. Raises TokenRefused when the conversation is another customer's."""
        bind = self.store.conversations.bind_customer
        try:
            frames = await self.store.write(bind, conversation_id, *_identity(customer))
        except OtherCustomer as error:
            raise TokenRefused(
                str(error),
                token="customer",  # noqa: S106 - names the token, is none
            ) from error
        self.hub.publish(conversation_id, *frames)


def _identity(customer: CustomerClaims | None) -> tuple[str | None, str | None]:
    return (None, None) if customer is None else (customer.id, customer.name)


def _conversation(connection: Connection, client_id: str | None = None) -> str:
    if connection.conversation_id is None:
        raise NotOpen("Open a conversation first: send an 'open' frame.", client_id)
    return connection.conversation_id


def _limited(wait: float, client_id: str | None) -> RateLimited:
    return RateLimited(
        "You are sending messages faster than they can be answered; wait a moment.",
        client_id,
        retry_after_s=round(wait + 0.05, 1),
    )


def _shown(conversation: Conversation) -> Mapping[str, Any] | None:
    return None if conversation.customer_id is None else {"name": conversation.customer_name}
