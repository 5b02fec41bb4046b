"""The worker's part in the inbox: indexing what any process has written."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from conversations.inbox import InboxIndex
from conversations.teaching.confusion import ConfusionTerms
from signals.inbox_terms import SignalTerms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from conversations.inbox import TermSource

__all__ = ["keep_indexing", "start_indexing", "term_sources"]

EVERY_S = 0.25
LONGEST_PAUSE_S = 30.0

logger = logging.getLogger("worker")


def term_sources() -> Sequence[TermSource]:
    """Who above the conversations knows more of them; the worker and the console both ask."""
    return SignalTerms(), ConfusionTerms()


def start_indexing(engine: Engine, stop: threading.Event) -> threading.Thread:
    """Index what changes, in a thread that ends after `stop` is set."""
    index = InboxIndex(engine, term_sources())
    thread = threading.Thread(target=keep_indexing, args=(index, stop), name="inbox")
    thread.start()
    return thread


def keep_indexing(index: InboxIndex, stop: threading.Event) -> None:
    """Index until `stop` is set; a database that is away is asked ever more rarely."""
    pause = EVERY_S
    while not stop.wait(pause):
        try:
            index.catch_up()
            pause = EVERY_S
        except SQLAlchemyError as error:
            pause = min(2 * pause, LONGEST_PAUSE_S)
            logger.warning("The inbox cannot be indexed now, trying again: %s", error)
        except Exception:  # whatever one conversation does, the next change is indexed
            pause = min(2 * pause, LONGEST_PAUSE_S)
            logger.exception("Indexing failed; it is tried again.")
