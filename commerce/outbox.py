"""Writes on their way to the shop's own system, kept until it has answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from commerce.order_system import apply_once
from commerce.tables import outbox
from commerce.terms import agreed_from_json, agreed_to_json
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row

    from commerce.terms import Agreed, Outcome
    from database import Fence

__all__ = ["Letter", "Outbox"]

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)
PATIENCE = timedelta(hours=24)
IN_HAND = timedelta(seconds=60)
"""A letter that is being sent is nobody else's for so long."""
MOST_AT_ONCE = 20


@dataclass(frozen=True)
class Letter:
    """One write; `reason` is why the shop refused it, or did not answer last time."""

    agreed: Agreed
    status: Literal["waiting", "delivered", "refused"]
    attempts: int
    reason: str
    created_at: datetime


class Outbox:
    """The letters of one store."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def put(self, agreed: Agreed, fence: Fence | None = None) -> Letter | None:
        """A new letter, in the sender's hand; None when one with this key is there already."""
        now = self._clock()
        row = {
            "key": agreed.key,
            "agreed": agreed_to_json(agreed),
            "status": "waiting",
            "attempts": 0,
            "next_at": now + IN_HAND,
            "reason": "",
            "created_at": now,
        }
        with writing(self._engine, fence) as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            fresh = dialect.insert(outbox).values(row).on_conflict_do_nothing()
            if connection.execute(fresh).rowcount == 0:
                return None
        return Letter(agreed, "waiting", 0, "", now)

    def find(self, key: str) -> Letter | None:
        """The letter with this key."""
        query = select(outbox).where(outbox.c.key == key)
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _letter(row)

    def due(self) -> list[Letter]:
        """Letters that it is time to send, which nobody else takes for a minute."""
        now = self._clock()
        query = (
            select(outbox)
            .where(outbox.c.status == "waiting", outbox.c.next_at <= now)
            .order_by(outbox.c.created_at)
            .limit(MOST_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        with writing(self._engine) as connection:
            letters = [_letter(row) for row in connection.execute(query)]
            for letter in letters:
                _change(connection, letter, next_at=now + IN_HAND)
        return letters

    def put_off(self, letter: Letter, reason: str) -> bool:
        """Wait longer each time; after a day the letter counts as refused: False."""
        now = self._clock()
        given_up = now - letter.created_at > PATIENCE
        pause = min(FIRST_PAUSE * 2 ** min(letter.attempts, 20), LONGEST_PAUSE)
        with writing(self._engine) as connection:
            _change(
                connection,
                letter,
                attempts=letter.attempts + 1,
                next_at=now + pause,
                reason="" if given_up else reason,
                status="refused" if given_up else "waiting",
            )
        return not given_up

    def refuse(self, letter: Letter, reason: str) -> None:
        """The shop said no."""
        with writing(self._engine) as connection:
            _change(connection, letter, status="refused", reason=reason)

    def delivered(self, letter: Letter, reference: str) -> Outcome:
        """The shop has done it: our tables follow, in one transaction with the letter."""
        with writing(self._engine) as connection:
            # The shop judged by its own records: ours need not be as they were seen.
            outcome = apply_once(connection, letter.agreed, reference, mirror=True)
            _change(connection, letter, status="delivered", reason="")
        return outcome


def _change(connection: Connection, letter: Letter, **values: Any) -> None:
    # What was answered stays answered, even if the letter was sent twice.
    connection.execute(
        update(outbox)
        .where(outbox.c.key == letter.agreed.key, outbox.c.status == "waiting")
        .values(**values)
    )


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        agreed_from_json(row.agreed), row.status, row.attempts, row.reason, row.created_at
    )
