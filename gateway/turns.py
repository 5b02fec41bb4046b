"""Turns: every accepted message gets exactly one reply, in its conversation's order.

A conversation's messages wait in a lane and are answered one after the other; a message is
posted to the dialogue engine once, or not at all when a person answers it. Nobody's leaving ends
a turn: it belongs to the conversation, not to a connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from conversations.errors import ButtonRefused, ConversationNotFound, PhotoNotFound
from gateway import texts
from gateway.errors import (
    Busy,
    ClickRefused,
    DialogueFailed,
    DialogueTimedOut,
    PhotoUnknown,
    TokenExpired,
)
from gateway.frames import Click
from gateway.lanes import Ask, Lanes

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from conversations.exchange import Accepted, Finished
    from conversations.replies import BotMessage, Outcome
    from gateway.courier import Courier
    from gateway.dialogue import Dialogue
    from gateway.frames import Message
    from gateway.hub import Hub
    from gateway.lanes import Lane
    from gateway.metrics import Metrics
    from gateway.store import Store
    from tilly.settings import Settings

__all__ = ["TurnRunner"]

MOST_WAITING_IN_A_LANE = 20
MOST_WAITING = 2000
MOST_AT_ONCE = 64
MOST_DELTA_CHARS = 20_000
GRACE_S = 2.0  # past the budget, for what honoured it to arrive
CLOSE_WITHIN_S = 5.0
LONGEST_PAUSE_S = 5.0
CATCH_UP_WITHIN_S = 5.0

logger = logging.getLogger(__name__)


class TurnRunner:
    """Runs the turns of all conversations."""

    def __init__(
        self,
        *,
        store: Store,
        hub: Hub,
        dialogue: Dialogue,
        courier: Courier,
        metrics: Metrics,
        settings: Settings,
        photo_url: Callable[[str], str],
    ) -> None:
        self._photo_url = photo_url
        self._store = store
        self._hub = hub
        self._dialogue = dialogue
        self._courier = courier
        self._metrics = metrics
        self._settings = settings
        self._lanes = Lanes(metrics)
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def submit(
        self, conversation_id: str, frame: Message | Click, page: Mapping[str, Any] | None
    ) -> Accepted:
        """Store a message, tell everyone, and line up its turn.

        A repeated client id returns what is stored and starts nothing. Raises Busy and
        ClickRefused. Once begun it completes, even if the caller is cancelled.
        """
        return await asyncio.shield(self._start(self._submit(conversation_id, frame, page)))

    def streaming(self, conversation_id: str) -> list[dict[str, Any]]:
        """The ephemeral frames of the turn that runs now, for one who comes in its middle."""
        ask = self._lanes.active(conversation_id)
        if ask is None:
            return []
        return [{"type": "typing", "turn": ask.turn_id}, *ask.streamed]

    async def delta(self, conversation_id: str, turn_id: str, index: int, text: str) -> bool:
        """Pass a checked sentence on; False when that turn does not run, or may not speak, now."""
        ask = self._lanes.active(conversation_id)
        runs = ask is not None and ask.turn_id == turn_id
        if ask is None or not runs or not await self._speaks(conversation_id, ask):
            self._metrics.deltas.labels("late").inc()
            return False
        if not ask.streamed:
            self._metrics.first_delta_seconds.observe(time.monotonic() - ask.accepted_at)
        frame = {"type": "delta", "turn": turn_id, "index": index, "text": text}
        if sum(len(sent["text"]) for sent in ask.streamed) < MOST_DELTA_CHARS:
            ask.streamed.append(frame)
        self._hub.whisper(conversation_id, frame)
        self._metrics.deltas.labels("sent").inc()
        return True

    async def reconcile(self) -> int:
        """Give messages that a restart left without a reply their one; returns how many."""
        left = await self._store.read(self._store.exchange.unanswered)
        for ask in left:
            await self._store.write(
                self._store.exchange.finish,
                ask.turn_id,
                "fault",
                [texts.interrupted(self._settings)],
            )
            self._metrics.turns.labels("fault").inc()
        return len(left)

    async def close(self) -> None:
        """Let running turns end for a few seconds; the others get their reply now."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSE_WITHIN_S)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(SQLAlchemyError):  # else the next start gives them
            await self.reconcile()

    async def _submit(
        self, conversation_id: str, frame: Message | Click, page: Mapping[str, Any] | None
    ) -> Accepted:
        if self._closing or self._lanes.waiting >= MOST_WAITING:
            raise Busy("The store is very busy; try again soon.", frame.id, retry_after_s=5)
        async with self._lanes.entered(conversation_id) as lane:
            if len(lane.waiting) >= MOST_WAITING_IN_A_LANE:
                raise Busy(
                    "Your earlier messages are still being answered.", frame.id, retry_after_s=5
                )
            accepted = await self._accept(conversation_id, frame)
            if not accepted.repeated:
                self._hub.publish(conversation_id, accepted.frame)
                photos = () if isinstance(frame, Click) else frame.photos
                self._line_up(conversation_id, lane, accepted, page, photos)
            return accepted

    async def _accept(self, conversation_id: str, frame: Message | Click) -> Accepted:
        exchange = self._store.exchange
        try:
            if isinstance(frame, Click):
                return await self._store.write(
                    exchange.click, conversation_id, frame.id, frame.button
                )
            photos = [{"id": photo, "url": self._photo_url(photo)} for photo in frame.photos]
            return await self._store.write(
                exchange.accept, conversation_id, frame.id, frame.text, photos
            )
        except ButtonRefused as error:
            raise ClickRefused(str(error), frame.id) from error
        except PhotoNotFound as error:
            raise PhotoUnknown(str(error), frame.id) from error
        except ConversationNotFound as error:
            raise TokenExpired(
                "This conversation no longer exists; open a new one.",
                frame.id,
                token="conversation",  # noqa: S106 - names the token, is none
            ) from error
        except SQLAlchemyError as error:
            logger.exception("A message of conversation %s was not stored.", conversation_id)
            self._metrics.failures.labels("storage").inc()
            raise Busy(
                "Your message could not be stored; try again soon.", frame.id, retry_after_s=5
            ) from error

    def _line_up(
        self,
        conversation_id: str,
        lane: Lane,
        accepted: Accepted,
        page: Mapping[str, Any] | None,
        photos: tuple[str, ...],
    ) -> None:
        now = time.monotonic()
        ask = Ask(accepted.turn_id, accepted.forwarded, page, accepted.epoch, now, photos)
        if self._lanes.join(lane, ask):
            self._start(self._work_off(conversation_id, lane))

    async def _work_off(self, conversation_id: str, lane: Lane) -> None:
        try:
            while lane.waiting:
                ask = lane.waiting[0]
                try:
                    async with self._slots:
                        lane.active = ask
                        await self._turn(conversation_id, lane, ask)
                except Exception:  # the conversation's next turn must still be served
                    logger.exception("Turn %s could not be ended.", ask.turn_id)
                finally:
                    self._lanes.leave(lane, ask)
        finally:
            self._lanes.forget(conversation_id, lane)

    async def _turn(self, conversation_id: str, lane: Lane, ask: Ask) -> None:
        exchange = self._store.exchange
        if await self._stands(conversation_id, ask):
            self._hub.whisper(conversation_id, {"type": "typing", "turn": ask.turn_id})
            if ask.epoch:  # a person was here: the bot hears of that first
                await self._courier.catch_up(conversation_id, within=CATCH_UP_WITHIN_S)
            outcome, replies = await self._answer(conversation_id, ask)
            took_ms = 1000 * (time.monotonic() - ask.accepted_at)
            finished = await self._stored(ask, exchange.finish, outcome, replies, took_ms)
        else:
            finished = await self._stored(ask, exchange.hold, ask.forwarded)
        self._lanes.leave(lane, ask)
        self._hub.publish(conversation_id, finished.frame)
        if finished.outcome == "held":
            self._courier.wake(conversation_id)
        self._metrics.turns.labels(finished.outcome).inc()
        self._metrics.turn_seconds.observe(time.monotonic() - ask.accepted_at)

    async def _answer(self, conversation_id: str, ask: Ask) -> tuple[Outcome, Sequence[BotMessage]]:
        budget = self._settings.turn_budget
        metadata = {
            "turn_id": ask.turn_id,
            "epoch": ask.epoch,
            "deadline": time.time() + budget,
            "page": ask.page,
            "photos": ask.photos,
        }
        try:
            with self._metrics.dialogue_seconds.time():
                replies = await self._dialogue.say(
                    conversation_id, ask.forwarded, metadata, budget + GRACE_S
                )
            where = "empty"
        except DialogueFailed as error:
            logger.warning("Turn %s: %s", ask.turn_id, error)
            replies = []
            where = "timeout" if isinstance(error, DialogueTimedOut) else "dialogue"
        except Exception:  # whatever it was, an accepted message gets its one reply
            logger.exception("Turn %s failed.", ask.turn_id)
            replies, where = [], "dialogue"
        if replies:
            return "answered", replies
        self._metrics.failures.labels(where).inc()
        return "fault", [texts.fault(self._settings)]

    async def _speaks(self, conversation_id: str, ask: Ask) -> bool:
        """Whether the turn still runs and may speak; where that cannot be told, it may not."""
        stands = await self._stands(conversation_id, ask, otherwise=False)
        return stands and self._lanes.active(conversation_id) is ask

    async def _stands(self, conversation_id: str, ask: Ask, *, otherwise: bool = True) -> bool:
        """Whether the turn may still speak; what is stored asks again, under a lock.

        `otherwise` is the answer while the database gives none.
        """
        try:
            return await self._store.read(self._store.exchange.stands, conversation_id, ask.epoch)
        except SQLAlchemyError:
            return otherwise

    async def _stored(self, ask: Ask, store: Callable[..., Finished], *how: Any) -> Finished:
        """Store the reply, as often as it takes: the message was acknowledged."""
        pause = 0.1
        while True:
            try:
                return await self._store.write(store, ask.turn_id, *how)
            except SQLAlchemyError:
                logger.exception("The reply of turn %s was not stored; trying on.", ask.turn_id)
                self._metrics.failures.labels("storage").inc()
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # the caller has it, if it is still there
