"""Who is signed in: a random token in a cookie, its hash in the database.

A session ends after some time without activity, at the latest after a fixed time, when it is
signed out of, and when the account is disabled or gets another password.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select, update

from agents.accounts import agent_from
from agents.errors import SessionEnded
from agents.tables import agent_sessions, agents
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from agents.accounts import Agent

__all__ = ["Sessions"]

NOTED_EVERY = timedelta(minutes=1)
"""How exactly activity is kept: a write for every request would be too many."""


def _now() -> datetime:
    return datetime.now(UTC)


class Sessions:
    """The sessions of all agents."""

    def __init__(
        self,
        engine: Engine,
        *,
        idle: timedelta,
        longest: timedelta,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._engine = engine
        self._idle = idle
        self._longest = longest
        self._clock = clock

    def start(self, agent_id: str, *, replaces: str = "") -> str:
        """A fresh token, whatever the browser had before; that one, `replaces`, is over."""
        token, at = secrets.token_urlsafe(32), self._clock()
        over = or_(
            agent_sessions.c.token_hash == _hash(replaces),
            agent_sessions.c.ends_at <= at,
            agent_sessions.c.seen_at <= at - self._idle,
        )
        with writing(self._engine) as connection:
            connection.execute(delete(agent_sessions).where(over))
            connection.execute(
                insert(agent_sessions).values(
                    token_hash=_hash(token),
                    agent_id=agent_id,
                    created_at=at,
                    seen_at=at,
                    ends_at=at + self._longest,
                )
            )
        return token

    def agent_of(self, token: str, *, active: bool = True) -> Agent:
        """Whose session it is; what a page asks by itself is not `active` and keeps none alive.

        Raises SessionEnded.
        """
        at = self._clock()
        query = (
            select(agents, agent_sessions.c.seen_at)
            .join(agent_sessions, agent_sessions.c.agent_id == agents.c.id)
            .where(
                agent_sessions.c.token_hash == _hash(token),
                agent_sessions.c.ends_at > at,
                agent_sessions.c.seen_at > at - self._idle,
                agents.c.disabled_at.is_(None),
            )
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        if row is None:
            raise SessionEnded("Sign in again: the session is over.")
        if active and at - row.seen_at >= NOTED_EVERY:
            with writing(self._engine) as connection:
                connection.execute(
                    update(agent_sessions)
                    .where(agent_sessions.c.token_hash == _hash(token))
                    .values(seen_at=at)
                )
        return agent_from(row)

    def end(self, token: str) -> None:
        """Sign out."""
        with writing(self._engine) as connection:
            connection.execute(
                delete(agent_sessions).where(agent_sessions.c.token_hash == _hash(token))
            )


def _hash(token: str) -> str:
    # Fast is right here: a token is 256 random bits, there is nothing to guess.
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
