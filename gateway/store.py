"""The database, off the event loop: writes one at a time, reads beside them."""

from __future__ import annotations

import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from sqlalchemy import text

from conversations.conversations import Conversations
from conversations.exchange import Exchange
from conversations.frames import Frames
from conversations.handoffs import Handoffs
from conversations.patience import Patience
from conversations.photos import Photos
from conversations.tracker_outbox import TrackerOutbox
from database import reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

__all__ = ["Store"]

READERS = 2

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Store:
    """What the gateway keeps.

    One thread writes: SQLite lets one writer in at a time, and waiting in a queue of ours is
    cheaper and fairer than waiting for its lock.
    """

    def __init__(self, engine: Engine, photos: Path) -> None:
        self.conversations = Conversations(engine)
        self.exchange = Exchange(engine)
        self.frames = Frames(engine)
        self.handoffs = Handoffs(engine)
        self.patience = Patience(engine)
        self.outbox = TrackerOutbox(engine)
        self.photos = Photos(engine, photos)
        self._engine = engine
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="gateway-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="gateway-reader")

    async def write(self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a writing method after those before it."""
        work = functools.partial(call, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    async def read(self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a reading method."""
        work = functools.partial(call, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    def ping(self) -> None:
        """Raises sqlalchemy.exc.SQLAlchemyError when the database does not answer."""
        with reading(self._engine) as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Wait for what is under way and end the threads."""
        self._writer.shutdown()
        self._readers.shutdown()
