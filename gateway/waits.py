"""Nobody is left waiting for a person without a word: after a while another way is offered."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError

from conversations.errors import ConversationNotFound
from gateway import texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from gateway.store import Store
    from tilly.settings import Settings

__all__ = ["Waits"]

EVERY_S: Final = 15.0

logger = logging.getLogger(__name__)


class Waits:
    """Looks now and then who has waited long enough; `changed` hears of the conversations."""

    def __init__(self, store: Store, settings: Settings, changed: Callable[[str], None]) -> None:
        self._store = store
        self._after = timedelta(minutes=settings.person_patience_minutes)
        self._changed = changed
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look, unless the settings say that shoppers wait for ever."""
        if self._after > timedelta():
            self._watching = asyncio.create_task(self._watch())

    async def own_up(self) -> None:
        """Tell everybody whose patience is exhausted."""
        patience = self._store.patience
        for conversation_id in await self._store.read(patience.exhausted, self._after):
            try:
                told = await self._store.write(
                    patience.own_up, conversation_id, texts.nobody_came(), texts.ASKED_AS
                )
            except ConversationNotFound:
                continue
            if told is not None:
                self._changed(conversation_id)

    async def close(self) -> None:
        """Look no more."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            try:
                await self.own_up()
            except SQLAlchemyError as error:
                logger.warning("Who waits for a person cannot be told, trying again: %s", error)
            await asyncio.sleep(EVERY_S)
