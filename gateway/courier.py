"""Tells the dialogue engine what happened without it, from the tracker's outbox.

The notes of one conversation go one after the other, in their order, those of several beside each
other. One that the dialogue engine does not take is tried again, ever more rarely, for as long as
the store runs and after it: the shopper has had the message long before. A note whose answer was
lost is asked after before it is sent again, so that the bot remembers a thing once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import DialogueFailed, EventsRefused

if TYPE_CHECKING:
    from conversations.tracker_outbox import TrackerNote
    from gateway.dialogue import Dialogue
    from gateway.store import Store

__all__ = ["Courier"]

FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 30.0
SWEEP_S: Final = 5.0
"""How often it is looked for what another process has left, or this one before it ended."""
MOST_AT_ONCE: Final = 8

logger = logging.getLogger(__name__)


class Courier:
    """Delivers the notes of all conversations."""

    def __init__(self, store: Store, dialogue: Dialogue) -> None:
        self._store = store
        self._dialogue = dialogue
        self._under_way: dict[str, tuple[asyncio.Task[None], asyncio.Event]] = {}
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)
        self._sweeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Take up what waits, now and every few seconds."""
        self._sweeper = asyncio.create_task(self._sweep())

    def wake(self, conversation_id: str) -> asyncio.Task[None]:
        """Deliver the notes of a conversation, at once even if it failed a moment ago."""
        known = self._under_way.get(conversation_id)
        if known is not None:
            known[1].set()
            return known[0]
        nudge = asyncio.Event()
        task = asyncio.create_task(self._work_off(conversation_id, nudge))
        self._under_way[conversation_id] = (task, nudge)
        return task

    async def catch_up(self, conversation_id: str, within: float) -> None:
        """Wait, so many seconds at most, until nothing of a conversation is left to deliver."""
        await asyncio.wait({self.wake(conversation_id)}, timeout=within)

    async def close(self) -> None:
        """Leave the rest to the next start."""
        tasks = [task for task, _ in self._under_way.values()]
        tasks += [] if self._sweeper is None else [self._sweeper]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _sweep(self) -> None:
        while True:
            try:
                for conversation_id in await self._store.read(self._store.outbox.waiting):
                    if conversation_id not in self._under_way:
                        self.wake(conversation_id)
            except SQLAlchemyError as error:
                logger.warning("The tracker's outbox cannot be read, trying again: %s", error)
            await asyncio.sleep(SWEEP_S)

    async def _work_off(self, conversation_id: str, nudge: asyncio.Event) -> None:
        pause, outbox = FIRST_PAUSE_S, self._store.outbox
        try:
            while True:
                nudge.clear()
                try:
                    note = await self._store.read(outbox.first, conversation_id)
                    if note is not None:
                        async with self._slots:
                            await self._deliver(note)
                        pause = FIRST_PAUSE_S
                    elif not nudge.is_set():
                        return
                except (DialogueFailed, SQLAlchemyError) as error:
                    logger.warning("Conversation %s: %s Trying again.", conversation_id, error)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(nudge.wait(), pause)
                    pause = min(2 * pause, LONGEST_PAUSE_S)
        finally:
            self._under_way.pop(conversation_id, None)

    async def _deliver(self, note: TrackerNote) -> None:
        """Raises DialogueFailed."""
        outbox, conversation_id = self._store.outbox, note.conversation_id
        if not await self._store.write(outbox.trying, note.number):
            return
        if not note.tried or not await self._dialogue.has_heard(conversation_id, note.key):
            try:
                await self._dialogue.tell(conversation_id, note.events)
            except EventsRefused:
                # No later try would fare better, and what comes after it must not wait for ever.
                logger.exception("Conversation %s: note %s is lost.", conversation_id, note.key)
        await self._store.write(outbox.delivered, note.number)
